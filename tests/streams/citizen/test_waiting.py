"""Facts that wait are put into a state as the step would put them there, and whatever the step must see is left to it."""

from __future__ import annotations

import random

import pytest

from rules.civil import MICROSECONDS_A_DAY
from rules.facts import CitizenErased, Fact
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.citizen.waiting import with_waiting
from streams.engine.ports import UNKNOWN_CLOCK
from tests.bench.lives import lives
from tests.streams.citizen.walks import CITIZEN, judge

LIVES = [list(life.facts) for life in lives(40)]


def stepped(state: CitizenState | None, facts: list[Fact], clock: int = UNKNOWN_CLOCK) -> CitizenState:
    return step(state, CITIZEN, facts, clock, judge()).state


@pytest.mark.parametrize("facts", LIVES)
def test_what_waits_is_what_the_step_would_leave(facts: list[Fact]) -> None:
    dice = random.Random(facts[0].id)
    known = dice.randrange(len(facts))
    ahead = facts[known:]
    dice.shuffle(ahead)
    judged = stepped(None, facts[:known], facts[known].learnt_at - 1) if known else None
    for state in (judged, None if judged is None else stepped(judged, [ahead[0]])):
        more = ahead if state is judged else ahead[1:]
        assert with_waiting(state, more) == stepped(state, more)


def test_a_fact_behind_the_clock_is_left_to_the_step() -> None:
    facts = LIVES[0]
    state = stepped(None, facts[:3], facts[2].learnt_at)
    assert with_waiting(state, [facts[4], facts[2]]) is None
    assert with_waiting(state, [facts[4]]) is not None


def test_an_id_that_has_come_before_is_left_to_the_step() -> None:
    facts = LIVES[0]
    assert with_waiting(stepped(None, facts[:3]), [facts[4], facts[1]]) is None
    assert with_waiting(None, [facts[0], facts[0]]) is None


def test_what_waits_for_a_citizen_who_was_erased_is_kept_as_the_step_keeps_it() -> None:
    facts = LIVES[0]
    gone = CitizenErased(id="gone", learnt_at=facts[3].learnt_at + 1)
    state = stepped(None, [*facts[:4], gone], gone.learnt_at + MICROSECONDS_A_DAY)
    later = [fact for fact in facts if fact.learnt_at > state.clock]
    assert later
    assert with_waiting(state, later) == stepped(state, later)
