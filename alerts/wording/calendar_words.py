"""Days as people write them, Danish and English; the year is left out where the sentence before has just said it."""

from __future__ import annotations

from datetime import date
from typing import Final

from alerts.wording.words import Language
from rules.civil import Day

_MONTHS: Final = {
    "da": ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


class CalendarWords:
    """Remembers the year that was said last."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._year = 0

    def day(self, on: Day) -> str:
        """`8. januar 2018`, `8 January 2018`; without the year when it is that of the day said before."""
        civil = date.fromordinal(on)
        said, self._year = self._year == civil.year, civil.year
        return self._day_month(civil) + ("" if said else f" {civil.year}")

    def span(self, first: Day, last: Day) -> str:
        """`1.–5. februar 2018`, `28. februar–3. marts 2018`; one day is a day."""
        if first == last:
            return self.day(first)
        begins, ends = date.fromordinal(first), date.fromordinal(last)
        if begins.year != ends.year:
            self._year = 0
            return f"{self.day(first)}–{self.day(last)}"
        shown = self._number(begins) if begins.month == ends.month else self._day_month(begins)
        return f"{shown}–{self.day(last)}"

    def _number(self, on: date) -> str:
        return f"{on.day}." if self._language == "da" else str(on.day)

    def _day_month(self, on: date) -> str:
        return f"{self._number(on)} {_MONTHS[self._language][on.month - 1]}"
