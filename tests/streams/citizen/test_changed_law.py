"""A citizen judged anew because the law is another one: what is open and counted is what the new law alone would say."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import pytest

from alerts.life import CLOCK
from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from streams.citizen.changed_law import under_changed_law
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, due_at, unknown
from streams.citizen.step import Stepped, step
from streams.engine.ports import UNKNOWN_CLOCK
from tests.broker.lives import by_citizen, sample
from tests.streams.citizen.walks import judge, settled

ANOTHER_LAW: Final = Path(__file__).parents[2] / "upgrades" / "another-law.yaml"
CHANGED_AT: Final[Instant] = start_of_day(day("2018-05-14")) + 37_000_000_000
LATER: Final[Instant] = CHANGED_AT + 200 * MICROSECONDS_A_DAY
EVERY: Final = 8
"""Of the sample's 400 citizens every eighth."""


@lru_cache(maxsize=1)
def another() -> Judge:
    """Another law."""
    return Judge.load(ANOTHER_LAW)


DIRECTIONS = pytest.mark.parametrize("back", [False, True], ids=["to another law", "and back"])


def laws(*, back: bool) -> tuple[Judge, Judge]:
    return (another(), judge()) if back else (judge(), another())


def changed(citizen: str, *, back: bool, at: Instant = CHANGED_AT) -> tuple[CitizenState, Stepped]:
    """(as judged by the law before, what the change of the law made of it)."""
    before, after = laws(back=back)
    facts = [fact for fact in by_citizen(sample())[citizen] if fact.learnt_at <= at]
    old = step(None, citizen, facts, at, before).state
    return old, under_changed_law(old, citizen, at, after)


def citizens() -> list[str]:
    return sorted(by_citizen(sample()))[::EVERY]


@DIRECTIONS
def test_what_is_open_and_counted_is_what_the_new_law_alone_would_say(back: bool) -> None:
    _, after = laws(back=back)
    differing = 0
    for citizen in citizens():
        facts = by_citizen(sample())[citizen]
        old, made = changed(citizen, back=back)
        alone = step(None, citizen, [f for f in facts if f.learnt_at <= CHANGED_AT], CHANGED_AT, after).state
        assert settled(made.state) == settled(alone), citizen
        assert told_as(made.state) == told_as(alone), citizen
        differing += settled(old) != settled(alone)
        assert (made.state is old) or settled(made.state) != settled(old) or made.state.next_check != old.next_check
        later = step(made.state, citizen, [f for f in facts if f.learnt_at > CHANGED_AT], LATER, after)
        assert settled(later.state) == settled(step(None, citizen, facts, LATER, after).state), citizen
    assert differing > 10


def told_as(state: CitizenState) -> dict[str, object]:
    """The open alerts without their findings, which name what was known when they were last told."""
    return {key: msgspec.structs.replace(r.told, finding=None) for key, r in state.alerts.items() if r.told}


@DIRECTIONS
def test_every_change_says_which_law_brought_it_and_none_is_told_twice(back: bool) -> None:
    _, after = laws(back=back)
    changes = set()
    for citizen in citizens():
        _, made = changed(citizen, back=back)
        for told, message in zip(made.told, made.messages, strict=True):
            wire = msgspec.json.decode(message.value)
            assert wire["lawbook"] == told.lawbook == after.name
            assert wire["data"]["caused_by"] == CLOCK, "no event and no other instant brought it"
            assert told.at == CHANGED_AT
            changes.add(told.change)
        assert not under_changed_law(made.state, citizen, CHANGED_AT, after).messages
    assert changes >= {"raised", "withdrawn", "changed"}


def test_what_was_due_before_the_change_is_judged_by_the_new_law_in_its_own_order() -> None:
    """The owner before had read more than it had judged when it died: pending facts, and midnights gone by."""
    for citizen in citizens():
        facts = [fact for fact in by_citizen(sample())[citizen] if fact.learnt_at <= CHANGED_AT]
        early = CHANGED_AT - 45 * MICROSECONDS_A_DAY
        behind = step(step(None, citizen, facts, early, judge()).state, citizen, (), early, judge()).state
        due = due_at(behind)
        made = under_changed_law(behind, citizen, CHANGED_AT, another())
        if made.state is not behind:
            assert made.state.clock == (CHANGED_AT if due is None or due > CHANGED_AT else max(due - 1, behind.clock))
        then = step(made.state, citizen, (), CHANGED_AT, another())
        assert settled(then.state) == settled(step(None, citizen, facts, CHANGED_AT, another()).state), citizen
        instants = [told.at for told in (*made.told, *then.told)]
        assert instants == sorted(instants)


def test_who_was_never_judged_stays_as_they_are() -> None:
    facts = by_citizen(sample())["s00001"]
    fresh = step(None, "s00001", facts, UNKNOWN_CLOCK, judge()).state
    for state in (fresh, unknown(0)):
        made = under_changed_law(state, "s00001", CHANGED_AT, another())
        assert made.state == state
        assert not made.messages
