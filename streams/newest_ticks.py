"""The newest ticks of each partition of the clock topic, as they stand on Kafka; judges nobody by them."""

from __future__ import annotations

import contextlib
from typing import Final

from confluent_kafka import Consumer, KafkaException, TopicPartition

from rules.civil import Instant
from streams import clock
from streams.engine.ticks import HeldTick, UnreadableTickError, decode_tick
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topics import CLOCK, Topics

LEAST: Final = 8
"""Of each partition: enough to see two clocks that do not agree."""
MOST: Final = 10_000
_AT_A_TIME: Final = 2_000
_ANSWER_S: Final = 10.0
_LOOK_S: Final = 0.1


def newest_ticks(bootstrap: str, topics: Topics, since: Instant) -> dict[int, list[HeldTick]]:
    """Partition → the ticks appended since an instant, and some before, oldest first, without what is none.

    Raises BrokerAway.
    """
    consumer = onlooker(bootstrap, "rettidig-doctor")
    try:
        return _read(consumer, topics, since)
    except KafkaException as error:
        raise BrokerAway(f"the ticks could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _read(consumer: Consumer, topics: Topics, since: Instant) -> dict[int, list[HeldTick]]:
    name, numbers = topics.name(CLOCK), range(topics.partitions)
    marks = {n: consumer.get_watermark_offsets(TopicPartition(name, n), timeout=_ANSWER_S) for n in numbers}
    asked = [TopicPartition(name, number, since // 1_000) for number in numbers]
    first = {place.partition: place.offset for place in consumer.offsets_for_times(asked, timeout=_ANSWER_S)}
    starts = {
        number: max(low, high - MOST, min(high - LEAST, first[number] if first[number] >= 0 else high))
        for number, (low, high) in marks.items()
    }
    consumer.assign([TopicPartition(name, number, start) for number, start in starts.items()])
    found: dict[int, list[HeldTick]] = {number: [] for number in numbers}
    left = {number for number, start in starts.items() if start < marks[number][1]}
    deadline = clock.monotonic() + _ANSWER_S
    while left:
        if clock.monotonic() > deadline:
            raise BrokerAway(f"the ticks could not be read within {_ANSWER_S:.0f} s")
        for message in consumer.consume(_AT_A_TIME, _LOOK_S):
            number, offset = message.partition(), message.offset()
            if message.error() is not None or offset >= marks[number][1]:
                continue
            with contextlib.suppress(UnreadableTickError):
                found[number].append(decode_tick(message.value(), topics.sources, offset, message.timestamp()[1]))
        places = consumer.position([TopicPartition(name, number) for number in left])
        left -= {place.partition for place in places if place.offset >= marks[place.partition][1]}
    return found
