"""A consumer that looks on: it joins no group, notes nothing as read and complains to nobody; knows no topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from streams import clock

_PATIENCE_S: Final = 15.0
_AGAIN_S: Final = 0.2
_ELSEWHERE: Final = frozenset(
    {
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
    }
)
"""Answers of a broker that is there while a partition's leadership moves: who asks again is told."""


class Onlooker(Consumer):  # type: ignore[misc]  # the library does not tell mypy its types
    """To `assign` partitions to, or to ask. Whether the broker is there, its caller finds out."""

    def get_watermark_offsets(
        self, partition: TopicPartition, timeout: float = -1, cached: bool = False
    ) -> tuple[int, int]:
        """(first offset, next offset) of a partition; while its leadership moves, asked again. Raises KafkaException."""
        asking = super().get_watermark_offsets

        def learn_anew() -> None:
            self.list_topics(partition.topic, timeout)
            clock.sleep(_AGAIN_S)

        return asked_until_led(lambda: asking(partition, timeout, cached), learn_anew)


def asked_until_led(ask: Callable[[], tuple[int, int]], learn_anew: Callable[[], None]) -> tuple[int, int]:
    """What `ask` answers; where somebody else leads by now, `learn_anew` who does and ask again, up to 15 s."""
    deadline = clock.monotonic() + _PATIENCE_S
    while True:
        try:
            return ask()
        except KafkaException as error:
            if error.args[0].code() not in _ELSEWHERE or clock.monotonic() > deadline:
                raise
        learn_anew()


def onlooker(bootstrap: str, name: str, settings: Mapping[str, object] = MappingProxyType({})) -> Onlooker:
    """An onlooker at `bootstrap`.

    `name`: librdkafka wants a group; it is never joined, and nothing is committed under it. `settings`: librdkafka's, besides.
    """
    return Onlooker(
        {
            "bootstrap.servers": bootstrap,
            "group.id": name,
            "enable.auto.commit": False,
            "log_level": 0,
            "error_cb": lambda _error: None,
            **settings,
        }
    )
