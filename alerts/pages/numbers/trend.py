"""A measure's month ends as points of a small drawing: as they stand now, and as they were first published; words nothing.

Across and up, places are per cent. A month end in which too few were counted has no point: the line has a gap there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from alerts.inbox.ports import MonthFigure
from rules.civil import Day

_HUNDRED = 100


class Point(msgspec.Struct, frozen=True):
    """One month end, all target groups together. `percent`, `number`, `base`: None where too few were counted.

    `first`: per cent as first published, None where it has not been revised since (or too few were counted).
    """

    month: Day
    number: int | None
    base: int | None
    first: float | None

    @property
    def percent(self) -> float | None:
        return None if self.number is None or not self.base else _HUNDRED * self.number / self.base


class Spot(msgspec.Struct, frozen=True):
    """A point in the drawing. `first_y`: where it was first published, None where that is the same."""

    point: Point
    x: float
    y: float
    first_y: float | None


def trend(figures: Iterable[MonthFigure], *, is_unmet: bool, least: int) -> list[Point]:
    """The points of one measure, oldest first; none of months in which nobody was counted."""
    months: dict[Day, list[MonthFigure]] = {}
    for figure in figures:
        months.setdefault(figure.month, []).append(figure)
    return [
        point for month, some in sorted(months.items()) if (point := _point(month, some, is_unmet, least)) is not None
    ]


def _point(month: Day, some: Sequence[MonthFigure], is_unmet: bool, least: int) -> Point | None:
    base, met = sum(each.counted for each in some), sum(each.met for each in some)
    first_base, first_met = sum(each.first_counted for each in some), sum(each.first_met for each in some)
    if not base:
        return None
    if base < least:
        return Point(month, None, None, None)
    is_revised = (base, met) != (first_base, first_met)
    first = None
    if is_revised and first_base >= least:
        first = _HUNDRED * ((first_base - first_met) if is_unmet else first_met) / first_base
    return Point(month, base - met if is_unmet else met, base, first)


def spots(points: Sequence[Point]) -> list[list[Spot]]:
    """The points in places, cut into runs where a month has none; x from the first month to the last."""
    runs: list[list[Spot]] = [[]]
    for place, point in enumerate(points):
        percent = point.percent
        if percent is None:
            runs.append([])
            continue
        x = _HUNDRED * place / (len(points) - 1) if len(points) > 1 else _HUNDRED / 2
        first_y = None if point.first is None else round(_HUNDRED - point.first, 2)
        runs[-1].append(Spot(point, round(x, 2), round(_HUNDRED - percent, 2), first_y))
    return [run for run in runs if run]
