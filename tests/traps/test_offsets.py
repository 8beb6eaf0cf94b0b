"""Traps in which an offset is committed over something that is not in Kafka."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError, RequestTimedOutError
from faust.types import TP

from streams.engine import changelog
from streams.engine.consumer import BatchConsumer
from streams.engine.engine import Engine, Outlet
from streams.engine.guard import Membership
from streams.engine.reader import ChangelogReader
from tests.streams.engine import test_courier, toy
from tests.streams.engine.test_courier import OUT, turns
from tests.streams.engine.toy import START, TOPICS, event, fact


class Refusing(test_courier.Broker):
    """Takes a batch and never acknowledges it: at last the producer gives it up."""

    async def send_batch(self, batch: Any, topic: str, *, partition: int) -> asyncio.Future[Any]:
        given_up: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        given_up.set_exception(RequestTimedOutError())
        return given_up


class EmptyChangelog(ChangelogReader):
    """Nothing was ever written."""

    def __init__(self) -> None: ...

    async def read(self, starts: Any, take: Any, goes_on: Any) -> dict[int, int]:
        return dict.fromkeys(starts, 0)


class Member(Membership):
    """Always counted in."""

    def is_proven(self, generation: int) -> bool:
        return True

    async def wait_until_alone(self) -> bool:
        return False


async def test_t9_t3_a_changelog_batch_that_is_given_up_ends_the_worker_and_nothing_is_committable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changelog, "GIVE_UP_S", 0.0)
    engine, ended = Engine(TOPICS, OUT, toy.rules(), "worker", Member(3.0)), []

    async def fail(error: BaseException) -> None:
        ended.append(error)

    engine.expect([0], 1)
    await engine.take_over(Outlet(Refusing(), EmptyChangelog(), fail, 0.0), 1)
    courier = engine.couriers[0]
    courier.partition.apply(0, [event(0, "anna", fact("a", START))])
    await turns()
    courier.wake()
    await asyncio.wait_for(courier._idle.wait(), 5)
    await turns()
    assert [type(error.__cause__) for error in ended] == [RequestTimedOutError]
    assert engine.committable() == {}


@pytest.mark.parametrize("accepted", [True, False])
async def test_t13_only_what_the_broker_has_accepted_is_remembered_as_committed(accepted: bool) -> None:
    place, kept = TP("events", 0), dict[TP, int]()

    async def commit(_offsets: dict[TP, int]) -> bool:
        return accepted

    app = SimpleNamespace(failure=None)
    consumer: Any = SimpleNamespace(app=app, assignment=lambda: {place}, _commit=commit, _committed_offset=kept)
    assert await BatchConsumer._commit_offsets(consumer, {place: 7}) is accepted
    assert kept == ({place: 7} if accepted else {})
    app.failure = RuntimeError("it broke")
    assert not await BatchConsumer._commit_offsets(consumer, {place: 9}), "after a failure nothing is committed"
    assert kept == ({place: 7} if accepted else {})


def test_t9_what_a_producer_gives_up_is_an_error_of_kafkas() -> None:
    assert issubclass(RequestTimedOutError, KafkaError)
