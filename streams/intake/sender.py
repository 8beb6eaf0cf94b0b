"""Sends records to Kafka so that none is lost, doubled by a retry, or put on another citizen's partition; knows no events."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Producer

from streams.topics import PARTITIONER

_MOST_WAITING: Final = 50_000
"""Messages that wait for the broker at one time: what bounds the memory."""
_ROOM_S: Final = 1.0
"""How long to wait for room among them before looking again."""


class NotDelivered(Exception):
    """Kafka did not take a record: away for too long, or a topic is missing. Only what was taken is counted."""


class Sender:
    """An idempotent producer that fails as a whole: after one record that was not taken it sends no other.

    `taken`: counts what was acknowledged, by full topic name. `patience_s`: how long a record may wait for the broker.
    """

    def __init__(self, bootstrap: str, patience_s: float, taken: Counter[str]) -> None:
        self._taken = taken
        self._patience_s = patience_s
        self._failure: KafkaError | None = None
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "partitioner": PARTITIONER,
                "linger.ms": 20,
                "compression.type": "lz4",
                "queue.buffering.max.messages": _MOST_WAITING,
                "message.timeout.ms": int(patience_s * 1_000),
                "log_level": 0,
            }
        )

    def require(self, *topics: str) -> None:
        """Raises NotDelivered where no broker answers in time or one of `topics` is missing."""
        try:
            there = self._producer.list_topics(timeout=self._patience_s).topics
        except KafkaException as error:
            raise NotDelivered(f"no Kafka broker answered within {self._patience_s:.0f} s") from error
        missing = [topic for topic in topics if topic not in there]
        if missing:
            raise NotDelivered(f"no such topic: {', '.join(missing)}; make them with `rettidig topics create`")

    def send(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        """Hand over one record; waits while too many are on their way. Raises NotDelivered, perhaps for an earlier one."""
        while True:
            self._raise_failure()
            try:
                self._producer.produce(topic, key=key, value=value, on_delivery=self._on_delivery)
            except BufferError:
                self._producer.poll(_ROOM_S)
            else:
                self._producer.poll(0)
                return

    def finish(self) -> None:
        """Wait until every record is acknowledged. Raises NotDelivered."""
        self._producer.flush(self._patience_s + 5)
        self._raise_failure()
        if len(self._producer):
            raise NotDelivered(f"{len(self._producer)} records were not acknowledged by Kafka")

    def _on_delivery(self, error: KafkaError | None, message: Any) -> None:
        if error is None:
            self._taken[message.topic()] += 1
        else:
            self._failure = self._failure or error

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise NotDelivered(f"Kafka did not take a record: {self._failure.str()}")
