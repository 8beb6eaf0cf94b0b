"""Clocks that run twice, jump ahead by months or go back: what is told is the same, and a tick costs what is due."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from rules.civil import MICROSECONDS_A_DAY, Instant
from streams.engine.partition import Partition
from tests.streams.engine import toy
from tests.streams.engine.test_partition import judged, sent, told
from tests.streams.engine.toy import HOUR, START, TOPICS, event, fact

DAY = MICROSECONDS_A_DAY
SEEDS = range(20)
CITIZENS = 40


def loaded(watch: toy.Watch | None = None) -> Partition:
    """A partition that has read what forty citizens did on forty days, a citizen a day."""
    partition = Partition(3, TOPICS, toy.rules(watch), "epoch")
    rows = [event(i, f"c{i}", fact(f"f{i}", START + i * DAY)) for i in range(CITIZENS)]
    partition.apply(0, rows)
    sent(partition)
    return partition


def ticked(instants: Iterable[Instant]) -> tuple[list[str], Instant]:
    """What is told when the clock says these one after the other, sorted; and where it stands then."""
    partition, messages = loaded(), list[str]()
    for offset, at in enumerate(instants):
        judged(partition, toy.tick(offset, at, CITIZENS, 0, 0))
        messages += told(sent(partition))
    return sorted(messages), partition.clock


END = START + 60 * DAY
HOURLY = range(START, END + 1, HOUR)
EXPECTED = ticked(HOURLY)


def test_everything_is_told_by_the_hour() -> None:
    assert len(EXPECTED[0]) == 2 * CITIZENS and len(set(EXPECTED[0])) == 2 * CITIZENS


def test_a_simulated_clock_that_jumps_ahead_by_months_tells_the_same() -> None:
    assert ticked([START, END]) == ticked([END]) == EXPECTED


@pytest.mark.parametrize("seed", SEEDS)
def test_two_clock_processes_of_which_one_is_behind_tell_everything_once(seed: int) -> None:
    dice = random.Random(seed)
    behind = dice.randint(0, 3 * HOUR)
    both = [at - dice.choice((0, behind)) for at in HOURLY for _ in range(2)]
    assert ticked([*both, END]) == EXPECTED


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clock_that_goes_back_is_passed_over_and_nothing_is_taken_back(seed: int) -> None:
    dice = random.Random(seed)
    jumping = [dice.randint(START - 365 * DAY, END) for _ in range(50)]
    assert ticked([*jumping, END]) == EXPECTED
    newest = max(jumping)
    assert ticked(jumping) == ticked([newest])


def test_after_a_jump_far_ahead_the_time_of_before_is_ignored_and_what_comes_is_late_but_told() -> None:
    partition = loaded()
    judged(partition, toy.tick(0, END + 3_650 * DAY, CITIZENS, 0, 0))
    sent(partition)
    judged(partition, toy.tick(1, END, CITIZENS, 0, 0))
    assert partition.clock == END + 3_650 * DAY
    assert told(sent(partition)) == []
    partition.apply(0, [event(CITIZENS, "c0", fact("today", END))])
    assert told(sent(partition)) == ["c0/late:today"]


def test_a_tick_costs_in_proportion_to_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: so many steps as citizens are due, of however many there are."""
    stepped: list[bytes] = []
    genuine = Partition._step

    def counting(self: Partition, key: bytes, *rest: object) -> None:
        stepped.append(key)
        genuine(self, key, *rest)  # type: ignore[arg-type]  # whatever it is given

    partition = loaded()
    judged(partition, toy.tick(0, START, CITIZENS, 0, 0))
    monkeypatch.setattr(Partition, "_step", counting)
    monkeypatch.setattr("streams.engine.audit.AUDITED_A_TICK", 0)
    costs = []
    for offset, at in enumerate(range(START + HOUR, START + 10 * DAY, HOUR), start=1):
        due = sum(at - HOUR < START + i * DAY <= at for i in range(CITIZENS))
        quiet = sum(at - HOUR < START + (i + toy.SPAN_DAYS) * DAY <= at for i in range(CITIZENS))
        stepped.clear()
        judged(partition, toy.tick(offset, at, CITIZENS, 0, 0))
        assert len(stepped) == len(set(stepped)) == due + quiet, at
        costs.append(len(stepped))
    assert costs.count(0) == len(costs) - 9 and max(costs) == 2
