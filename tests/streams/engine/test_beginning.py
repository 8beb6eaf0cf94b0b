"""Where reading begins, when Kafka does not say it: asked again, or the worker ends; no broker."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import GroupAuthorizationFailedError, KafkaTimeoutError, LeaderNotAvailableError
from faust.transport.consumer import Consumer

from streams.engine.consumer import BatchConsumer
from streams.engine.engine import EngineError


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (KafkaTimeoutError("no answer"), False),
        (LeaderNotAvailableError(), False),
        (GroupAuthorizationFailedError("the group"), True),
        (EngineError("the partition moved on"), True),
    ],
    ids=["no answer", "nobody leads", "not allowed", "an error of ours"],
)
@pytest.mark.parametrize("asked", ["what was committed", "where the topics begin"])
async def test_a_worker_whose_question_nobody_answers_asks_again(
    asked: str, error: Exception, ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[BaseException] = []

    async def fail(reason: BaseException) -> None:
        failed.append(reason)

    async def unanswered(_consumer: Any) -> None:
        raise error

    async def answered(_consumer: Any) -> None:
        """Everything is known."""

    monkeypatch.setattr(Consumer, "perform_seek", unanswered if asked == "what was committed" else answered)
    monkeypatch.setattr(BatchConsumer, "_begin", unanswered)
    consumer: Any = BatchConsumer.__new__(BatchConsumer)
    consumer._seeking = asyncio.Lock()
    consumer.app = SimpleNamespace(engine=SimpleNamespace(is_begun=False), fail=fail)
    await consumer.perform_seek()
    assert failed == ([error] if ends else [])
