"""Days and times as a colleague would say them today: "på torsdag", "3 dage over fristen", "kl. 9.14"; knows no law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from alerts.pages.texts import Language, Say, say_in
from rules.civil import COPENHAGEN, Day, Instant, civil_day


class DayWords:
    """Says days as seen from `now`."""

    def __init__(self, language: Language, now: Instant) -> None:
        self.today: Day = civil_day(now)
        self._say = say_in(language)

    def date(self, on: Day) -> str:
        """`12. marts`; with the year where it is not this year's."""
        return _date(self._say, on, date.fromordinal(self.today).year)

    def weekday_date(self, on: Day) -> str:
        """`torsdag 12. marts`."""
        return f"{self._weekday(on)} {self.date(on)}"

    def near(self, on: Day) -> str:
        """`i dag`, `i morgen`, `på torsdag` within a week, `i går`; else the date, `den 12. marts`."""
        away = on - self.today
        if -1 <= away <= 1:
            return self._say(("day.yesterday", "day.today", "day.tomorrow")[away + 1])
        if 1 < away < 7:
            return self._say("day.on-weekday", weekday=self._weekday(on))
        return self._say("day.on-date", date=self.date(on))

    def due(self, due_on: Day) -> str:
        """How a last day stands: `3 dage over fristen`, `senest i dag`, `senest på torsdag`, `senest den 12. marts`."""
        past = self.today - due_on
        if past > 0:
            return self.past(due_on)
        if past in (0, -1):
            return self._say("day.by", day=self.near(due_on))
        if past > -7:
            return self._say("day.by-weekday", weekday=self._weekday(due_on))
        return self._say("day.by-date", date=self.date(due_on))

    def past(self, due_on: Day) -> str:
        """How long ago a last day was: in days, then weeks, then months."""
        days = self.today - due_on
        if days < 21:
            return self._say("day.days-past", count=days)
        if days < 91:
            return self._say("day.weeks-past", count=days // 7)
        return self._say("day.months-past", count=int(days / 30.44))

    def left(self, on: Day) -> str:
        """`om 3 dage`, for a day to come."""
        return self._say("day.days-left", count=on - self.today)

    def time(self, at: Instant) -> str:
        """`9.14`, in Copenhagen."""
        here = _here(at)
        return self._say("day.clock", hour=here.hour, minute=f"{here.minute:02d}")

    def at(self, at: Instant) -> str:
        """`kl. 9.14` for today, `i går kl. 9.14`, else with the date."""
        on, time = civil_day(at), self.time(at)
        if on == self.today:
            return self._say("day.at-time", time=time)
        if on == self.today - 1:
            return self._say("day.yesterday-at-time", time=time)
        return self._say("day.date-at-time", date=self.date(on), time=time)

    def as_of(self, at: Instant) -> str:
        """`08:04` for today; else with the weekday and date: for the line that says how fresh a page is."""
        here = _here(at)
        time = f"{here.hour:02d}:{here.minute:02d}"
        on = civil_day(at)
        return time if on == self.today else f"{self.weekday_date(on)} {time}"

    def iso(self, on: Day) -> str:
        """`2026-03-12`, for machines."""
        return date.fromordinal(on).isoformat()

    def _weekday(self, on: Day) -> str:
        return self._say(f"day.weekday.{date.fromordinal(on).weekday()}")


def _here(at: Instant) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(COPENHAGEN)


@lru_cache(maxsize=1 << 12)
def _date(say: Say, on: Day, this_year: int) -> str:
    civil = date.fromordinal(on)
    key = "day.date" if civil.year == this_year else "day.date-year"
    return say(key, day=civil.day, month=say(f"day.month.{civil.month}"), year=civil.year)
