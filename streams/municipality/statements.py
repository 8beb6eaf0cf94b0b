"""Writes month-end figures to `municipal-figures`; knows Kafka, not when a figure is due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from confluent_kafka import KafkaError, Message, Producer

from streams.topics import PARTITIONER

_FLUSH_S: Final = 10.0


class FigureNotWrittenError(RuntimeError):
    """Kafka refused a figure for good; a new start finds out what is missing."""


class Statements:
    """The one writer of a topic. Kafka being away is waited out; what was refused is raised at the next call."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._topic = topic
        self._refused: list[str] = []
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "message.timeout.ms": 0,  # wait for Kafka as long as it takes: a lost statement would never be noticed
                "partitioner": PARTITIONER,
                "linger.ms": 20,
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )

    def write(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Hand figures over to be sent. Raises FigureNotWrittenError."""
        for key, value in records:
            while True:
                try:
                    self._producer.produce(self._topic, key=key, value=value, on_delivery=self._delivered)
                    break
                except BufferError:
                    self._producer.poll(0.1)
        self._producer.poll(0)
        if self._refused:
            raise FigureNotWrittenError(f"{self._topic}: {self._refused[0]}")

    @property
    def unsent(self) -> int:
        """How many figures Kafka has not acknowledged yet."""
        return len(self._producer)

    def close(self) -> int:
        """Send what is left, for a while; how many could not be sent: the next start states them."""
        return int(self._producer.flush(_FLUSH_S))

    def _delivered(self, error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            self._refused.append(error.str())
