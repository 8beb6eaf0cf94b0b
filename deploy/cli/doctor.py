"""`rettidig doctor`: prints the doctor's lines, for people or as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.doctor import WITHIN_S, Line, State, examine
from deploy.gathering import AskedWrongly
from streams.settings import load_settings

_NARROWEST = 40
"""In less the table would leave out what it says."""
_A_DAY_S = 86_400
_COLOUR = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}


def doctor(
    *,
    within: Annotated[float, Parameter(help="How many seconds the changelog may be read at most")] = WITHIN_S,
    form: Annotated[Literal["text", "json"], Parameter(name="--format", help="How to print")] = "text",
) -> int:
    """Look at versions, Kafka, topics, lag, clock, changelog, Redis and roles; exit status 1 if one of them fails.

    Of the changelog every record is read, for as long as it may take: one that no worker of this release can read is named.
    """
    if not 0 <= within <= _A_DAY_S:
        raise AskedWrongly(f"--within is a number of seconds from 0 to {_A_DAY_S}")
    with _progress() as bar:
        reading = bar.add_task("changelog", total=None)
        lines = examine(
            load_settings(), within, lambda passed, whole: bar.update(reading, completed=passed, total=whole)
        )
    if form == "json":
        print(msgspec.json.encode(lines).decode())
    else:
        Console(width=max(Console().width, _NARROWEST)).print(_table(lines))
    return 1 if any(line.state is State.FAIL for line in lines) else 0


def _progress() -> Progress:
    """A bar on standard error while somebody watches, gone when it is over."""
    watched = Console(stderr=True)
    return Progress(console=watched, transient=True, disable=not watched.is_terminal)


def _table(lines: list[Line]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        remedy = f"\n→ {line.remedy}" if line.remedy else ""
        table.add_row(f"[{_COLOUR[line.state]}]{line.state}[/]", line.check, f"{line.text}{remedy}")
    return table
