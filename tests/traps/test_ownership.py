"""Traps around who owns a partition: what a former owner keeps, writes or skips."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from streams.citizen.state import unknown
from streams.engine.consumer import _LiveSet
from streams.engine.courier import Courier, Road
from streams.engine.engine import Engine
from streams.engine.partition import Partition
from streams.engine.ports import UnreadableStateError
from streams.engine.recovery import CitizenTable
from streams.engine.settlement import NOBODY, Ownership
from tests.streams.engine import toy
from tests.streams.engine.test_courier import OUT, Broker, _nothing
from tests.streams.engine.toy import START, TOPICS, Row, event, fact
from tests.traps.test_offsets import Member


def engine_with(*numbers: int) -> Engine:
    """An engine that owns partitions, each with one citizen, in generation 4 of the group."""
    engine = Engine(TOPICS, OUT, toy.rules(), "worker", Member(3.0))
    for number in numbers:
        partition = Partition(number, TOPICS, toy.rules(), f"epoch {number}")
        partition.begin([0, 0, 0], 0)
        partition.apply(0, [event(0, f"citizen-{number}", fact("f", START))])
        road = Road(Broker(), _nothing, 0.0, 1_000)
        engine.couriers[number] = Courier(partition, Ownership(NOBODY, 4, 0), OUT, road, toy.Watch())
    return engine


def kept(engine: Engine) -> list[int]:
    """The partitions whose states the engine still holds after a rebalance."""
    return sorted(engine._parked)


def test_t4_of_a_partition_that_went_elsewhere_nothing_is_kept() -> None:
    engine = engine_with(0, 1)
    engine.give_up(4, park=True)
    engine.expect([1, 2], 5)
    assert kept(engine) == [1]
    assert engine.couriers == {}


def test_t4_of_a_partition_that_another_may_have_owned_meanwhile_nothing_is_kept() -> None:
    engine = engine_with(0, 1)
    engine.give_up(4, park=True)
    engine.expect([0, 1], 6)
    assert kept(engine) == []


def test_t4_what_was_not_drained_and_committed_is_read_back() -> None:
    engine = engine_with(0)
    engine.give_up(4, park=False)
    engine.expect([0], 5)
    assert kept(engine) == []


def test_t17_a_record_of_a_partition_that_is_not_ours_touches_no_state() -> None:
    engine = engine_with()
    engine.expect([1], 5)
    stranger = toy.rules().form.encode(unknown(3), ())
    engine._absorb(0, [Row(0, b"anna", stranger)])
    assert engine._merges[1].values == {}


@pytest.mark.parametrize("fault", [RuntimeError("unreadable"), OSError("no broker")])
async def test_t5_a_takeover_that_fails_ends_the_worker(fault: Exception) -> None:
    ended: list[BaseException] = []

    async def take_over() -> None:
        raise fault

    async def fail(error: BaseException) -> None:
        ended.append(error)

    table: Any = SimpleNamespace(app=SimpleNamespace(take_over=take_over, fail=fail))
    await CitizenTable.on_recovery_completed(table, set(), set())
    assert ended == [fault]


def test_t19_an_empty_value_is_no_tombstone_and_is_refused_by_name() -> None:
    engine = engine_with()
    engine.expect([0], 5)
    value = toy.rules().form.encode(unknown(3), ())
    engine._absorb(0, [Row(0, b"anna", value), Row(1, b"anna", None), Row(2, b"anna", value)])
    assert engine._merges[0].values == {b"anna": value}
    with pytest.raises(UnreadableStateError):
        engine._absorb(0, [Row(3, b"anna", b"")])


def test_t21_no_partition_to_read_is_not_taken_for_all_of_them() -> None:
    members = _LiveSet(set(), set())
    assert members, "aiokafka asks whether it is given any partitions, and takes false for all"
    assert "any" not in members
