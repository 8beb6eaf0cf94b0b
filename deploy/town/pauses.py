"""What stops a citizen's clocks or fills the time otherwise: absences of every kind, exemptions, hours of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deploy.town.registration import PAYMENTS, Register
from deploy.town.stays import Stay
from rules.civil import Day, day, iso

_ABSENCES: Final = (
    ("holiday", 40, 7, 24),
    ("sickness", 38, 2, 30),
    ("temporary-work", 6, 5, 30),
    ("education", 5, 5, 40),
    ("maternity", 3, 100, 300),
    ("civic-duty", 2, 1, 3),
    ("free-period", 2, 14, 90),
    ("other", 4, 1, 14),
)
"""Kind, how common, shortest and longest in days (invented)."""
_ABSENCES_A_YEAR: Final = {"dagpenge": 1.1, "jobparat": 0.8, "sygedagpenge": 0.1}
_ABSENCES_OF_OTHERS: Final = 0.5
_EXEMPT: Final = {"dagpenge": 0.03, "sygedagpenge": 0.02, "aktivitetsparat": 0.10, "ung-aktivitetsparat": 0.10}
_EXEMPT_OTHERS: Final = 0.05
_JUDGEMENT_FROM: Final = day("2026-07-01")
"""From here on a municipality may exempt by its own judgement (lov 1750 of 29/12/2025)."""
_JUDGED: Final = {"dagpenge": 0.14, "jobparat": 0.14, "uddannelsesparat": 0.14, "aabenlyst-uddannelsesparat": 0.14}
_WORKING: Final = {"dagpenge": 0.14, "jobparat": 0.07, "ledighedsydelse": 0.05}
_WORKING_OTHERS: Final = 0.03


class Pauses:
    """Plays the pauses of one stay."""

    def __init__(self, register: Register, stay: Stay, name: Callable[[str], str]) -> None:
        self._register = register
        self._stay = stay
        self._name = name
        self._dice = register.dice
        self._roll = register.dice.random

    def tell(self) -> None:
        """Everything about them."""
        self._absences()
        group = self._stay.group
        if self._roll() < _EXEMPT.get(group, _EXEMPT_OTHERS):
            self._exemption("law")
        if self._stay.last >= _JUDGEMENT_FROM and self._roll() < _JUDGED.get(group, 0):
            self._exemption("judgement")
        if self._roll() < _WORKING.get(group, _WORKING_OTHERS):
            self._work()

    def _absences(self) -> None:
        rate = _ABSENCES_A_YEAR.get(self._stay.group, _ABSENCES_OF_OTHERS) / 365
        on = self._stay.first + 10 + int(self._dice.expovariate(rate))
        while on < self._stay.last:
            kind, _, shortest, longest = self._dice.choices(_ABSENCES, [row[1] for row in _ABSENCES])[0]
            last = on + shortest + int(self._roll() * (longest - shortest + 1))
            self._absence(kind, on, last)
            on = last + 10 + int(self._dice.expovariate(rate))

    def _absence(self, kind: str, first: Day, last: Day) -> None:
        """A holiday is told of before it begins; the end of a sickness often only afterwards."""
        register, absence = self._register, self._name("a")
        body: dict[str, Any] = {"absence_id": absence, "kind": kind, "from": iso(first)}
        told = register.soon_after(first - (10 if kind in ("holiday", "maternity") else 0))
        if kind == "sickness" and self._roll() < 0.4:
            after = register.say("absence.registered", body, told)
            register.say("absence.registered", body | {"to": iso(last)}, register.soon_after(last, after=after))
        else:
            register.say("absence.registered", body | {"to": iso(last)}, told)

    def _exemption(self, basis: str) -> None:
        soonest = max(self._stay.first, _JUDGEMENT_FROM if basis == "judgement" else 0)
        first = soonest + 14 + int(self._roll() * 200)
        if first > self._stay.last:
            return
        body: dict[str, Any] = {
            "exemption_id": self._name("e"),
            "scope": self._dice.choices(("interviews", "offers", "all"), (3, 4, 3))[0],
            "from": iso(first),
        }
        if self._roll() < 0.85:
            body["to"] = iso(first + 30 + int(self._roll() * 150))
        if basis != "law":
            body["basis"] = basis
        self._register.say("exemption.granted", body, self._register.soon_after(first))

    def _work(self) -> None:
        """Some months of part-time work, reported month by month when it is paid."""
        first = self._stay.first + 20 + int(self._roll() * 120)
        for _ in range(1 + int(self._roll() * 5)):
            last = first + 27
            if last > self._stay.last:
                return
            hours = round(20 + self._roll() * 90)
            body = {"work_id": self._name("w"), "from": iso(first), "to": iso(last), "hours": hours}
            self._register.say("work.reported", body, self._register.at_night(last + 5), PAYMENTS)
            first = last + 1
