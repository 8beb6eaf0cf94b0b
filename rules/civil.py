"""Civil days, months and Copenhagen midnights; knows calendars, not the law and not what day it is.

A `Day` is a proleptic Gregorian ordinal (`date.toordinal()`): the law counts days, and whole numbers add up without time
zones. An `Instant` is microseconds since 1970-01-01T00:00Z. Text and `date` objects exist only at the edges.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

Day: TypeAlias = int
Instant: TypeAlias = int

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
LAST_DAY: Final[Day] = date.max.toordinal()
"""31 December 9999; due dates beyond it are cut to it, because no calendar text can hold them."""
MICROSECONDS_A_DAY: Final = 86_400_000_000

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def day(text: str) -> Day:
    """A day from `YYYY-MM-DD`. Raises ValueError for anything else."""
    if len(text) != 10:
        raise ValueError(f"not a day in the form YYYY-MM-DD: {text!r}")
    return date.fromisoformat(text).toordinal()


@lru_cache(maxsize=1 << 14)
def iso(on: Day) -> str:
    """`YYYY-MM-DD`."""
    return date.fromordinal(on).isoformat()


@lru_cache(maxsize=1 << 16)
def add_months(on: Day, months: int) -> Day:
    """The same day number `months` later (negative: earlier), or that month's last day where there is none.

    31 August and six months give 28 or 29 February. Cut to the calendar's ends.
    """
    base = date.fromordinal(on)
    index = base.year * 12 + base.month - 1 + months
    year, month = divmod(index, 12)
    if year > 9999:
        return LAST_DAY
    if year < 1:
        return 1
    return date(year, month + 1, min(base.day, days_in_month(year, month + 1))).toordinal()


def months_between(earlier: Day, later: Day) -> int:
    """The greatest m for which `earlier` and m months is on or before `later`, at least 0."""
    first, last = date.fromordinal(earlier), date.fromordinal(later)
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months if add_months(earlier, months) <= later else months - 1)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def birthday(born: Day, age: int) -> Day:
    """The day on which a person born on `born` turns `age`; born 29 February: 28 February in years without one."""
    return add_months(born, 12 * age)


def month_end(on: Day) -> Day:
    """The last day of the month that holds `on`."""
    base = date.fromordinal(on)
    return on - base.day + days_in_month(base.year, base.month)


def instant(moment: datetime) -> Instant:
    """An instant from an aware datetime. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=1 << 12)
def iso_instant(at: Instant) -> str:
    """RFC 3339 in UTC with `Z`; fractions only where there are any, without trailing zeros."""
    days, within_us = divmod(at, MICROSECONDS_A_DAY)
    seconds, us = divmod(within_us, 1_000_000)
    text = f"{iso(_EPOCH_DAY + days)}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{us:06d}".rstrip("0") + "Z" if us else f"{text}Z"


@lru_cache(maxsize=1 << 14)
def start_of_day(on: Day) -> Instant:
    """The instant of midnight that begins `on` in Copenhagen (summer time included)."""
    base = date.fromordinal(on)
    return instant(datetime(base.year, base.month, base.day, tzinfo=COPENHAGEN))


def civil_day(at: Instant) -> Day:
    """The Copenhagen date at an instant."""
    guess = at // MICROSECONDS_A_DAY + _EPOCH_DAY
    # Copenhagen is never behind UTC in the years of the law, and never more than two hours ahead of it.
    if guess < LAST_DAY and at >= start_of_day(guess + 1):
        return guess + 1
    return guess if at >= start_of_day(guess) else guess - 1


_EPOCH_DAY: Final[Day] = date(1970, 1, 1).toordinal()
