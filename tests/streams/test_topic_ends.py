"""Where partitions end is known or it is not: what a broker can't say is never taken for an offset."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from streams import topic_admin
from streams.ticker import NoTickError, Ticker
from streams.topic_ends import EndReader, EndsUnknownError
from streams.topics import Topics


class Admin:
    """Answers for each partition number with an offset or an error."""

    def __init__(self, answers: dict[int, int | Exception]) -> None:
        self._answers = answers

    def list_offsets(self, asked: dict[TopicPartition, Any], request_timeout: float) -> dict[TopicPartition, Any]:
        return {place: self._answer(self._answers.get(place.partition, 7)) for place in asked}

    def _answer(self, given: int | Exception) -> Future[Any]:
        future: Future[Any] = Future()
        if isinstance(given, Exception):
            future.set_exception(given)
        else:
            future.set_result(SimpleNamespace(offset=given))
        return future


def connected(monkeypatch: pytest.MonkeyPatch, *admins: Admin) -> list[Admin]:
    """These are connected to, one after the other; those that are left."""
    left = list(admins)
    monkeypatch.setattr(topic_admin, "connect", lambda _servers: left.pop(0))
    return left


@pytest.mark.parametrize(
    "unsaid", [-1, KafkaException(KafkaError(KafkaError.LEADER_NOT_AVAILABLE))], ids=["no offset", "an error"]
)
def test_a_node_that_does_not_know_yet_is_asked_anew(monkeypatch: pytest.MonkeyPatch, unsaid: int | Exception) -> None:
    left = connected(monkeypatch, Admin({0: 0, 1: unsaid}), Admin({0: 0, 1: 3}))
    reader = EndReader("nobody:1")
    with pytest.raises(EndsUnknownError):
        reader.read([("events", 0), ("events", 1)])
    assert reader.read([("events", 0), ("events", 1)]) == {("events", 0): 0, ("events", 1): 3}
    assert reader.read([("events", 1)]) == {("events", 1): 3}
    assert left == [], "and a client that answered is kept"


def test_no_tick_names_an_end_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    connected(monkeypatch, Admin({2: -1}))
    with pytest.raises(NoTickError, match="partition 2 of"):
        Ticker("127.0.0.1:1", Topics(partitions=4)).cut(0)
