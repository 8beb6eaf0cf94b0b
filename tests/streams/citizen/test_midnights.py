"""Midnights in Copenhagen by hand: what falls due at one is told by the first tick that reaches it, and not before."""

from __future__ import annotations

import msgspec
import pytest

from rules.civil import civil_day, day, iso, iso_instant, start_of_day
from streams.citizen.state import due_at
from streams.citizen.step import step
from tests.rules.builders import on_benefit, plus
from tests.streams.citizen.walks import CITIZEN, judge

MIDNIGHTS = [
    # (the last day in time, the instant at which the next day begins)
    ("2026-03-28", "2026-03-28T23:00:00Z"),  # the day of 23 hours begins
    ("2026-03-29", "2026-03-29T22:00:00Z"),  # and ends
    ("2026-10-24", "2026-10-24T22:00:00Z"),  # the day of 25 hours begins
    ("2026-10-25", "2026-10-25T23:00:00Z"),  # and ends
    ("2026-12-31", "2026-12-31T23:00:00Z"),  # New Year
    ("2027-12-31", "2027-12-31T23:00:00Z"),
    ("2028-02-28", "2028-02-28T23:00:00Z"),  # 29 February begins
    ("2028-02-29", "2028-02-29T23:00:00Z"),  # and ends
    ("2027-02-28", "2027-02-28T23:00:00Z"),  # no 29 February
    ("2026-06-30", "2026-06-30T22:00:00Z"),  # the law of 1 July 2026
]


@pytest.mark.parametrize(("last_day", "begins"), MIDNIGHTS)
def test_an_overdue_day_begins_at_its_very_midnight(last_day: str, begins: str) -> None:
    began = plus(last_day, -7)
    midnight = start_of_day(day(last_day) + 1)
    assert iso_instant(midnight) == begins
    before = step(None, CITIZEN, [on_benefit("jobparat", began)], midnight - 1, judge())
    assert not any(b'"kind":"overdue"' in message.value for message in before.messages)
    assert due_at(before.state) == midnight
    for late in (0, 1, 3_600_000_000):
        reached = step(before.state, CITIZEN, [], midnight + late, judge())
        said = [msgspec.json.decode(message.value) for message in reached.messages]
        overdue = [each for each in said if each["data"]["kind"] == "overdue"]
        assert [(each["time"], each["data"]["due_on"]) for each in overdue] == [(begins, last_day)]
        assert {each["time"] for each in said} == {begins}


@pytest.mark.parametrize(("last_day", "begins"), MIDNIGHTS)
def test_the_instants_of_a_day_lie_between_its_midnights(last_day: str, begins: str) -> None:
    on = day(last_day)
    midnight = start_of_day(on + 1)
    assert (civil_day(midnight - 1), civil_day(midnight)) == (on, on + 1), begins
    assert iso(civil_day(start_of_day(on))) == last_day
    hours = (midnight - start_of_day(on)) / 3_600_000_000
    assert hours == {"2026-03-29": 23, "2026-10-25": 25}.get(last_day, 24)
