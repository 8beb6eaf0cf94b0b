"""A takeover: what was judged and lost is judged again from the state before, by the same worker, to the very same end."""

from __future__ import annotations

from rules.civil import day, start_of_day
from streams.citizen.judge import Judge
from streams.citizen.step import step
from tests.broker.lives import by_citizen, lives

FIRST, SECOND = start_of_day(day("2017-02-01")), start_of_day(day("2018-03-01"))


def test_what_is_judged_again_from_an_earlier_state_comes_to_the_same() -> None:
    judge = Judge.load()
    for citizen, facts in by_citizen(lives(60)).items():
        before = step(None, citizen, facts, FIRST, judge).state
        lost = step(before, citizen, (), SECOND, judge)
        assert step(before, citizen, (), SECOND, judge) == lost, citizen
        assert step(None, citizen, facts, SECOND, judge).state == lost.state, citizen
