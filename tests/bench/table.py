"""What a benchmark found, as a table for people and as JSON; knows numbers and their units, not what was run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity: what was measured, in which unit, and every value that was measured of it."""

    what: str
    unit: str
    values: Sequence[float]

    def summary(self) -> dict[str, Any]:
        """n, median, min and max; the values themselves only when they are few."""
        few = {"values": list(self.values)} if len(self.values) <= 10 else {}
        found = {"n": len(self.values), "median": median(self.values), "min": min(self.values), "max": max(self.values)}
        return {"what": self.what, "unit": self.unit} | found | few


@dataclass(slots=True)
class Table:
    """The rows of one benchmark; `notes` say what the numbers are of, `load` the load averages after it."""

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def add(self, what: str, unit: str, *values: float) -> None:
        """One more row."""
        self.rows.append(Row(what, unit, values))

    def show(self, console: Console) -> None:
        """Print it, `WIDTH` columns wide at most."""
        shown = RichTable(title=f"{self.name}: {self.title}", title_justify="left", width=WIDTH, pad_edge=False)
        shown.add_column("measured", ratio=1)
        shown.add_column("unit", no_wrap=True)
        for head in ("n", "median", "min", "max"):
            shown.add_column(head, justify="right", no_wrap=True)
        for row in self.rows:
            found = (median(row.values), min(row.values), max(row.values))
            shown.add_row(row.what, row.unit, str(len(row.values)), *map(in_digits, found))
        console.print(shown)
        for note in (*self.notes, f"Load average 1, 5, 15 min: {' '.join(f'{each:.2f}' for each in self.load)}"):
            console.print(f"  {note}", width=WIDTH, highlight=False)
        console.print()

    def summary(self) -> dict[str, Any]:
        """For build/bench.json."""
        rows = [row.summary() for row in self.rows]
        return {"name": self.name, "title": self.title, "rows": rows, "notes": self.notes, "load": self.load}


def in_digits(number: float) -> str:
    """As many digits as the number is worth: 12,345 - 123 - 12.3 - 1.23 - 0.012."""
    size = abs(number)
    if size >= 100 or number == int(number):
        return f"{number:,.0f}"
    if size >= 10:
        return f"{number:.1f}"
    return f"{number:.2f}" if size >= 1 else f"{number:.3f}"
