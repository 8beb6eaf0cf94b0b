"""Knows civil dates, which days stop which clock, and how a clock is walked day by day; knows no duties."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
Span = tuple[int, str]  # (6, "months"), (2, "weeks")
Stop = tuple[date, date | None]  # first and last day; no last day: open-ended


def add_months(day: date, months: int) -> date:
    """The same day number `months` later (earlier, where negative), or that month's last day where there is none."""
    years, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month_index + 1, min(day.day, monthrange(years, month_index + 1)[1]))


def nominal(base: date, span: Span) -> date:
    number, unit = span
    return base + timedelta(weeks=number) if unit == "weeks" else add_months(base, number)


def birthday(born: date, age: int) -> date:
    if (born.month, born.day) == (2, 29):
        return date(born.year + age, 2, 28)
    return date(born.year + age, born.month, born.day)


@dataclass
class Clock:
    """A clock as known on the assessed day `on`: it stands still on the days of `stops`."""

    on: date
    stops: list[tuple[date, date]]
    _known: dict[date, bool] = field(default_factory=dict)

    def is_stopped(self, day: date) -> bool:
        if day not in self._known:
            self._known[day] = any(first <= day <= last for first, last in self.stops)
        return self._known[day]

    def after(self, base: date, span: Span) -> date:
        """The day on which as many days have been counted after `base` as lie between `base` and the nominal date."""
        due_on = nominal(base, span)
        if not any(first <= due_on and base < last for first, last in self.stops):
            return due_on  # no stop in between: the plain calendar (the walk would find the same, slowly)
        to_count = (due_on - base).days
        day = base
        while to_count > 0:
            day += ONE_DAY
            if not self.is_stopped(day):
                to_count -= 1
        return day

    def counted(self, base: date, until: date) -> int:
        """How many days after `base`, up to and including `until`, are counted."""
        days = (base + n * ONE_DAY for n in range(1, (until - base).days + 1))
        return sum(1 for day in days if not self.is_stopped(day))


def clock(on: date, stops: Iterable[Stop], not_before: date | None = None) -> Clock:
    """Open-ended stops count once begun, up to the assessed day; none counts before `not_before`."""
    days = []
    for first, last in stops:
        if last is None and first > on:
            continue
        until = on if last is None else last
        since = first if not_before is None else max(first, not_before)
        if since <= until:
            days.append((since, until))
    return Clock(on, days)
