"""The table of open alerts against its second reading, on many days of many lives."""

from __future__ import annotations

from datetime import date

import pytest

from alerts.kinds import open_alerts
from alerts.policy import load_policy
from rules.assess import assess
from tests.alerts.table_twin import is_working_day, open_table
from tests.rules.invented_lives import facts_of, life_of, ready, said, seeds, some_days, story


@pytest.mark.parametrize("seed", seeds(60))
def test_the_open_alerts_are_those_of_the_table(seed: int) -> None:
    life, rng = life_of(seed * 29 + 2)
    made = ready(life)
    assert made is not None
    facts = facts_of(life)

    def passive_on(on: date) -> bool:
        return assess(made, on.toordinal()).passive

    for on in some_days(life, rng, 3):
        if not date(2016, 1, 1) <= on < date(2028, 1, 1):
            continue  # the twin's Easter table
        answer = said(made, on.toordinal())
        assert answer is not None
        found, _ = open_alerts(made, assess(made, on.toordinal()), load_policy())
        assert set(found) == open_table(answer, facts, made.offers, passive_on), f"{on}\n{story(life)}"


def test_the_two_readings_of_working_days_agree_on_every_day() -> None:
    from alerts.working_days import is_working_day as ours  # noqa: PLC0415 # beside the twin's of the same name

    first, last = date(2016, 1, 1).toordinal(), date(2028, 12, 31).toordinal()
    assert [on for on in range(first, last + 1) if ours(on) != is_working_day(date.fromordinal(on))] == []
