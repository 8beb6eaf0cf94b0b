"""Finds one citizen's last state in the workers' changelog, for who asks why; reads one partition, changes nothing."""

from __future__ import annotations

from typing import Final

from aiokafka.partitioner import murmur2
from confluent_kafka import Consumer, KafkaException, TopicPartition

from streams import clock
from streams.citizen.encoding import decode
from streams.citizen.state import CitizenState
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import CITIZENS_CHANGELOG

_AT_A_TIME: Final = 2_000
_ANSWER_S: Final = 60.0
_LOOK_S: Final = 0.1
_POSITIVE: Final = 0x7FFFFFFF


def partition_of(citizen: str, partitions: int) -> int:
    """The partition that holds a citizen's events, alerts and state (murmur2, as Java clients do)."""
    return int(murmur2(citizen.encode()) & _POSITIVE) % partitions


def kept_state(settings: Settings, citizen: str) -> CitizenState | None:
    """The citizen's last state, None where the workers know nothing of them. Raises BrokerAway, UnreadableStateError."""
    topics = settings.topics
    name, key = topics.name(CITIZENS_CHANGELOG), citizen.encode()
    consumer = Consumer(
        {
            "bootstrap.servers": settings.bootstrap_servers,
            "group.id": "rettidig-why",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    found: bytes | None = None
    try:
        place = TopicPartition(name, partition_of(citizen, topics.partitions))
        low, high = consumer.get_watermark_offsets(place, timeout=_ANSWER_S)
        consumer.assign([TopicPartition(name, place.partition, low)])
        deadline = clock.monotonic() + _ANSWER_S
        reached = low
        while reached < high:
            if clock.monotonic() > deadline:
                raise BrokerAway(f"{name} could not be read to its end within {_ANSWER_S:.0f} s")
            for message in consumer.consume(_AT_A_TIME, _LOOK_S):
                if message.error() is None:
                    reached = (message.offset() or 0) + 1
                    if message.key() == key:
                        found = message.value()
            reached = max(reached, *(each.offset for each in consumer.position([place])))
    except KafkaException as error:
        raise BrokerAway(f"{name} could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()
    return None if found is None else decode(found)
