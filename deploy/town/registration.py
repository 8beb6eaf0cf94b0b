"""When a source registers what happened, with which mistakes, and the line that it writes; knows no lives and no law.

Everything that has happened before the town's first day is registered on that day, early in the morning: the sources were
taken on then. What would be registered after the town's last day is not known yet and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any, Final

import msgspec

from alerts.working_days import is_working_day
from deploy.town.habits import Habits
from rules.civil import Day, day, iso
from streams.intake.wire import TYPE_PREFIX, VERSION
from streams.month import Month, month_of

Moment = int
"""Seconds on the calendar of UTC: day x 86,400 + second of the day."""
CASE_SYSTEM: Final = "case-system"
PAYMENTS: Final = "payments"
A_KASSE: Final = "a-kasse"

A_DAY_S: Final = 86_400
_OPENS_S: Final = 7 * 3_600
_OPEN_S: Final = 7 * 3_600 + 1_800
"""Office hours in UTC, so that the date is Copenhagen's in summer and winter."""
_NIGHT_S: Final = 2 * 3_600 + 900
"""When payments are run and when the sources were taken on."""
_TAKEN_ON_S: Final = 3_600
_BENEFITS_TAKEN_ON_S: Final = 5 * 3_600
_ID_DIGITS: Final = 4

_encode = msgspec.json.Encoder().encode


class Period(msgspec.Struct, frozen=True):
    """The town's first and last day; what is registered outside is not told with a date of its own, or not at all."""

    from_: Day
    until: Day


class Register:
    """What the sources say of one citizen. `lines`: by month of registration; each begins with its `time` and `id`, so that
    lines sort as bytes by (time, id)."""

    __slots__ = ("_last", "_number", "_period", "_roll", "citizen", "dice", "habits", "lines")

    def __init__(self, citizen: str, dice: Random, habits: Habits, period: Period) -> None:
        self.citizen = citizen
        self.dice = dice
        self.habits = habits
        self.lines: defaultdict[Month, list[bytes]] = defaultdict(list)
        self._roll = dice.random
        self._period = period
        self._number = 0
        self._last = (period.until + 1) * A_DAY_S

    def soon_after(self, on: Day, *, after: Moment = 0) -> Moment:
        """When the case system learns of what happened on a day: mostly the same day, sometimes weeks later."""
        roll, habits = self._roll(), self.habits
        if roll >= habits.prompt:
            is_late = roll >= 1 - habits.late
            on += 7 + int(self.dice.expovariate(1 / habits.late_days)) if is_late else 1 + int(self._roll() * 5)
        return max(self.at_office(on), after)

    def at_office(self, on: Day) -> Moment:
        """Some time in office hours, on the day or the next one on which offices are open."""
        while not is_working_day(on):
            on += 1
        return on * A_DAY_S + _OPENS_S + int(self._roll() * _OPEN_S)

    def at_night(self, on: Day) -> Moment:
        """In the payments' nightly run."""
        return on * A_DAY_S + _NIGHT_S + int(self._roll() * 3_600)

    def is_before(self, moment: Moment) -> bool:
        """Whether it lies before the town's first day."""
        return moment < self._period.from_ * A_DAY_S

    def say(self, name: str, body: dict[str, Any], at: Moment, source: str = CASE_SYSTEM) -> Moment:
        """Register an event; the moment after it. Perhaps it is wrong at first and corrected later, or sent twice."""
        if at >= self._last:
            return at + 60
        if self.is_before(at):
            self._write(name, body, self._taken_on(name), source)
            return at + 60
        slipped = _slip(body, self._roll) if self._roll() < self.habits.mistakes else None
        if slipped is None:
            self._write(name, body, at, source)
            return at + 60
        wrong = self._write(name, slipped, at, source)
        corrected = self.at_office(at // A_DAY_S + 1 + int(self._roll() * 20))
        if corrected < self._last:
            self._write(name, body, corrected, source, supersedes=wrong)
        return corrected + 60

    def _taken_on(self, name: str) -> Moment:
        """When what happened before the town's first day is registered: benefits last, so that nobody is thought to have been
        left alone while the interviews held are still being read in."""
        begins = _BENEFITS_TAKEN_ON_S if name == "benefit.started" else _TAKEN_ON_S
        return self._period.from_ * A_DAY_S + begins + self._number

    def say_by_mistake(self, name: str, body: dict[str, Any], at: Moment) -> None:
        """Register what belongs to somebody else, and take it back some days later."""
        if self.is_before(at) or at >= self._last:
            return
        wrong = self._write(name, body, at, CASE_SYSTEM)
        noticed = self.at_office(at // A_DAY_S + 1 + int(self._roll() * 12))
        if noticed < self._last:
            self._write("fact.retracted", {"retracts": wrong}, noticed, CASE_SYSTEM)

    def write_raw(self, at: Moment, name: str, body: dict[str, Any], changes: dict[str, Any]) -> bytes | None:
        """An event's line with some attributes changed, not registered; None outside the town's days."""
        if self.is_before(at) or at >= self._last:
            return None
        self._number += 1
        return _encode(self._event(name, body, at, CASE_SYSTEM) | changes)

    def keep(self, at: Moment, line: bytes) -> None:
        """Register a line as it is."""
        self.lines[month_of(at // A_DAY_S)].append(line)

    def _write(self, name: str, body: dict[str, Any], at: Moment, source: str, supersedes: str = "") -> str:
        self._number += 1
        event = self._event(name, body, at, source)
        if supersedes:
            event["supersedes"] = supersedes
        line = _encode(event)
        held = self.lines[month_of(at // A_DAY_S)]
        held.append(line)
        if self._roll() < _TWICE:
            held.append(line)
        identity: str = event["id"]
        return identity

    def _event(self, name: str, body: dict[str, Any], at: Moment, source: str) -> dict[str, Any]:
        on, second = divmod(at, A_DAY_S)
        minute, second = divmod(second, 60)
        hour, minute = divmod(minute, 60)
        return {
            "time": f"{iso(on)}T{hour:02d}:{minute:02d}:{second:02d}Z",
            "id": f"{self.citizen}-{self._number:04d}",
            "specversion": "1.0",
            "source": f"/invented/{source}/{self.habits.code}",
            "type": f"{TYPE_PREFIX}{name}{VERSION}",
            "subject": self.citizen,
            "datacontenttype": "application/json",
            "data": body,
        }


_TWICE: Final = 0.004
_SLIPS: Final = {
    "planned_on": 7,
    "held_on": -1,
    "missed_on": -1,
    "to": 14,
    "given_on": -1,
    "from": -7,
}
"""Which day a clerk gets wrong, and by how many days: never so that the event would contradict itself."""


def _slip(body: dict[str, Any], roll: Any) -> dict[str, Any] | None:
    """The body with one day wrong; None where there is no day to get wrong."""
    found = [name for name in _SLIPS if name in body]
    if not found:
        return None
    name = found[int(roll() * len(found))]
    return body | {name: iso(day(body[name]) + _SLIPS[name])}
