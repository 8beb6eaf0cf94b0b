"""Reads whole topics from their beginning and keeps following them; knows Kafka, not what the records say.

No consumer group: every reader reads everything, and nothing is committed, because what the records add up to is held
in memory only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import structlog
from confluent_kafka import OFFSET_BEGINNING, KafkaError, KafkaException, Message, TopicPartition

from streams import clock
from streams.onlooker import onlooker

_BATCH: Final = 2_000
_ANSWER_S: Final = 3.0
_ASK_AFTER_S: Final = 2.0
"""Silence after which the broker is asked whether it is still there."""

_log: Final = structlog.get_logger(__name__)


class Record(NamedTuple):
    """A record that has a key and a value; tombstones and records without a key are passed over."""

    key: bytes
    value: bytes


class Follower:
    """A reader of all partitions of one topic.

    `caught_up`: everything that the topic held when reading began has been read. `is_answered`: the broker was there when
    last heard of or asked. Raises KafkaException if the topic can't be looked at, and for a topic that is not there.
    """

    def __init__(self, bootstrap: str, topic: str) -> None:
        self.topic = topic
        self.is_answered = True
        self._consumer = onlooker(
            bootstrap,
            "rettidig-figures",
            {"auto.offset.reset": "earliest", "enable.partition.eof": True, "fetch.wait.max.ms": 100},
        )
        self.partitions = len(self._described())
        self._unread = set(range(self.partitions))
        self._heard_at = clock.monotonic()
        self._consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in range(self.partitions)])

    @property
    def caught_up(self) -> bool:
        """Whether the end of every partition was reached once."""
        return not self._unread

    def read(self, timeout_s: float) -> list[Record]:
        """The next records, in the order of each partition; none if nothing comes in time."""
        return [Record(key, value) for key, value in self._next(timeout_s) if value is not None]

    def read_into(self, last: dict[bytes, bytes], timeout_s: float) -> None:
        """The next records of a topic that keeps the last of each key; a tombstone takes its key away, as compaction will."""
        for key, value in self._next(timeout_s):
            if value is None:
                last.pop(key, None)
            else:
                last[key] = value

    def close(self) -> None:
        """Read no more."""
        self._consumer.close()

    def _next(self, timeout_s: float) -> list[tuple[bytes, bytes | None]]:
        messages = self._consumer.consume(_BATCH, timeout_s)
        if messages:
            self._heard_at, self.is_answered = clock.monotonic(), True
        elif clock.monotonic() - self._heard_at > _ASK_AFTER_S:
            self._ask()
        return list(self._keyed(messages))

    def _keyed(self, messages: list[Message]) -> Iterator[tuple[bytes, bytes | None]]:
        for message in messages:
            error, partition = message.error(), message.partition()
            if error is None:
                key = message.key()
                if key is not None:
                    yield key, message.value()
            elif error.code() == KafkaError._PARTITION_EOF:
                self._unread.discard(partition if partition is not None else -1)
            else:
                _log.warning("figures.read_failed", topic=self.topic, reason=error.str())

    def _ask(self) -> None:
        try:
            self._described()
            self.is_answered = True
        except KafkaException:
            self.is_answered = False
        self._heard_at = clock.monotonic()

    def _described(self) -> dict[int, object]:
        topic = self._consumer.list_topics(self.topic, timeout=_ANSWER_S).topics[self.topic]
        if topic.error is not None:
            raise KafkaException(topic.error)
        partitions: dict[int, object] = topic.partitions
        return partitions
