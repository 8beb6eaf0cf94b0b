"""What is registered of one stay on a benefit as such: its start and end, its groups, moves, caseworkers, its benefit's names."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import msgspec

from deploy.town.groups import RENAMINGS, benefit_of
from deploy.town.homes import Home, Homes
from deploy.town.registration import PAYMENTS, Register
from deploy.town.stays import Stay
from rules.civil import Day, iso

_NEWCOMERS: Final = 0.07
_NEVER_ASSIGNED: Final = 0.035
_AGE_STATED: Final = 0.92
_REASON_STATED: Final = 0.6


class Person(msgspec.Struct, frozen=True):
    """What does not change in a life. `newcomer`: the benefit of those who have not lived in Denmark for long, else empty.

    `is_assigned`: some citizens never get a caseworker.
    """

    born: Day
    newcomer: str
    is_assigned: bool
    homes: Homes


def person(dice: Random, born: Day, homes: Homes) -> Person:
    """Somebody."""
    newcomer = dice.choice(("overgangsydelse", "sho-ydelse")) if dice.random() < _NEWCOMERS else ""
    return Person(born, newcomer, dice.random() >= _NEVER_ASSIGNED, homes)


class Telling:
    """Tells one stay of somebody."""

    def __init__(self, register: Register, whose: Person, stay: Stay) -> None:
        self._register = register
        self._dice = register.dice
        self._roll = register.dice.random
        self._whose = whose
        self._stay = stay

    def begin(self) -> None:
        """The start, and all that changes while it runs."""
        self._start()
        self._shifts()
        self._moves()
        self._renamings()
        if self._whose.is_assigned:
            self._caseworkers()

    def end(self) -> None:
        """The end, told of when the payments have been run."""
        body: dict[str, Any] = {"to": iso(self._stay.last)}
        if self._roll() < _REASON_STATED:
            body["reason"] = self._dice.choice(("job", "education", "other-benefit", "own-wish"))
        paid = self._register.at_night(self._stay.last + 2 + int(self._roll() * 12))
        self._register.say("benefit.ended", body, paid, PAYMENTS)

    def _start(self) -> None:
        stay, home = self._stay, self._home(self._stay.first)
        first = stay.stints[0]
        body: dict[str, Any] = {
            "benefit": benefit_of(first.group, self._whose.newcomer, stay.first),
            "target_group": first.group,
            "municipality": home.habits.code,
            "from": iso(stay.first),
        }
        if first.category:
            body["category"] = first.category
        if stay.group == "sygedagpenge":
            body["first_absence_on"] = iso(stay.anchor)
        elif stay.anchor < stay.first:
            body["first_contact_on"] = iso(stay.anchor)
        if self._roll() < _AGE_STATED:
            body["birth_date"] = iso(self._whose.born)
        if stay.tells_days_used:
            body["accumulated_days"] = stay.days_used
        if stay.direct:
            body["direct_to_jobcentre"] = True
        if home.habits.assigns_at_once and self._whose.is_assigned:
            body["caseworker"] = home.tenure(stay.first).caseworker
        known = self._register.at_night(stay.first + int(self._roll() * 9) - 3)
        self._register.say("benefit.started", body, known, PAYMENTS)

    def _shifts(self) -> None:
        for stint in self._stay.stints[1:]:
            body: dict[str, Any] = {"target_group": stint.group, "from": iso(stint.first)}
            if stint.category:
                body["category"] = stint.category
            self._register.say("target-group.changed", body, self._register.soon_after(stint.first))

    def _moves(self) -> None:
        for home in self._whose.homes.all[1:]:
            if self._stay.first < home.from_ <= self._stay.last:
                body = {"municipality": home.habits.code, "from": iso(home.from_)}
                self._register.say("municipality.changed", body, self._register.soon_after(home.from_ + 2))

    def _renamings(self) -> None:
        """On some days the law gives benefits other names: a shift without a shift."""
        for on in RENAMINGS:
            group = self._stay.group_on(on)
            former, new = (benefit_of(group, self._whose.newcomer, each) for each in (on - 1, on))
            if former == new or not self._stay.first < on <= self._stay.last:
                continue
            body = {"benefit": new, "target_group": group, "from": iso(on)}
            if self._roll() < 0.3:
                self._register.say("target-group.changed", body, self._register.at_night(on), PAYMENTS)
            else:
                body["municipality"] = self._home(on).habits.code
                self._register.say("benefit.started", body, self._register.at_night(on), PAYMENTS)

    def _caseworkers(self) -> None:
        """Whoever has the citizen during the stay, as far as the start did not say it."""
        first, home = self._stay.first, self._home(self._stay.first)
        told = home.tenure(first).caseworker if home.habits.assigns_at_once else ""
        for each in self._whose.homes.all:
            last = min(self._stay.last, each.until or self._stay.last)
            begun = max(first, each.from_)
            for on in (begun, *(tenure.from_ for tenure in each.tenures if begun < tenure.from_ <= last)):
                caseworker = each.tenure(on).caseworker
                if on <= last and caseworker != told:
                    body = {"caseworker": caseworker, "team": each.team, "from": iso(on)}
                    known = self._register.at_office(on + 1 + int(self._roll() * 6))
                    self._register.say("caseworker.assigned", body, known)
                    told = caseworker

    def _home(self, on: Day) -> Home:
        return self._whose.homes.on(on)
