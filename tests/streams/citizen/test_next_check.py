"""The day to look again: whatever is told or counted of a citizen changes on no day before it."""

from __future__ import annotations

from typing import Any

import pytest

from rules.case import Dossier
from rules.civil import Day, iso
from streams.citizen.judge import today
from tests.rules.invented_lives import facts_of, life_of, seeds, some_days, story
from tests.streams.citizen.walks import judge, shown

STEPPED_DAYS = 250


@pytest.mark.parametrize("seed", seeds(20))
def test_nothing_is_told_or_counted_anew_before_the_next_check(seed: int) -> None:
    life, rng = life_of(seed * 29 + 13)
    known = judge().dossier(facts_of(life))
    (on, _) = some_days(life, rng, 1)
    first = on.toordinal()
    asked, before, again = _judged(known, first)
    for day in range(first + 1, first + STEPPED_DAYS):
        _, then, later = _judged(known, day)
        if again <= day:
            asked, before, again = day, then, later
        assert then == before, f"{iso(day)}, asked on {iso(asked)}\n{story(life)}"


def _judged(known: Dossier, on: Day) -> tuple[Day, Any, Day]:
    """The day, what an alert's reader and the figures see, and whether a reminder is owed, and the day to look again."""
    made, counted = judge().judge(known, on), judge().counted(known, on)
    reminded = {key for key, alert in made.open.items() if alert.remind_on is not None and alert.remind_on <= on}
    seen = {key: shown(alert) for key, alert in made.open.items()}, reminded, today(made, counted.standing)
    return on, seen, min(made.next_check, counted.until)
