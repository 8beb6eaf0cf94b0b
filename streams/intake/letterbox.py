"""Reads the dead letters that stand on Kafka and sends their events once more; decides nothing about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from streams.intake.dead_letter import DeadLetter, UnreadableDeadLetterError, read_dead_letter
from streams.intake.sender import Sender
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topics import DEAD_LETTERS, Topics

_TIMEOUT_S: Final = 30.0
_AT_A_TIME: Final = 500
_LOOK_S: Final = 0.2
"""How long to wait for so many: the library waits for all of them, even at the end."""


class Stored(msgspec.Struct, frozen=True):
    """A dead letter where it stands: `partition` and `offset` are its own in `dead-letters`; `key` is the source's.

    `letter`: None where the record is none that this version can read.
    """

    partition: int
    offset: int
    key: bytes | None
    letter: DeadLetter | None


def stored_letters(bootstrap: str, topics: Topics) -> Iterator[Stored]:
    """Every record of `dead-letters` that was there when reading began, partition by partition.

    A letter may stand there twice, with one id, after a worker was killed. Raises BrokerAway.
    """
    consumer = onlooker(bootstrap, "rettidig-dead-letters", {"enable.partition.eof": True})
    try:
        ends = _ends(consumer, topics.name(DEAD_LETTERS))
        consumer.assign([TopicPartition(*place, low) for place, (low, _) in ends.items()])
        left, silent_s = set(ends), 0.0
        while left:
            read = consumer.consume(_AT_A_TIME, _LOOK_S)
            silent_s = 0.0 if read else silent_s + _LOOK_S
            if silent_s > _TIMEOUT_S:
                raise BrokerAway(f"no dead letter came within {_TIMEOUT_S:.0f} s")
            for message in read:
                is_record = _is_record(message)
                place = (message.topic(), message.partition())
                end = ends[place][1]
                if is_record and message.offset() < end:
                    yield _stored(message)
                if message.offset() >= end - 1:
                    left.discard(place)
    except KafkaException as error:
        raise BrokerAway(f"dead letters could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _ends(consumer: Any, topic: str) -> dict[tuple[str, int], tuple[int, int]]:
    """(first offset, end offset) of every partition that holds something."""
    listed = consumer.list_topics(topic, timeout=_TIMEOUT_S).topics[topic]
    if listed.error is not None:
        raise KafkaException(listed.error)
    places = [(topic, number) for number in sorted(listed.partitions)]
    marks = {place: consumer.get_watermark_offsets(TopicPartition(*place), timeout=_TIMEOUT_S) for place in places}
    return {place: (low, high) for place, (low, high) in marks.items() if low < high}


def _is_record(message: Any) -> bool:
    """Whether it is a record, and not the news that a partition is read to its end. Raises KafkaException."""
    error = message.error()
    if error is None:
        return True
    if error.code() == KafkaError._PARTITION_EOF:
        return False
    raise KafkaException(error)


def _stored(message: Any) -> Stored:
    try:
        letter = read_dead_letter(message.value())
    except UnreadableDeadLetterError:
        letter = None
    return Stored(message.partition(), message.offset(), message.key(), letter)


def why_not_replayable(stored: Stored, topics: Topics) -> str | None:
    """Why an event can't be sent again, in words; None where it can."""
    if stored.letter is None:
        return "the dead letter cannot be read by this version"
    body = stored.letter.data
    if body.kept != "whole":
        return f"of its bytes {body.kept} was kept ({body.reason})"
    if body.topic not in topics.sources:
        return f"{body.topic} is no source topic of this installation"
    return None


def replay(sender: Sender, stored: Stored, topics: Topics) -> str | None:
    """Send the original bytes to their source topic, under their key; or say why they can't be. Raises NotDelivered."""
    why = why_not_replayable(stored, topics)
    if why is None and stored.letter is not None:
        sender.send(stored.letter.data.topic, stored.key, stored.letter.data.original_bytes())
    return why
