"""The law against its brute-force twin, and against itself day by day: whatever life somebody leads."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rules.assess import assess
from rules.case import Dossier
from rules.civil import Day, iso
from rules.history import history
from rules.next_change import next_change_on
from tests.rules.invented_lives import facts_of, life_of, ready, said, seeds, some_days, story
from tests.twins.assess_twin import assess_twin, next_change_twin
from tests.twins.lives import Event, lives, lives_and_days

NOT_THE_TWINS = ("reference", "confidence")
"""The twin has no lawbook to cite."""
STEPPED_DAYS = 400

ci = settings(
    derandomize=True,
    deadline=None,  # a slow machine decides nothing
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def comparable(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """What both can say."""
    if answer is None:
        return None
    shown = {key: value for key, value in answer.items() if key != "next_change_on"}
    shown["obligations"] = [{k: v for k, v in each.items() if k not in NOT_THE_TWINS} for each in answer["obligations"]]
    return shown


@settings(ci, max_examples=120)
@given(lives_and_days())
def test_assess_says_what_the_twin_says(life_and_day: tuple[list[Event], date]) -> None:
    life, on = life_and_day
    assert comparable(said(ready(life), on.toordinal())) == comparable(assess_twin(life, on)), story(life)


@pytest.mark.parametrize("seed", seeds(10))
def test_assess_says_what_the_twin_says_of_many_lives(seed: int) -> None:
    for index in range(25):
        life, rng = life_of(seed * 1009 + index)
        made = ready(life)
        for on in some_days(life, rng, 2):
            assert comparable(said(made, on.toordinal())) == comparable(assess_twin(life, on)), f"{on} {story(life)}"


@pytest.mark.parametrize("seed", seeds(40))
def test_what_was_known_at_an_instant_is_what_the_prefix_says(seed: int) -> None:
    life, rng = life_of(seed)
    facts = facts_of(life)
    until = rng.choice(facts).learnt_at
    prefix = [event for event, fact in zip(life, facts, strict=True) if fact.learnt_at <= until]
    (on, _) = some_days(life, rng, 1)
    then = ready(life, until)
    assert history(facts, until) == history(facts_of(prefix))
    assert comparable(said(then, on.toordinal())) == comparable(assess_twin(prefix, on)), f"{on} {story(life)}"


@settings(ci, max_examples=60)
@given(lives())
def test_neither_order_nor_repetition_changes_what_the_facts_amount_to(life: list[Event]) -> None:
    facts = facts_of(life)
    expected = history(facts)
    assert history(facts[::-1]) == expected
    assert history([*facts[1:], *facts, *facts[:1]]) == expected


@pytest.mark.parametrize("seed", seeds(20))
def test_next_change_is_found_where_stepping_through_days_finds_it(seed: int) -> None:
    """Stepping compares the command's own objects, so it shares no notion of what a change is."""
    life, rng = life_of(seed)
    made = ready(life)
    assert made is not None
    (on, _) = some_days(life, rng, 1)
    first = on.toordinal()
    today = _unmoved(said(made, first))
    stepped = next((day for day in range(first + 1, first + STEPPED_DAYS) if _unmoved(said(made, day)) != today), None)
    found = next_change_on(made, assess(made, first))
    found = found if found is not None and found < first + STEPPED_DAYS else None
    assert (found and iso(found)) == (stepped and iso(stepped)), f"{on} {story(life)}"


@pytest.mark.parametrize("seed", seeds(3))
def test_next_change_is_the_twins(seed: int) -> None:
    life, rng = life_of(seed * 31 + 7)
    made = ready(life)
    assert made is not None
    (on, _) = some_days(life, rng, 1)
    found = next_change_on(made, assess(made, on.toordinal()))
    twins = next_change_twin(life, on, limit_days=60)
    near = found is not None and found <= on.toordinal() + 60
    assert (date.fromordinal(found or 1) if near else None) == twins, f"{on} {story(life)}"


@pytest.mark.parametrize("seed", seeds(20))
def test_nothing_changes_before_the_day_to_look_again(seed: int) -> None:
    life, rng = life_of(seed * 17 + 3)
    made = ready(life)
    assert made is not None
    (on, _) = some_days(life, rng, 1)
    seen: Day = on.toordinal()
    now, again = _unmoved(said(made, seen)), _again(made, seen)
    for day in range(seen + 1, seen + STEPPED_DAYS):
        then = _unmoved(said(made, day))
        assert then == now or day >= again, f"{iso(day)} after {iso(seen)}\n{story(life)}"
        if day >= again:
            now, again = then, _again(made, day)


def _again(made: Dossier, on: Day) -> Day:
    """From when on something or only a number within its duty may change."""
    assessed = assess(made, on)
    return min(assessed.look_again_on, assessed.renumbered_on)


def _unmoved(answer: dict[str, Any] | None) -> Any:
    """The object without what may shift by itself: the day, the seniority, due dates and period starts, and their order."""
    assert answer is not None
    kept = {key: value for key, value in answer.items() if key not in ("on", "seniority_months", "obligations")}
    moving = ("due_on", "since")
    duties = [
        json.dumps({k: v for k, v in o.items() if k not in moving}, sort_keys=True) for o in answer["obligations"]
    ]
    return kept, sorted(duties)
