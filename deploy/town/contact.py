"""A citizen's interviews: summoned, moved, missed, cancelled, held, or left without an outcome; how well the deadlines are kept.

The days come from what the law asks (`demands`); who is served well is met before they are over, others later or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from alerts.working_days import is_working_day
from deploy.town import demands
from deploy.town.demands import Ask
from deploy.town.registration import A_DAY_S, A_KASSE, CASE_SYSTEM, Moment, Register
from deploy.town.stays import Stay, Stint
from rules.civil import Day, day, iso

_ROUTINE: Final = 0.985
"""Chance that one interview of a well served citizen is planned in time."""
_SKIPPED: Final = 0.35
"""Chance that one interview of another citizen isn't held at all."""
_LATE_DAYS: Final = 24
_REBOOKED: Final = 0.95
_SHIFT_GRACE_DAYS: Final = 14
_APART_DAYS: Final = 6
_A_KASSE_KEPT: Final = 0.88
_NOT_IN_PERSON: Final = ((day("2019-12-31"), 0.22), (day("2021-12-31"), 0.69), (day("9999-12-31"), 0.44))
"""Share of interviews by phone or video until a day (law.md 2.7 tells of 22, 69 and 44 % of 2019, 2021 and 2023)."""
_CLOSED: Final = (day("2020-03-12"), day("2020-05-26"))
"""When the jobcentres met nobody who did not ask for it."""
_CLOSED_FOR: Final = 0.8
"""Share of citizens who did not."""
_TELLS_FORM: Final = 0.8


class Contact:
    """Plays the interviews of one stay. `name` gives each thing its id."""

    def __init__(self, register: Register, stay: Stay, name: Callable[[str], str]) -> None:
        self._register = register
        self._stay = stay
        self._name = name
        self._dice = register.dice
        self._roll = register.dice.random
        self._last: Day = 0

    def tell(self) -> None:
        """Everything about them."""
        anchor = self._stay.anchor - self._stay.days_used
        for stint in self._stay.stints:
            if stint.group in ("jobparat", "aktivitetsparat") and self._is_new_spell(stint):
                anchor = stint.first
            years = (stint.last - anchor) // 365 + 1
            for ask in demands.interviews(stint.cell, self._stay.direct, anchor, years):
                if ask.from_ > stint.last:
                    break
                if ask.due >= stint.first + (_SHIFT_GRACE_DAYS if stint is not self._stay.stints[0] else 0):
                    self._answer(ask, stint)

    def _is_new_spell(self, stint: Stint) -> bool:
        """Whether the law counts anew: out of the groups of the young."""
        return stint is not self._stay.stints[0] and self._stay.stints[0].group not in ("jobparat", "aktivitetsparat")

    def _answer(self, ask: Ask, stint: Stint) -> None:
        """Hold the interview that is asked for, or not."""
        if ask.who == "a-kasse":
            self._meet_a_kasse(ask, stint)
            return
        low = max(ask.from_, stint.first, self._last + _APART_DAYS)
        due = min(ask.due, self._last + ask.interval) if ask.interval and self._last else ask.due
        is_routine = self._stay.keeps_interviews and self._roll() < _ROUTINE
        if is_routine:
            on = self._planned(low, due)
        elif self._roll() < _SKIPPED:
            return
        else:
            on = max(low, due) + 1 + int(self._dice.expovariate(1 / _LATE_DAYS))
        on = _working_day(on)
        if _CLOSED[0] <= on <= _CLOSED[1] and self._roll() < _CLOSED_FOR:
            return
        if on <= stint.last + 10:
            self._summon(on, ask, tries=3 if is_routine else 1)

    def _planned(self, low: Day, due: Day) -> Day:
        """A day in time, with room for a second try where there is time for one."""
        width = due - low
        if width <= 0:
            return low
        spare = min(width * 0.5, 9) + self._dice.expovariate(1 / 4)
        return max(low, due - round(min(spare, width)))

    def _summon(self, on: Day, ask: Ask, tries: int) -> None:
        """Summon for a day; what comes of it may be another summons."""
        register, habits, interview = self._register, self._register.habits, self._name("i")
        is_dropped_in = self._roll() < habits.dropped_in
        summoned = register.at_office(max(on - 6 - int(self._roll() * 12), self._stay.first))
        after: Moment = summoned + 60
        if on > self._stay.last:
            if not is_dropped_in and not register.is_before(summoned) and self._roll() < 0.5:
                after = self._say_summons(interview, on, ask, summoned)
                cancelled = register.soon_after(self._stay.last + 1, after=after)
                register.say("interview.cancelled", {"interview_id": interview, "by": "citizen"}, cancelled)
            return
        roll = self._roll()
        told = register.soon_after(on, after=after)
        if is_dropped_in or register.is_before(told):
            if roll < 1 - habits.no_show:
                self._say_held(interview, on, ask, told)
            else:
                self._again(on, ask, tries)
            return
        after = self._say_summons(interview, on, ask, summoned)
        if self._roll() < habits.moved:
            on, after = self._move(interview, on, after)
        told = register.soon_after(on, after=after)
        if roll < habits.no_show:
            register.say("interview.missed", {"interview_id": interview, "missed_on": iso(on)}, told)
            self._again(on, ask, tries)
        elif roll < habits.no_show + habits.cancelled:
            by = "jobcentre" if self._roll() < 0.4 else "citizen"
            off = register.at_office(max(on - int(self._roll() * 4), after // A_DAY_S))
            register.say("interview.cancelled", {"interview_id": interview, "by": by}, max(off, after))
            self._again(on, ask, tries)
        elif roll < 1 - habits.forgotten:
            self._say_held(interview, on, ask, told)

    def _again(self, on: Day, ask: Ask, tries: int) -> None:
        if tries > 1 and self._roll() < _REBOOKED:
            self._summon(_working_day(on + 3 + int(self._roll() * 7)), ask, tries - 1)

    def _move(self, interview: str, on: Day, after: Moment) -> tuple[Day, Moment]:
        """To another day, some days before or after."""
        told = max(on - 1 - int(self._roll() * 4), after // A_DAY_S)
        to = _working_day(max(told, on - 2 + int(self._roll() * 10)))
        at = max(self._register.at_office(told), after)
        return to, self._register.say("interview.moved", {"interview_id": interview, "planned_on": iso(to)}, at)

    def _say_summons(self, interview: str, on: Day, ask: Ask, at: Moment) -> Moment:
        body: dict[str, Any] = {"interview_id": interview, "planned_on": iso(on)}
        return self._register.say("interview.summoned", body | self._sort(ask), at)

    def _say_held(self, interview: str, on: Day, ask: Ask, at: Moment) -> None:
        body: dict[str, Any] = {"interview_id": interview, "held_on": iso(on)} | self._sort(ask)
        if self._roll() < _TELLS_FORM:
            body["form"] = self._form(on)
        if ask.who == "joint":
            body["joint"] = True
            body["a_kasse_attended"] = self._roll() < 0.8
        if self._roll() < 0.04:
            body["actor"] = "other-actor"
        self._register.say("interview.held", body, at, CASE_SYSTEM)
        self._last = on

    def _sort(self, ask: Ask) -> dict[str, Any]:
        """The kind, where it is not the default."""
        if self._stay.group == "sygedagpenge":
            return {"kind": "follow-up"}
        if ask.due - self._stay.anchor <= 7:
            return {"kind": "first-contact"} if self._roll() < 0.05 else {}
        roll = self._roll()
        return {} if roll < 0.985 else {"kind": "group-meeting" if roll < 0.995 else "team-meeting"}

    def _form(self, on: Day) -> str:
        share = next(share for until, share in _NOT_IN_PERSON if on <= until)
        if self._roll() >= share:
            return "in-person"
        roll = self._roll()
        return "phone" if roll < 0.75 else "video" if roll < 0.95 else "digital" if roll < 0.99 else "letter"

    def _meet_a_kasse(self, ask: Ask, stint: Stint) -> None:
        """The a-kasse's own interview, of which only the outcome is told."""
        if self._roll() >= _A_KASSE_KEPT:
            return
        on = _working_day(ask.from_ + int((ask.due - ask.from_) * (0.3 + 0.7 * self._roll())))
        if not max(stint.first, self._stay.first) <= on <= stint.last:
            return
        kind = "cv-interview" if ask.due - self._stay.anchor <= 14 else "availability-interview"
        body = {"interview_id": self._name("i"), "held_on": iso(on), "kind": kind, "actor": "a-kasse"}
        self._register.say("interview.held", body, self._register.soon_after(on), A_KASSE)


def _working_day(on: Day) -> Day:
    """The day itself, or the last one before it on which offices are open."""
    while not is_working_day(on):
        on -= 1
    return on
