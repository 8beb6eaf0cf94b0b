"""The day to look again: whatever is told or counted of a citizen changes on no day before it."""

from __future__ import annotations

from typing import Any

import pytest

from rules.civil import Day, iso
from streams.citizen.judge import Judgement
from streams.citizen.state import NEVER
from tests.rules.invented_lives import facts_of, life_of, seeds, some_days, story
from tests.streams.citizen.walks import judge

STEPPED_DAYS = 250


@pytest.mark.parametrize("seed", seeds(20))
def test_nothing_is_told_or_counted_anew_before_the_next_check(seed: int) -> None:
    life, rng = life_of(seed * 29 + 13)
    known = judge().dossier(facts_of(life))
    (on, _) = some_days(life, rng, 1)
    first = on.toordinal()
    made = judge().judge(known, first)
    shown = _shown(made, first)
    for day in range(first + 1, first + STEPPED_DAYS):
        then = judge().judge(known, day)
        if NEVER < made.next_check <= day:
            made, shown = then, _shown(then, day)
        assert _shown(then, day) == shown, f"{iso(day)}, asked on {iso(made.assessed.on)}\n{story(life)}"


def _shown(made: Judgement, on: Day) -> Any:
    """What an alert's reader and the figures see, and whether a reminder is owed."""
    reminded = {key for key, alert in made.open.items() if alert.remind_on is not None and alert.remind_on <= on}
    return {key: alert.shown() for key, alert in made.open.items()}, reminded, made.today
