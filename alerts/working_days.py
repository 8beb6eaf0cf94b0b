"""Working days in Denmark: Monday to Friday without public holidays, 24 and 31 December; dated, store bededag until 2023.

The holidays come from the `holidays` library; leads are counted in working days so that nobody's warning burns over Easter.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from math import ceil

import holidays

from rules.civil import LAST_DAY, Day, Instant, civil_day, start_of_day

_MOST_CALENDAR_DAYS = 60
_MOST_DAYS_COUNTED = 20 * 366


@lru_cache(maxsize=256)
def _days_off(year: int) -> frozenset[Day]:
    off = {day.toordinal() for day in holidays.country_holidays("DK", years=year)}
    return frozenset(off | {date(year, 12, 24).toordinal(), date(year, 12, 31).toordinal()})


@lru_cache(maxsize=1 << 15)
def is_working_day(day: Day) -> bool:
    """Whether offices are open on a day."""
    civil = date.fromordinal(day)
    return civil.weekday() < 5 and day not in _days_off(civil.year)


@lru_cache(maxsize=1 << 15)
def opens_before(day: Day, working_days: int) -> Day:
    """The first day from which `day` is at most so many working days away: counted are the days after it, up to `day`."""
    reached, left = day, working_days
    for _ in range(_MOST_CALENDAR_DAYS):
        if is_working_day(reached):
            if left == 0:
                return reached
            left -= 1
        reached -= 1
    return reached


@lru_cache(maxsize=1 << 15)
def working_days_after(day: Day, working_days: int) -> Day:
    """The day on which so many working days have passed since `day`, which itself does not count; the calendar's last at most."""
    reached, left = day, working_days
    while left and reached < LAST_DAY:
        reached += 1
        left -= is_working_day(reached)
    return reached


def working_days_between(first: Day, last: Day) -> int:
    """How many working days there are after `first`, up to and including `last`; 0 if `last` is not later.

    Beyond 20 years nobody counts any more: those of the first 20 are given.
    """
    until = min(last, first + _MOST_DAYS_COUNTED)
    if until <= first:
        return 0
    years = range(date.fromordinal(first).year, date.fromordinal(until).year + 1)
    return sum(bisect_right(days, until) - bisect_right(days, first) for days in map(_working_days, years))


@lru_cache(maxsize=256)
def _working_days(year: int) -> tuple[Day, ...]:
    """The working days of a year, in order."""
    return tuple(filter(is_working_day, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)))


def working_time_between(first: Instant, until: Instant) -> float:
    """Working days from one instant to another, whole and part; a day counts by what of it has passed. 0 if none has."""
    if until <= first:
        return 0.0
    begins, ends = civil_day(first), civil_day(until)
    return working_days_between(begins - 1, ends - 1) + _passed_of(ends, until) - _passed_of(begins, first)


def working_time_after(first: Instant, working_days: float) -> Instant:
    """The first instant by which so many working days, whole and part, have passed since `first`."""
    on = civil_day(first)
    left = working_days + _passed_of(on, first)
    while not is_working_day(on) or left > 1:
        left -= is_working_day(on)
        on += 1
    begins = start_of_day(on)
    return max(first, begins + ceil(left * (start_of_day(on + 1) - begins)))


def _passed_of(day: Day, at: Instant) -> float:
    """How much of a working day has passed; nothing ever of another day."""
    if not is_working_day(day):
        return 0.0
    begins = start_of_day(day)
    return (at - begins) / (start_of_day(day + 1) - begins)
