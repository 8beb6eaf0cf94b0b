"""The newest ticks of each partition of the clock topic, as they stand on Kafka; judges nobody by them."""

from __future__ import annotations

import contextlib
from typing import Final

from confluent_kafka import Consumer, KafkaException, TopicPartition

from streams import clock
from streams.engine.ticks import HeldTick, UnreadableTickError, decode_tick
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topics import CLOCK, Topics

LOOKED_AT: Final = 8
"""Of each partition: enough to see two clocks that do not agree."""
_ANSWER_S: Final = 10.0
_LOOK_S: Final = 0.1


def newest_ticks(bootstrap: str, topics: Topics) -> dict[int, list[HeldTick]]:
    """Partition → its last ticks, oldest first, without what is none. Raises BrokerAway."""
    consumer = onlooker(bootstrap, "rettidig-doctor")
    try:
        return _read(consumer, topics)
    except KafkaException as error:
        raise BrokerAway(f"the ticks could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _read(consumer: Consumer, topics: Topics) -> dict[int, list[HeldTick]]:
    name, numbers = topics.name(CLOCK), range(topics.partitions)
    marks = {n: consumer.get_watermark_offsets(TopicPartition(name, n), timeout=_ANSWER_S) for n in numbers}
    starts = {number: max(low, high - LOOKED_AT) for number, (low, high) in marks.items()}
    consumer.assign([TopicPartition(name, number, start) for number, start in starts.items()])
    found: dict[int, list[HeldTick]] = {number: [] for number in numbers}
    left = {number for number, start in starts.items() if start < marks[number][1]}
    deadline = clock.monotonic() + _ANSWER_S
    while left:
        if clock.monotonic() > deadline:
            raise BrokerAway(f"the ticks could not be read within {_ANSWER_S:.0f} s")
        for message in consumer.consume(LOOKED_AT * len(numbers), _LOOK_S):
            number, offset = message.partition(), message.offset()
            if message.error() is not None or offset >= marks[number][1]:
                continue
            with contextlib.suppress(UnreadableTickError):
                found[number].append(decode_tick(message.value(), topics.sources, offset, message.timestamp()[1]))
        places = consumer.position([TopicPartition(name, number) for number in left])
        left -= {place.partition for place in places if place.offset >= marks[place.partition][1]}
    return found
