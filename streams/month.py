"""Months and the window of month ends that figures look back on; knows calendars, not figures.

A month is `year * 12 + month - 1`, as in a citizen's state, so that months add up. Text (`YYYY-MM`) exists at the edges.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from rules.civil import Day, Instant, civil_day, days_in_month, start_of_day

Month: TypeAlias = int

WINDOW_MONTHS: Final = 25
"""Month ends that are still counted and may be revised: two years and the month they are compared with."""


@lru_cache(maxsize=1 << 12)
def month_text(month: Month) -> str:
    """`YYYY-MM`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@lru_cache(maxsize=1 << 12)
def month_from(text: str) -> Month:
    """A month from `YYYY-MM`. Raises ValueError for anything else."""
    first = date.fromisoformat(f"{text}-01")
    return first.year * 12 + first.month - 1


@lru_cache(maxsize=1 << 14)
def month_of(on: Day) -> Month:
    """The month that holds a day."""
    held = date.fromordinal(on)
    return held.year * 12 + held.month - 1


@lru_cache(maxsize=1 << 12)
def last_day(month: Month) -> Day:
    """The month end: the day that the month's figures are about."""
    year, zero_based = divmod(month, 12)
    return date(year, zero_based + 1, days_in_month(year, zero_based + 1)).toordinal()


def ended_at(month: Month) -> Instant:
    """The Copenhagen midnight after the month end, from which its figures can be stated."""
    return start_of_day(last_day(month) + 1)


def window(as_of: Instant) -> range:
    """The last 25 months whose end had passed at `as_of`, oldest first."""
    today = date.fromordinal(civil_day(as_of))
    running = today.year * 12 + today.month - 1
    return range(running - WINDOW_MONTHS, running)
