"""Reads the topics that the inbox follows, from given offsets on; knows Kafka, not what the records say.

No consumer group: how far everything was read is kept in Redis beside what was read, and nothing is committed to Kafka.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, TopicCollection, TopicPartition

from streams import clock, topic_admin
from streams.inbox.gathering import FOLLOWED, Read, Source
from streams.onlooker import onlooker
from streams.topic_ends import EndReader, EndsUnknownError
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
        self._bootstrap = bootstrap
        self._ends = EndReader(bootstrap)
        self._heard_at = clock.monotonic()
        self._consumer = onlooker(
            bootstrap,
            "rettidig-inbox",
            {
                "enable.auto.offset.store": False,
                "auto.offset.reset": "earliest",
                "enable.partition.eof": True,  # else a partition whose last records are gone would never be at its end
                "fetch.wait.max.ms": 50,
                "fetch.message.max.bytes": 4 << 20,
                "queued.min.messages": 50_000,
            },
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

    def identities(self) -> dict[str, str]:
        """What Kafka calls each topic that is followed: one that was made anew under the name is called otherwise.

        Raises EndsUnknownError.
        """
        names = {self._topics.name(topic): topic for topic in FOLLOWED}
        admin = topic_admin.connect(self._bootstrap)  # kept by name: its answers end with it
        try:
            answers = admin.describe_topics(TopicCollection(list(names)), request_timeout=_ANSWER_S)
            return {names[name]: str(answer.result(2 * _ANSWER_S).topic_id) for name, answer in answers.items()}
        except KafkaException as error:
            raise EndsUnknownError(error.args[0].str()) from error
        except TimeoutError as error:
            raise EndsUnknownError("the broker does not describe the topics") from error

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
