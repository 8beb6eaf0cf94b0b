"""Slices of work: others get their turn between them, and what was judged first is told before the last is judged."""

from __future__ import annotations

import asyncio

import pytest

from streams import clock
from streams.engine import feeding
from tests.streams.engine import toy
from tests.streams.engine.test_courier import NEVER_S, running, turns
from tests.streams.engine.toy import HOUR, START, event, fact

CITIZENS = 25


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock, of which there is one a citizen, takes a tenth of a slice."""
    reading = [100.0]

    def monotonic() -> float:
        reading[0] += feeding.SLICE_S / 10
        return reading[0]

    monkeypatch.setattr(clock, "monotonic", monotonic)


@pytest.mark.usefixtures("slow")
async def test_what_a_long_tick_judges_first_is_told_before_its_last_is_judged() -> None:
    async with running(NEVER_S) as (courier, broker):
        partition = courier.partition
        partition.apply(0, [event(i, f"c{i:02d}", fact("f", START)) for i in range(CITIZENS)])
        partition.hold([toy.tick(0, START + HOUR, *partition.positions)])
        await feeding.judge(courier, lambda: True)
        assert "alerts" in broker.topics
        assert "figures" not in broker.topics, "which are as of the whole tick"
        await turns()
        assert sum(len(each.keys) for each in broker.sent if each.topic == "alerts") == CITIZENS
        assert broker.topics[-1] == "figures"


async def test_short_ticks_of_many_partitions_are_judged_in_one_turn_so_that_they_are_sent_together() -> None:
    async with running(NEVER_S) as (courier, broker):
        partition, passed = courier.partition, list[int]()
        partition.apply(0, [event(0, "anna", fact("f", START))])
        partition.hold([toy.tick(0, START + HOUR, *partition.positions)])
        bystander = asyncio.create_task(_counting(passed))
        await feeding.judge(courier, lambda: True)
        assert not passed
        assert not broker.sent
        bystander.cancel()


async def _counting(passed: list[int]) -> None:
    while True:
        passed.append(1)
        await asyncio.sleep(0)
