"""`rettidig doctor`: prints the doctor's lines, for people or as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from deploy.doctor import Line, State, examine
from streams.settings import load_settings

_COLOUR = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}


def doctor(
    *, form: Annotated[Literal["text", "json"], Parameter(name="--format", help="How to print")] = "text"
) -> int:
    """Look at versions, Kafka, topics, lag, clock, Redis and figures; exit status 1 if one of them fails."""
    lines = examine(load_settings())
    if form == "json":
        print(msgspec.json.encode(lines).decode())
    else:
        Console().print(_table(lines))
    return 1 if any(line.state is State.FAIL for line in lines) else 0


def _table(lines: list[Line]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        remedy = f"\n→ {line.remedy}" if line.remedy else ""
        table.add_row(f"[{_COLOUR[line.state]}]{line.state}[/]", line.check, f"{line.text}{remedy}")
    return table
