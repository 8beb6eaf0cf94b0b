"""Which of several figures processes writes: the one to whom Kafka gives the topic; knows a group, not what is written.

The others stand by, read what is written and serve the same figures. When the writer is gone Kafka gives the topic to one of
them; a writer that was paused and does not know that it was replaced is fenced by its successor (see `municipal_log`).
"""

from __future__ import annotations

from typing import Final

from confluent_kafka import Consumer, KafkaError, TopicPartition

SESSION_MS: Final = 6_000


class Turn:
    """A claim to a topic of one partition. Ask `is_ours` a few times a second: who does not ask loses it."""

    def __init__(self, bootstrap: str, topic: str, group: str) -> None:
        self._is_ours = False
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": group,
                "enable.auto.commit": False,
                "auto.offset.reset": "latest",
                "partition.assignment.strategy": "range",
                "session.timeout.ms": SESSION_MS,
                "heartbeat.interval.ms": SESSION_MS // 6,
                "log_level": 0,
                "error_cb": _say_nothing,  # whether the broker is there is found out by who reads
            }
        )
        self._consumer.subscribe([topic], on_assign=self._given, on_revoke=self._taken, on_lost=self._taken)

    def is_ours(self) -> bool:
        """Whether this process is the one that writes."""
        self._consumer.poll(0)
        return self._is_ours

    def close(self) -> None:
        """Leave it to others."""
        self._consumer.close()

    def _given(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        consumer.assign(partitions)
        consumer.pause(partitions)  # the claim is all that is wanted: somebody else reads
        self._is_ours = bool(partitions)

    def _taken(self, _consumer: Consumer, _partitions: list[TopicPartition]) -> None:
        self._is_ours = False


def _say_nothing(_error: KafkaError) -> None:
    pass
