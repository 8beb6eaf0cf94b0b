"""What one event alone can contradict; knows one field or two of one event, never its neighbours.

A body that is well-formed but impossible in itself is refused by its own reason (contracts/events.md, "What a bad event
gets"): all here raise RefusalError. Clashes with other events are not seen here: they are settled in rules.settle.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from rules.civil import MICROSECONDS_A_DAY, Day, Instant, civil_day
from rules.municipalities import MUNICIPALITIES
from streams.intake.refusal import Reason, RefusalError

_EPOCH_DAY: Final[Day] = date(1970, 1, 1).toordinal()


def day_if_known(on: date | None) -> Day | None:
    """An optional day."""
    return None if on is None else on.toordinal()


def happened(on: date, name: str, at: Instant) -> Day:
    """A day on which something is said to have happened: none lies after the Copenhagen date of the event's `time`."""
    day = on.toordinal()
    # Copenhagen's date is never behind that of UTC, which costs one division.
    if day > at // MICROSECONDS_A_DAY + _EPOCH_DAY and day > civil_day(at):
        raise RefusalError(Reason.HAPPENED_AFTER_REGISTERED, f"data.{name}")
    return day


def end(to: date, begin: date | None) -> Day:
    """The last day of a period, which may end on the day on which it begins."""
    if begin is not None and to < begin:
        raise RefusalError(Reason.IMPOSSIBLE_DATES, "data.to")
    return to.toordinal()


def end_if_known(to: date | None, begin: date | None) -> Day | None:
    """The same of a period whose end may be left out."""
    return None if to is None else end(to, begin)


def there(municipality: str) -> str:
    """The code of a municipality that there is."""
    if municipality not in MUNICIPALITIES:
        raise RefusalError(Reason.UNKNOWN_MUNICIPALITY, "data.municipality")
    return municipality


def days_used(days: int | None, before: date) -> int | None:
    """Days already used when a benefit begins: no more than the calendar has before it."""
    if (days or 0) >= before.toordinal():
        raise RefusalError(Reason.IMPOSSIBLE_NUMBER, "data.accumulated_days", "more days than there are before `from`")
    return days
