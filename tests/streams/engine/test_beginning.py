"""Where reading begins, and when Kafka does not say it: asked again, or the worker ends; no broker."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import GroupAuthorizationFailedError, KafkaTimeoutError, LeaderNotAvailableError
from faust.transport.consumer import Consumer
from faust.types import TP

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


@pytest.mark.parametrize("kept", [[0, 1], [1]], ids=["both are kept", "one goes meanwhile"])
async def test_the_newest_tick_is_sought_only_where_a_partition_is_still_ours(kept: list[int]) -> None:
    """It may be given up while the ends are waited for; to seek in what is not ours any more ends the worker."""
    couriers, begun, sought = {0: "courier", 1: "courier"}, dict[int, tuple[int, bool]](), dict[TP, int]()
    sources = [TP("events", number) for number in couriers]
    clocks = [TP("clock", number) for number in couriers]

    async def earliest(*tps: TP) -> dict[TP, int]:
        return dict.fromkeys(tps, 0)

    async def highwaters(*tps: TP) -> dict[TP, int]:
        for number in {0, 1} - {*kept}:
            del couriers[number]
        return dict.fromkeys(tps, 9)

    async def seek_wait(tps: dict[TP, int]) -> None:
        sought.update(tps)

    def begin(number: int, positions: list[int], clock_position: int, *, reads_again: bool) -> None:
        begun[number] = clock_position, reads_again

    consumer: Any = BatchConsumer.__new__(BatchConsumer)
    consumer._committed_offset = dict.fromkeys([*sources, *clocks], 4)
    consumer.assignment, consumer._is_changelog_tp = lambda: {*sources, *clocks}, lambda tp: False
    consumer.earliest_offsets, consumer.highwaters, consumer.seek_wait = earliest, highwaters, seek_wait
    engine = SimpleNamespace(
        couriers=couriers,
        topics=("events",),
        unticked=lambda: list(couriers),
        refuse_if_forgotten=lambda *_: None,
        begin=begin,
    )
    consumer.app = SimpleNamespace(engine=engine, clock_topic="clock", failure=None)
    await consumer._begin()
    assert sought == {TP("clock", number): 8 for number in kept}
    assert begun == dict.fromkeys(kept, (8, True))
