"""Which numbers of a report's tables are hidden because few citizens stand behind them, and which so that nobody subtracts.

The tables say the same four numbers by duty, target group and municipality, and share one row for all. A number can be had
from others in two ways: down a column (the rows add up to all) and along a row (overdue under the variant is overdue under
the standing law, with those who become so and without those relieved). So of the numbers that belong together none or at
least two are hidden. 0 is shown: it is nobody's secret that nobody is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from deploy.whatif.overdue import Move

LEAST: Final = 10
"""Fewer citizens than these are not shown, so that nobody can be recognised."""
COLUMNS: Final = Move.__struct_fields__


class Cell(NamedTuple):
    """A number of the report. `table`, `row`: see ALL and SAID, or a table's name and the row's key."""

    table: str
    row: str
    column: str


ALL: Final = ("", "all")
"""The row that all tables share."""
SAID: Final = ("", "said")
"""What the report says in a sentence: those who become overdue, and those relieved, with at least one duty."""


class Numbers(msgspec.Struct, frozen=True):
    """All numbers of a report. `tables`: rows by their key, by the table's name; `said`: by column."""

    tables: Mapping[str, Mapping[str, Move]]
    everybody: Move
    said: Mapping[str, int]

    def values(self) -> dict[Cell, int]:
        """Every number by its cell."""
        rows = {(table, key): move for table, found in self.tables.items() for key, move in found.items()}
        found = {
            Cell(*row, column): getattr(move, column)
            for row, move in (rows | {ALL: self.everybody}).items()
            for column in COLUMNS
        }
        return found | {Cell(*SAID, column): number for column, number in self.said.items()}

    def sums(self) -> Iterator[tuple[list[Cell], Cell]]:
        """Numbers with the one that they add up to, where nobody stands in two rows."""
        for table, found in self.tables.items():
            for column in COLUMNS:
                parts = [Cell(table, row, column) for row in found]
                yield parts, Cell(*ALL, column)
                if table == "duty" and column in self.said:
                    yield parts, Cell(*SAID, column)

    def rows(self) -> Iterator[list[Cell]]:
        """Numbers of which each follows from the others."""
        for row in (ALL, *((table, key) for table, found in self.tables.items() for key in found)):
            yield [Cell(*row, column) for column in COLUMNS]


def hidden(numbers: Numbers) -> frozenset[Cell]:
    """The numbers that are not shown."""
    values = numbers.values()
    away = {cell for cell, number in values.items() if 0 < number < LEAST}
    while (found := next(_missing(numbers, values, away), None)) is not None:
        away.add(found)
    return frozenset(away)


def _missing(numbers: Numbers, values: Mapping[Cell, int], away: set[Cell]) -> Iterator[Cell]:
    """Numbers that must be hidden too, because a hidden one could be had from what is shown."""
    for parts, whole in numbers.sums():
        lost = [cell for cell in parts if cell in away]
        are_few = whole not in away and 0 < sum(values[cell] for cell in lost) < LEAST
        if are_few or len(lost) + (whole in away) == 1:
            yield from _next(parts, values, away)
    for row in numbers.rows():
        if sum(cell in away for cell in row) == 1:
            yield from _next(row, values, away)


def _next(cells: Iterable[Cell], values: Mapping[Cell, int], away: set[Cell]) -> list[Cell]:
    """The smallest number that is shown; how many there are under each law before who changes, which is what one asks."""
    shown = [cell for cell in cells if cell not in away and values[cell]]
    return sorted(shown, key=lambda cell: (cell.column in ("become", "relieved"), values[cell], cell))[:1]
