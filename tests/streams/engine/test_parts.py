"""The engine's small parts: ticks that wait, citizens that are due, offsets that are missing, membership that is proven."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from streams import clock
from streams.engine import guard
from streams.engine.continuity import Continuity
from streams.engine.due import DueIndex
from streams.engine.guard import InstanceLostError, Membership, MembershipLostError
from streams.engine.ticks import MOST_HELD, HeldTick, HeldTicks, UnreadableTickError, decode_tick, encode_tick
from tests.streams.engine.toy import START, Row

TOPICS = ("a", "b")


def test_a_tick_reads_back_as_it_was_cut() -> None:
    assert decode_tick(encode_tick(START, {"a": 3, "b": 5, "more": 7}), TOPICS, 9) == HeldTick(START, (3, 5), 9)


@pytest.mark.parametrize(
    "value",
    [None, b"", b"tick", b'{"t":"2026-03-02"}', b'{"t":"2026-03-02T00:00:00","e":{"a":1,"b":1}}', b'{"t":1,"e":{}}',
     b'{"t":"2026-03-02T00:00:00Z","e":{"a":1}}', b'{"t":"2026-03-02T00:00:00Z","e":{"a":1,"b":-1}}'],
)  # fmt: skip
def test_what_is_no_tick_is_named(value: bytes | None) -> None:
    with pytest.raises(UnreadableTickError, match="offset 9"):
        decode_tick(value, TOPICS, 9)


def test_however_many_ticks_come_the_nearest_barrier_is_kept() -> None:
    held = HeldTicks()
    for number in range(1_000):
        held.hold(HeldTick(START + number, (number + 1, 0), number))
    assert len(held) <= MOST_HELD
    assert held.oldest_offset() == 0
    assert held.ripe((0, 0)) is None
    assert held.ripe((1, 0)) == HeldTick(START, (1, 0), 0)
    latest = held.ripe((1_000, 0))
    assert latest == HeldTick(START + 999, (1_000, 0), 999)
    held.drop_until(latest.at)
    assert held.oldest_offset() is None


def test_a_tick_names_the_topics_that_hold_it_back() -> None:
    held = HeldTicks()
    assert held.blocking((0, 0)) == ()
    held.hold(HeldTick(START, (4, 2), 0))
    assert held.blocking((3, 2)) == (0,)
    assert held.blocking((4, 1)) == (1,)


def test_who_is_due_comes_in_order_once_and_only_when_still_due() -> None:
    index = DueIndex([(b"a", 5), (b"b", None), (b"c", 3)])
    index.schedule(b"a", 9)
    index.schedule(b"d", 4)
    index.schedule(b"d", None)
    index.schedule(b"e", 4)
    index.schedule(b"e", 4)
    assert [index.pop(6), index.pop(6), index.pop(6)] == [b"c", b"e", None]
    assert (index.when(b"a"), index.when(b"c"), len(index)) == (9, None, 1)


def test_the_index_stays_as_small_as_those_who_are_scheduled() -> None:
    dice, index = random.Random(7), DueIndex()
    for _ in range(20_000):
        index.schedule(dice.choice([b"a", b"b", b"c"]), dice.randrange(1_000))
    assert sum(len(together.keys) for together in index._at.values()) <= 1_010


def test_a_hole_is_gone_back_to_once_and_then_accepted() -> None:
    continuity = Continuity()
    assert not continuity.goes_back("tp", 10, 10)
    assert continuity.goes_back("tp", 10, 14)
    assert not continuity.goes_back("tp", 10, 14)
    assert continuity.goes_back("tp", 20, 21), "another hole is another matter"


def test_records_that_were_applied_already_are_cut_off() -> None:
    rows = [Row(offset, None, None) for offset in (3, 4, 6)]
    assert [row.offset for row in Continuity().fresh(rows, 4)] == [4, 6]
    assert Continuity().fresh(rows, 7) == []


class Coordinator:
    """As much of aiokafka's as the guard asks of it."""

    def __init__(self) -> None:
        self.generation = 4
        self.member_id = "member"
        self.answers = True
        self.joins = 0

    async def _do_heartbeat(self) -> bool:
        return self.answers

    async def _on_join_complete(self, *_: Any) -> None: ...

    async def _do_rejoin_group(self, _subscription: Any) -> bool:
        self.joins += 1
        return self.answers


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock's reading, to be moved."""
    reading = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: reading[0])
    return reading


async def test_membership_is_proven_by_an_answered_heartbeat_and_for_a_part_of_the_session_only(
    now: list[float],
) -> None:
    coordinator, membership = Coordinator(), Membership(session_timeout_s=10)
    membership.watch(coordinator)
    assert not membership.is_proven(4)
    await coordinator._do_heartbeat()
    assert membership.is_proven(4)
    now[0] += 10 * guard.TRUSTED_SHARE - 0.1
    assert membership.is_proven(4)
    now[0] += 0.2
    assert not membership.is_proven(4)
    coordinator.answers = False
    await coordinator._do_heartbeat()
    assert not membership.is_proven(4)
    await coordinator._on_join_complete(5, "member", "protocol", b"")
    assert membership.is_proven(4)


async def test_who_wakes_in_another_generation_has_lost_and_who_is_not_answered_waits(now: list[float]) -> None:
    coordinator, membership = Coordinator(), Membership(session_timeout_s=10)
    with pytest.raises(MembershipLostError):
        membership.is_proven(4)
    membership.watch(coordinator)
    waiting = asyncio.create_task(membership.wait_until_proven(4))
    await asyncio.sleep(0)
    assert not waiting.done()
    coordinator.generation = 5
    with pytest.raises(MembershipLostError, match="generation 4"):
        await waiting


async def test_a_worker_with_a_name_is_believed_for_a_few_heartbeats_and_its_successor_waits_as_long(
    now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slept(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(asyncio, "sleep", slept)
    for instance, trusted_s in ("", 7.0), ("a", 1.0 * guard.TRUSTED_HEARTBEATS):
        coordinator, membership = Coordinator(), Membership(10, heartbeat_interval_s=1, instance=instance)
        membership.watch(coordinator)
        await coordinator._on_join_complete(4, "member", "protocol", b"")
        joined_at = now[0]
        assert await membership.wait_until_alone() is bool(instance)
        assert now[0] - joined_at == (trusted_s if instance else 0)
        now[0] = joined_at + trusted_s - 0.01
        assert membership.is_proven(4)
        now[0] = joined_at + trusted_s
        assert not membership.is_proven(4)
        await coordinator._on_join_complete(5, "member", "protocol", b"")
        assert not await membership.wait_until_alone()


@pytest.mark.parametrize(("instance", "may_join"), [("a", False), ("", True)])
async def test_who_lost_its_name_never_joins_again_and_says_why(instance: str, may_join: bool) -> None:
    coordinator, membership, told = Coordinator(), Membership(10, 1, instance), list[KafkaError]()
    membership.watch(coordinator, told.append)
    coordinator.member_id = ""
    await coordinator._do_rejoin_group(None)
    await coordinator._on_join_complete(4, "member", "protocol", b"")
    if may_join:
        await coordinator._do_rejoin_group(None)
    else:
        with pytest.raises(InstanceLostError, match="RETTIDIG_WORKER_INSTANCE"):
            await coordinator._do_rejoin_group(None)
    assert coordinator.joins == 1 + may_join
    assert len(told) == (not may_join)
