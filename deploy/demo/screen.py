"""The live picture of the demo on a terminal, 80 columns and more; shows what others counted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from alerts.alert import KINDS
from alerts.wording import words
from deploy.demo.listener import Alert
from rules.civil import Day, civil_day, instant, iso
from rules.municipalities import MUNICIPALITIES
from streams.amount import amount

WIDEST: Final = 100
MOST_LINES: Final = 18
"""Of the newest alerts; a wall of them would not be read."""
_HEIGHT_WITHOUT_ALERTS: Final = 14
_INDENT: Final = "   "


class Picture(msgspec.Struct, frozen=True):
    """What is to be seen at one moment. `open_alerts`: by kind. `newest`: oldest first."""

    title: str
    on: Day
    share: float
    left_s: float
    sent: int
    taken_in: int
    rate: float
    citizens: int
    dead_letters: int
    told: int
    open_alerts: dict[str, int]
    newest: Sequence[Alert]
    places: tuple[tuple[str, str], ...]


def frame(picture: Picture, width: int, height: int) -> RenderableType:
    """The picture in exactly `width` columns (at most 100) and fewer than `height` lines."""
    columns = min(width, WIDEST)
    room = min(MOST_LINES, max(2, height - 1 - _HEIGHT_WITHOUT_ALERTS))
    return Group(
        _two_ends(picture.title, f"{date.fromordinal(picture.on):%A %-d %B %Y}", columns, "bold"),
        _progress(picture, columns),
        Text(),
        _counts(picture, columns),
        Text(),
        _two_ends("Newest alerts, and why", _when(picture.newest), columns, "bold"),
        *_newest(picture.newest, columns, room),
        Text(),
        *(Text(f"{name:<8} {place}", style="dim", no_wrap=True, overflow="ellipsis") for name, place in picture.places),
    )


def line(picture: Picture) -> str:
    """The same in one line, for a log."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in picture.open_alerts.items() if number)
    rate = f" ({picture.rate:,.0f}/s)" if picture.rate else ""  # time goes on by itself while nothing comes
    return (
        f"{iso(picture.on)}  {amount(picture.taken_in, 'event')}{rate}, {amount(picture.citizens, 'citizen')}, "
        f"{amount(sum(picture.open_alerts.values()), 'alert')} open{f' ({kinds})' if kinds else ''}, "
        f"{amount(picture.dead_letters, 'dead letter')}"
    )


def _two_ends(left: str, right: str, columns: int, style: str) -> Text:
    left = left if len(left) + len(right) < columns else left[: columns - len(right) - 2] + "…"
    return Text(left + " " * (columns - len(left) - len(right)) + right, style=style, no_wrap=True)


def _progress(picture: Picture, columns: int) -> Table:
    ending = f" {picture.share:4.0%}  {picture.left_s:3.0f} s left"
    row = Table.grid()
    row.add_row(
        ProgressBar(1.0, picture.share, columns - len(ending), complete_style="bold", finished_style="bold"),
        Text(ending, no_wrap=True),
    )
    return row


def _counts(picture: Picture, columns: int) -> Table:
    left = (
        (f"{picture.sent:,}", "events published"),
        (f"{picture.taken_in:,}", f"taken in, {picture.rate:,.0f} a second"),
        (f"{picture.citizens:,}", "citizens with a benefit"),
        (f"{picture.told:,}", "changes in alerts told"),
        (f"{picture.dead_letters:,}", "dead letters"),
    )
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", width=9)
    table.add_column(width=columns // 2 - 11, no_wrap=True)
    table.add_column(justify="right", width=6)
    table.add_column(width=columns - columns // 2 - 8, no_wrap=True)
    table.add_row("", Text("Events", style="bold"), "", Text("Open alerts", style="bold"))
    for (number, what), kind in zip(left, KINDS, strict=True):
        is_late = kind in ("overdue", "passive") and bool(picture.open_alerts.get(kind))
        shown = Text(words.word(words.KINDS, kind, "en"), style="bold yellow" if is_late else "")
        table.add_row(number, what, f"{picture.open_alerts.get(kind, 0):,}", shown)
    return table


def _when(newest: Sequence[Alert]) -> str:
    """The day on which the newest was raised: the clock runs on while the alerts stand still."""
    return f"raised {iso(civil_day(instant(datetime.fromisoformat(newest[-1].time))))}" if newest else ""


def _newest(alerts: Iterable[Alert], columns: int, room: int) -> list[Text]:
    """The newest alerts that fit into exactly `room` lines, newest first."""
    lines: list[Text] = []
    for alert in reversed(list(alerts)):
        block = _block(alert, columns)
        if len(lines) + len(block) > room:
            break
        lines += block
    return lines + [Text() for _ in range(room - len(lines))]


def _block(alert: Alert, columns: int) -> list[Text]:
    data = alert.data
    what = words.word(words.KINDS, data.kind, "en")
    duty = words.word(words.DUTIES, data.duty, "en")
    about = f"{what}: {duty}" if data.duty in words.DUTIES else what
    place = MUNICIPALITIES[data.municipality].name if data.municipality in MUNICIPALITIES else data.municipality
    end = f"{data.citizen}, {place}, due {data.due_on}"
    head = _two_ends(about, end, columns, "yellow" if data.kind in ("overdue", "passive") else "")
    why = textwrap.wrap(data.finding.arithmetic, columns - len(_INDENT), break_long_words=True)
    return [head, *(Text(_INDENT + part, no_wrap=True) for part in why)]
