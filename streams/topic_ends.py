"""Where partitions end, asked of the broker now; knows no contents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from streams import topic_admin

Place: TypeAlias = tuple[str, int]
"""(full topic name, partition)."""

_ANSWER_S: Final = 5.0


class EndsUnknownError(RuntimeError):
    """The broker did not say where a partition ends."""


class EndReader:
    """Asks one broker. After a failure it asks anew with nothing remembered: a client of librdkafka goes on naming the
    leader epoch of before a broker's crash, and is refused for ever.
    """

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._admin: AdminClient | None = None

    def read(self, places: Iterable[Place]) -> dict[Place, int]:
        """The next offset that each partition will give. Raises EndsUnknownError.

        An answer below 0 is none: a node that has just come to lead a partition does not know yet how far it goes.
        """
        asked = {TopicPartition(topic, number): OffsetSpec.latest() for topic, number in places}
        admin = topic_admin.connect(self._bootstrap) if self._admin is None else self._admin  # an idle client is false
        self._admin = None
        try:
            answers = admin.list_offsets(asked, request_timeout=_ANSWER_S)
            ends = {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}
        except KafkaException as error:
            raise EndsUnknownError(error.args[0].str()) from error
        unknown = sorted(place for place, end in ends.items() if end < 0)
        if unknown:
            raise EndsUnknownError(f"nobody knows yet where partition {unknown[0][1]} of {unknown[0][0]} ends")
        self._admin = admin
        return ends
