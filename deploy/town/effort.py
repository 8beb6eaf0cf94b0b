"""A citizen's offers and mentors: given in time, late or never, changed, cancelled, and begun anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deploy.town import demands
from deploy.town.registration import Register
from deploy.town.stays import Stay, Stint
from rules.civil import Day, day, iso

_LATE: Final = 0.35
"""Chance that who gets no offer in time gets one later (invented)."""
_CUSTOM_A_YEAR: Final = 1.1
"""Offers a year where no law sets a date."""
_REPEATED: Final = 0.88
_KINDS: Final = (
    ("virksomhedspraktik", 44, 4, 13),
    ("vejledning-opkvalificering", 30, 2, 10),
    ("loentilskud", 8, 13, 26),
    ("nytteindsats", 6, 2, 13),
    ("oevrig-vejledning", 5, 2, 8),
    ("laese-skrive-kursus", 2, 4, 12),
    ("realkompetence", 1, 1, 2),
    ("voksenlaerling", 2, 26, 52),
    ("other", 2, 1, 6),
)
"""Kind, how common, shortest and longest in weeks (invented)."""
_NO_LONGER_OFFER_FROM: Final = day("2023-03-20")
_TOO_SHORT: Final = 0.06
_CHANGED: Final = 0.10
_CANCELLED: Final = 0.05
_MENTORED: Final = {
    "aktivitetsparat": 0.10,
    "ung-aktivitetsparat": 0.14,
    "uddannelsesparat": 0.04,
    "ressourceforloeb": 0.10,
}
_MENTOR_DAYS: Final = 150
_CONTACT_EVERY: Final = 14
_WEEKLY_UNTIL: Final = day("2015-12-31")


class Effort:
    """Plays the offers and the mentor of one stay."""

    def __init__(self, register: Register, stay: Stay, name: Callable[[str], str]) -> None:
        self._register = register
        self._stay = stay
        self._name = name
        self._dice = register.dice
        self._roll = register.dice.random

    def tell(self) -> None:
        """Everything about them."""
        anchor = self._stay.anchor - self._stay.days_used
        for stint in self._stay.stints:
            due = demands.first_offer(stint.cell, anchor, self._stay.born)
            is_owed = due is not None and (stint is self._stay.stints[0] or due >= stint.first)
            self._by_custom(stint, self._by_law(stint, due) if due is not None and is_owed else stint.first)
        for stint in self._stay.stints:
            if self._roll() < _MENTORED.get(stint.group, 0) * (2 if self._stay.keeps_offers else 1):
                self._mentor(stint)

    def _by_law(self, stint: Stint, due: Day) -> Day:
        """The first offer, and those that have to follow it; the day from which nothing more is asked for."""
        low = max(stint.first, due - max(21, (due - self._stay.anchor) // 3))
        while low <= stint.last:
            if self._stay.keeps_offers:
                on = due - 3 - int(self._roll() * max(1, due - low - 3))
            elif self._roll() < _LATE:
                on = due + 4 + int(self._dice.expovariate(1 / 60))
            else:
                return due
            on = max(on, self._stay.first)
            ended = self._offer(on, stint.last)
            if not ended and self._stay.keeps_offers:
                ended = self._offer(on + 7, stint.last)
            next_due = demands.next_offer(stint.cell, ended) if ended else None
            if next_due is None or self._roll() >= _REPEATED:
                return max(on, ended)
            due = next_due
            low = max(ended, due - 30)
        return due

    def _by_custom(self, stint: Stint, begins: Day) -> None:
        """Where no law sets a date, offers come now and then."""
        chance = _CUSTOM_A_YEAR * (1.3 if self._stay.keeps_offers else 0.5)
        on = begins + 30 + int(self._dice.expovariate(chance / 365))
        while on <= stint.last:
            ended = self._offer(on, stint.last)
            on = max(ended, on) + 60 + int(self._dice.expovariate(chance / 365))

    def _offer(self, on: Day, last: Day) -> Day:
        """Give an offer that begins on a day, as far as the stay goes; the last day of what takes place, 0 if nothing does."""
        if on > last:
            return 0
        kind, weeks = self._kind(on)
        to = on + 7 * weeks - 1
        register, offer = self._register, self._name("o")
        given = on - 2 - int(self._roll() * 14)
        body: dict[str, Any] = {
            "offer_id": offer,
            "kind": kind,
            "given_on": iso(given),
            "from": iso(on),
        }
        if self._roll() < 0.92:
            body["to"] = iso(to)
        after = register.say("offer.given", body, register.soon_after(given))
        roll = self._roll()
        if roll < _CANCELLED:
            register.say("offer.cancelled", {"offer_id": offer}, max(after, register.soon_after(on)))
            return 0
        if roll < _CANCELLED + _CHANGED:
            to = max(on + 3, to + int(self._roll() * 40) - 28)
            changed = register.soon_after(max(on + 3, to - 14), after=after)
            register.say("offer.changed", {"offer_id": offer, "to": iso(to)}, changed)
        return to

    def _kind(self, on: Day) -> tuple[str, int]:
        """Kind and length in weeks."""
        kind, _, shortest, longest = self._dice.choices(_KINDS, [row[1] for row in _KINDS])[0]
        if kind == "oevrig-vejledning" and on >= _NO_LONGER_OFFER_FROM:
            kind = "vejledning-opkvalificering"
        return kind, 1 if self._roll() < _TOO_SHORT else shortest + int(self._roll() * (longest - shortest + 1))

    def _mentor(self, stint: Stint) -> None:
        """A mentor for some months, with contacts as often as the law of the day asks, nearly."""
        register, mentor = self._register, self._name("m")
        first = stint.first + 20 + int(self._roll() * 150)
        if first > stint.last:
            return
        last = min(stint.last, first + 30 + int(self._dice.expovariate(1 / _MENTOR_DAYS)))
        after = register.say("mentor.started", {"mentor_id": mentor, "from": iso(first)}, register.soon_after(first))
        on = first + 4
        while on <= last:
            contact = {"mentor_id": mentor, "on": iso(on)}
            after = register.say("mentor.contact", contact, register.soon_after(on, after=after))
            on += (
                (7 if on <= _WEEKLY_UNTIL else _CONTACT_EVERY)
                + int(self._roll() * 4)
                - (2 if self._roll() < 0.6 else 0)
            )
        ended = {"mentor_id": mentor, "to": iso(last)}
        register.say("mentor.ended", ended, register.soon_after(last, after=after))
