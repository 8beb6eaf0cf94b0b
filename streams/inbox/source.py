"""Reads the topics that the inbox follows, from given offsets on; knows Kafka, not what the records say.

No consumer group: how far everything was read is kept in Redis beside what was read, and nothing is committed to Kafka.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from streams import clock
from streams.inbox.gathering import Read, Source
from streams.topic_ends import EndReader
from streams.topics import Topics

_ANSWER_S: Final = 3.0
_ASK_AFTER_S: Final = 2.0
"""Silence after which the broker is asked whether it is still there."""

_log: Final = structlog.get_logger(__name__)


class TopicReader:
    """A reader of partitions. `is_answered`: the broker was there when last heard of or asked."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self.is_answered = True
        self._topics = topics
        self._ends = EndReader(bootstrap)
        self._heard_at = clock.monotonic()
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": "rettidig-inbox",  # librdkafka wants one; it is never joined
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "earliest",
                "enable.partition.eof": True,  # else a partition whose last records are gone would never be at its end
                "fetch.wait.max.ms": 50,
                "fetch.message.max.bytes": 4 << 20,
                "queued.min.messages": 50_000,
                "log_level": 0,
                "error_cb": lambda _error: None,  # whether the broker is there is asked, not guessed from complaints
            }
        )
        self._base_names: dict[str, str] = {}
        self._next: dict[Source, int] = {}

    def assign(self, offsets: Mapping[Source, int]) -> None:
        """Read these from these offsets on, and nothing else."""
        self._next = dict(offsets)
        self._base_names = {self._topics.name(source.topic): source.topic for source in offsets}
        self._consumer.assign(
            [TopicPartition(self._topics.name(source.topic), source.partition, at) for source, at in offsets.items()]
        )

    def read(self, most: int, timeout_s: float) -> list[Read]:
        """The next records; those of a source in their order. As many as come in time."""
        messages = self._consumer.consume(most, timeout_s)
        if messages:
            self._heard_at, self.is_answered = clock.monotonic(), True
        elif clock.monotonic() - self._heard_at > _ASK_AFTER_S:
            self._ask()
        return [read for message in messages if (read := self._read(message)) is not None]

    def has_reached(self, ends: Mapping[Source, int]) -> bool:
        """Whether everything before these offsets has been read."""
        return all(self._next[source] >= end for source, end in ends.items())

    def ends(self, sources: Iterable[Source]) -> dict[Source, int]:
        """Where each source ends now. Raises EndsUnknownError."""
        wanted = {(self._topics.name(source.topic), source.partition): source for source in sources}
        return {wanted[place]: end for place, end in self._ends.read(wanted).items()}

    def close(self) -> None:
        """Read no more."""
        self._consumer.close()

    def _read(self, message: Message) -> Read | None:
        error, topic, offset = message.error(), message.topic(), message.offset()
        if error is None:
            source = Source(self._base_names[topic], message.partition())
            self._next[source] = offset + 1
            return Read(source, offset, message.key(), message.value(), message.timestamp()[1])
        if error.code() == KafkaError._PARTITION_EOF:
            source = Source(self._base_names[topic], message.partition())
            self._next[source] = max(offset, self._next[source])
        else:
            _log.warning("inbox.read_failed", topic=topic, reason=error.str())
        return None

    def _ask(self) -> None:
        try:
            self._consumer.list_topics(timeout=_ANSWER_S)
            self.is_answered = True
        except KafkaException:
            self.is_answered = False
        self._heard_at = clock.monotonic()
