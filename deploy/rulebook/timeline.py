"""The eras of a chapter as bars on a line of years, in numbers for a drawing; knows no markup."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from deploy.rulebook.entries import Row
from rules.civil import Day, day
from rules.load import CELLS, LAW_START
from rules.timeline import OPEN

SHOWN_UNTIL: Final[Day] = day("2028-01-01")
"""Where the drawing ends: what has no end runs to its edge."""
WIDTH: Final = 720
LEFT: Final = 190
ROW_HEIGHT: Final = 26
HEAD: Final = 22


class Bar(msgspec.Struct, frozen=True):
    """One version in one lane; in the drawing's units."""

    x: float
    y: int
    width: float
    kind: str
    says: str
    confidence: str


class Lane(msgspec.Struct, frozen=True):
    """The versions of the groups that share them."""

    groups: tuple[str, ...]
    y: int
    bars: tuple[Bar, ...]


class Drawing(msgspec.Struct, frozen=True):
    """Lanes, the years' lines (x, year) and the whole height."""

    lanes: tuple[Lane, ...]
    years: tuple[tuple[float, int], ...]
    height: int


def drawing(rows: tuple[Row, ...]) -> Drawing:
    """The drawing of a chapter: groups with the very same history share lanes; rules that stand side by side get one each."""
    histories: dict[tuple[Row, ...], list[str]] = {}
    for group in sorted({group for row in rows for group in row.groups}, key=CELLS.index):
        histories.setdefault(tuple(row for row in rows if group in row.groups), []).append(group)
    lanes: list[tuple[tuple[str, ...], list[Row]]] = []
    for history, groups in histories.items():
        side_by_side = _side_by_side(history)
        telling = [held for held in side_by_side if any(row.kind != "none" for row in held)]
        lanes += [(tuple(groups), held) for held in telling or side_by_side[:1]]
    drawn = tuple(_lane(groups, held, index) for index, (groups, held) in enumerate(lanes))
    first, last = date.fromordinal(LAW_START).year, date.fromordinal(SHOWN_UNTIL).year
    years = tuple((_x(date(year, 1, 1).toordinal()), year) for year in range(first, last, 2))
    return Drawing(drawn, years, HEAD + ROW_HEIGHT * len(drawn) + 4)


def _side_by_side(history: tuple[Row, ...]) -> list[list[Row]]:
    """The rows in as few lanes as hold no two of one day."""
    lanes: list[list[Row]] = []
    for row in sorted(history, key=lambda row: row.from_):
        free = next((held for held in lanes if held[-1].until < row.from_), None)
        if free is None:
            lanes.append([row])
        else:
            free.append(row)
    return lanes


def _lane(groups: tuple[str, ...], rows: list[Row], index: int) -> Lane:
    y = HEAD + ROW_HEIGHT * index
    bars = tuple(
        Bar(
            x=_x(row.from_),
            y=y,
            width=round(_x(min(row.until + 1, SHOWN_UNTIL)) - _x(row.from_), 1),
            kind=row.kind,
            says=row.says,
            confidence=row.confidence,
        )
        for row in rows
    )
    return Lane(groups, y, bars)


def _x(on: Day) -> float:
    part = (min(on, SHOWN_UNTIL, OPEN) - LAW_START) / (SHOWN_UNTIL - LAW_START)
    return round(LEFT + part * (WIDTH - LEFT), 1)
