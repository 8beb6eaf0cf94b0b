"""What a benchmark's bed does when the broker does not say at once where a partition ends."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from streams import topic_admin
from tests.bench.bed import ends_of


class Admin:
    """Answers with an error, or, where there is none, with the offset 7."""

    def __init__(self, error: int | None = None) -> None:
        self._error = error

    def list_offsets(self, asked: dict[TopicPartition, Any], request_timeout: float) -> dict[TopicPartition, Any]:
        return {place: self._answer() for place in asked}

    def _answer(self) -> Future[Any]:
        answer: Future[Any] = Future()
        if self._error is None:
            answer.set_result(SimpleNamespace(offset=7))
        else:
            answer.set_exception(KafkaException(KafkaError(self._error)))
        return answer


@pytest.mark.parametrize(
    ("first", "then", "is_known"),
    [
        pytest.param(None, KafkaError.FENCED_LEADER_EPOCH, True, id="it says so at once"),
        pytest.param(KafkaError.FENCED_LEADER_EPOCH, None, True, id="a client of before is let go"),
        pytest.param(KafkaError.FENCED_LEADER_EPOCH, KafkaError.FENCED_LEADER_EPOCH, False, id="once only"),
        pytest.param(KafkaError.UNKNOWN_TOPIC_OR_PART, None, False, id="another error"),
    ],
)
def test_an_epoch_of_before_spoils_no_run(
    first: int | None, then: int | None, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bed: Any = SimpleNamespace(admin=Admin(first), stack=SimpleNamespace(bootstrap="nobody:1"))
    monkeypatch.setattr(topic_admin, "connect", lambda _servers: Admin(then))
    place = TopicPartition("events", 0)
    if is_known:
        assert ends_of(bed, [place]) == {("events", 0): 7}
    else:
        with pytest.raises(KafkaException):
            ends_of(bed, [place])
