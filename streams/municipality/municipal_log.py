"""Writes municipal alerts, each once; knows Kafka and its transactions, not what is told.

A writer has the transactional id of the installation: when it begins, Kafka shuts out the one before it and takes back what
that one had not finished. So what is read after the beginning is all there is, and nobody else adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from alerts.municipal.life import MunicipalTold
from alerts.municipal.message import encode_municipal

_ANSWER_S: Final = 10.0
_TRANSACTION_MS: Final = 30_000


class MunicipalLog:
    """The one writer of `municipal-alerts`. Every method raises KafkaException, after which a new one is needed."""

    def __init__(self, bootstrap: str, topic: str, writer: str) -> None:
        self._topic = topic
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "transactional.id": writer,
                "transaction.timeout.ms": _TRANSACTION_MS,
                "acks": "all",
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )
        self._producer.init_transactions(_ANSWER_S)

    def write(self, told: Iterable[MunicipalTold]) -> None:
        """All of these or none, acknowledged when it returns."""
        messages = list(told)
        if not messages:
            return
        refused: list[KafkaError] = []

        def delivered(error: KafkaError | None, _message: Message) -> None:
            if error is not None:
                refused.append(error)

        self._producer.begin_transaction()
        for each in messages:
            key, value = each.subject.municipality.encode(), encode_municipal(each)
            self._producer.produce(self._topic, key=key, value=value, partition=0, on_delivery=delivered)
        unsent = self._producer.flush(_ANSWER_S)
        if refused:
            raise KafkaException(refused[0])
        if unsent:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        self._producer.commit_transaction(_ANSWER_S)
