"""A topic as another client sees it: everything that was ever written to it, read once and kept up with."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from confluent_kafka import Consumer, TopicPartition

from streams import clock
from streams.topic_ends import EndReader, EndsUnknownError
from tests.eventually import eventually

_SILENCE_S = 5.0


class Seen(NamedTuple):
    """One record as it stands in the log."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


class TopicLog:
    """A reader of one topic that belongs to no group."""

    def __init__(self, bootstrap: str, topic: str, partitions: int) -> None:
        self.topic = topic
        self._tps = [TopicPartition(topic, number, 0) for number in range(partitions)]
        self._seen: list[Seen] = []
        self._next = [0] * partitions
        self._bootstrap = bootstrap
        self._consumer = self._connected()
        self._ends = EndReader(bootstrap)

    def _connected(self) -> Consumer:
        """A reader from where we are."""
        consumer = Consumer(
            {
                "bootstrap.servers": self._bootstrap,
                "group.id": f"reader-{uuid.uuid4().hex}",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 20,
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )
        consumer.assign([TopicPartition(self.topic, number, offset) for number, offset in enumerate(self._next)])
        return consumer

    def ends(self) -> list[int]:
        """The end offset of each partition now; asked again while the broker is away."""
        return list(eventually(self.ends_if_known, lambda ends: ends is not None) or ())

    def ends_if_known(self) -> list[int] | None:
        """The same, or None while the broker does not say."""
        try:
            ends = self._ends.read((self.topic, tp.partition) for tp in self._tps)
        except EndsUnknownError:
            return None
        return [ends[self.topic, tp.partition] for tp in self._tps]

    def read(self, within_s: float = 60.0) -> list[Seen]:
        """All records up to now, in the order of their offsets within each partition.

        A client of librdkafka may find back late, or never, to a broker that crashed: after a silence another one goes on.
        """
        ends, deadline = self.ends(), clock.monotonic() + within_s
        heard_at = clock.monotonic()
        while any(have < need for have, need in zip(self._next, ends, strict=True)):
            assert clock.monotonic() < deadline, f"{self.topic}: read up to {self._next} of {ends}"
            if clock.monotonic() > heard_at + _SILENCE_S:
                self._consumer.close()
                self._consumer, heard_at = self._connected(), clock.monotonic()
            for message in self._consumer.consume(5_000, timeout=0.1):
                if message.error() is None:
                    self._seen.append(Seen(message.partition(), message.offset(), message.key(), message.value()))
                    self._next[message.partition()] = message.offset() + 1
                    heard_at = clock.monotonic()
        return self._seen

    def close(self) -> None:
        """Read no more."""
        self._consumer.close()
