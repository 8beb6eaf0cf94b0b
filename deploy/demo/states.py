"""Reads the citizens' states that the worker keeps on Kafka, as a new owner would; changes nothing."""

from __future__ import annotations

from typing import Final

import msgspec
from confluent_kafka import KafkaException, TopicPartition

from streams import clock
from streams.citizen.encoding import decode
from streams.citizen.state import CitizenState
from streams.engine.settlement import MARKER_KEY
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topics import CITIZENS_CHANGELOG, Topics

_AT_A_TIME: Final = 2_000
_ANSWER_S: Final = 60.0
_LOOK_S: Final = 0.1
"""The library waits this long for as many as were asked for, also when the last has come."""


class Kept(msgspec.Struct, frozen=True):
    """A citizen's last state and where it stands in the changelog."""

    state: CitizenState
    partition: int
    offset: int


def kept_states(bootstrap: str, topics: Topics) -> dict[str, Kept]:
    """The last state of each citizen. Raises BrokerAway."""
    name = topics.name(CITIZENS_CHANGELOG)
    consumer = onlooker(bootstrap, "rettidig-demo")
    found: dict[bytes, tuple[bytes, int, int]] = {}
    try:
        places = [TopicPartition(name, number) for number in range(topics.partitions)]
        marks = [(place.partition, *consumer.get_watermark_offsets(place, timeout=_ANSWER_S)) for place in places]
        left = {number: high for number, low, high in marks if low < high}
        consumer.assign([TopicPartition(name, number, low) for number, low, high in marks if low < high])
        deadline = clock.monotonic() + _ANSWER_S
        while left:
            if clock.monotonic() > deadline:
                raise BrokerAway(f"{name} could not be read to its end within {_ANSWER_S:.0f} s")
            for message in consumer.consume(_AT_A_TIME, _LOOK_S):
                number, offset, key = message.partition(), message.offset(), message.key()
                if message.error() is None and key != MARKER_KEY and message.value() is not None:
                    found[key] = (message.value(), number, offset)
                if number in left and offset >= left[number] - 1:
                    del left[number]
    except KafkaException as error:
        raise BrokerAway(f"{name} could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()
    return {key.decode(): Kept(decode(value), number, offset) for key, (value, number, offset) in found.items()}
