"""The time axis: years, quarters, months or weeks, so many that their names still fit; knows the calendar only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from alerts.pages.lifeline.window import Window
from alerts.pages.texts import Language
from rules.civil import Day, add_months

Grain = Literal["week", "fortnight", "month", "quarter"]

_FINEST: Final[tuple[tuple[int, Grain], ...]] = ((50, "week"), (110, "fortnight"), (560, "month"))
"""(days shown at most, how often a name is written): at the width such a drawing has at least, names do not touch."""
_MONTHS: Final = {
    "da": ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_LAST_ROOM: Final = 0.96
"""No name is written beyond this part of the width, where it would be cut off."""


class Tick(msgspec.Struct, frozen=True):
    """A line at the beginning of a day. `name`: written beside it, empty for a line alone; `is_spare`: not on a phone."""

    on: Day
    x: float
    name: str
    is_spare: bool = False


class Axis(msgspec.Struct, frozen=True):
    """`years`: where each year begins, the first at the drawing's left end; `ticks`: weeks or months inside them."""

    years: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    grain: Grain


def axis(window: Window, language: Language) -> Axis:
    """The axis of a window."""
    grain: Grain = next((grain for days, grain in _FINEST if window.days <= days), "quarter")
    return Axis(_years(window), tuple(_ticks(window, grain, language)), grain)


def _years(window: Window) -> tuple[Tick, ...]:
    first, last = date.fromordinal(window.first).year, date.fromordinal(window.last).year
    begins = [max(date(year, 1, 1).toordinal(), window.first) for year in range(first, last + 1)]
    made = [Tick(on, window.x(on), str(year)) for on, year in zip(begins, range(first, last + 1), strict=True)]
    # A year that has hardly begun or is nearly over has no room for its number.
    return tuple(tick if _room(made, index) else Tick(tick.on, tick.x, "") for index, tick in enumerate(made))


def _room(made: list[Tick], index: int) -> bool:
    ends = made[index + 1].x if index + 1 < len(made) else 100.0
    return len(made) == 1 or ends - made[index].x >= 4


def _ticks(window: Window, grain: Grain, language: Language) -> Iterator[Tick]:
    with_day = grain in ("week", "fortnight")
    names = 0
    for number, on in enumerate(_days(window, grain)):
        x = window.x(on)
        named = _named(on, number, grain) and x <= _LAST_ROOM * 100
        yield Tick(on, x, _name(on, grain, language) if named else "", is_spare=with_day and names % 2 == 1)
        names += named


def _days(window: Window, grain: Grain) -> Iterator[Day]:
    if grain in ("week", "fortnight"):
        monday = window.first + (1 - window.first) % 7
        yield from range(monday, window.last + 1, 7)
        return
    begins = date.fromordinal(window.first)
    on = begins.replace(day=1).toordinal()
    while on <= window.last:
        if on >= window.first:
            yield on
        on = add_months(on, 1)


def _named(on: Day, number: int, grain: Grain) -> bool:
    if grain == "fortnight":
        return number % 2 == 0
    return grain != "quarter" or date.fromordinal(on).month % 3 == 1


def _name(on: Day, grain: Grain, language: Language) -> str:
    civil = date.fromordinal(on)
    month = _MONTHS[language][civil.month - 1]
    if grain in ("month", "quarter"):
        return month
    return f"{civil.day}. {month}" if language == "da" else f"{civil.day} {month}"
