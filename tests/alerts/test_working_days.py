"""Danish working days, dated: what a calendar of the time says, and counting over Easter and Christmas."""

from __future__ import annotations

from datetime import date

import pytest

from alerts.working_days import is_working_day, opens_before, working_days_after
from rules.civil import day, iso

A_YEAR = {
    # Monday to Friday, less the public holidays on such days, 24 and 31 December. By hand for 2018: 261 weekdays less
    # 1 January, 29 and 30 March, 2 April, 27 April, 10 May, 21 May, 24, 25, 26 and 31 December = 250. In 2027: 261 less
    # five of Easter and Whitsun and three of the fixed days, 1 January, 24 and 31 December, all Fridays = 253.
    2016: 253, 2017: 252, 2018: 250, 2019: 250, 2020: 252, 2021: 252, 2022: 253, 2023: 252, 2024: 252, 2025: 251, 2026: 252, 2027: 253,
}  # fmt: skip


@pytest.mark.parametrize(("year", "number"), A_YEAR.items())
def test_working_days_of_a_year(year: int, number: int) -> None:
    days = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    assert sum(map(is_working_day, days)) == number


@pytest.mark.parametrize(
    ("on", "working", "what"),
    [
        ("2018-03-28", True, "Wednesday before Easter"),
        ("2018-03-29", False, "skærtorsdag"),
        ("2018-03-30", False, "langfredag"),
        ("2018-04-02", False, "2. påskedag"),
        ("2018-04-03", True, "Tuesday after Easter"),
        ("2023-05-05", False, "store bededag, for the last time"),
        ("2024-04-26", True, "what would have been store bededag"),
        ("2018-05-10", False, "Kristi himmelfart"),
        ("2018-05-11", True, "the Friday after it"),
        ("2018-05-21", False, "2. pinsedag"),
        ("2018-06-05", True, "grundlovsdag is no public holiday"),
        ("2018-05-01", True, "1 May is none either"),
        ("2018-12-23", False, "a Sunday"),
        ("2018-12-24", False, "24 December"),
        ("2018-12-25", False, "1. juledag"),
        ("2018-12-26", False, "2. juledag"),
        ("2018-12-27", True, "between the years"),
        ("2018-12-31", False, "31 December"),
        ("2019-01-01", False, "nytårsdag"),
        ("2019-01-02", True, "2 January"),
    ],
)
def test_a_day_is_a_working_day_or_not(on: str, working: bool, what: str) -> None:
    assert is_working_day(day(on)) is working, what


@pytest.mark.parametrize(
    ("day_", "number", "opens"),
    [
        ("2018-02-13", 10, "2018-01-30"),  # Tuesday to Tuesday, two weeks
        ("2018-02-13", 3, "2018-02-08"),  # 9, 12, 13 February
        ("2018-02-18", 3, "2018-02-13"),  # a Sunday: 14, 15, 16; nothing burns over the week-end
        ("2018-02-19", 1, "2018-02-16"),  # a Monday: the Friday before
        ("2018-04-03", 1, "2018-03-28"),  # over Easter
        ("2018-01-02", 3, "2017-12-27"),  # 28 and 29 December, 2 January
        ("2023-05-08", 1, "2023-05-04"),  # store bededag on the 5th
        ("2024-04-29", 1, "2024-04-26"),  # and no more
        ("2018-02-13", 0, "2018-02-13"),
    ],
)
def test_the_first_day_from_which_a_day_is_that_near(day_: str, number: int, opens: str) -> None:
    assert iso(opens_before(day(day_), number)) == opens


@pytest.mark.parametrize(
    ("day_", "after"),
    [
        ("2018-03-28", "2018-04-05"),
        ("2018-02-09", "2018-02-14"),
        ("2018-02-10", "2018-02-14"),
        ("2018-12-21", "2019-01-02"),
        ("9999-12-30", "9999-12-31"),  # the calendar's end
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_three_working_days_after(day_: str, after: str) -> None:
    """Over Easter; from a Friday; from a Saturday; from the Friday before Christmas: 27 and 28 December, 2 January."""
    assert iso(working_days_after(day(day_), 3)) == after
