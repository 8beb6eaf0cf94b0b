"""What a citizen added to the figures of past month ends, kept as changes only; knows no law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from rules.civil import Day, civil_day
from streams.citizen.state import CitizenState, Standing
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import WINDOW_MONTHS, Month, last_day, month_of

Entry: TypeAlias = tuple[Month, Standing | None]
Run: TypeAlias = tuple[Entry, ...]


def at_month_end(state: CitizenState, month: Month) -> Standing | None:
    """A citizen's standing at a month end, as known to the state; `today` holds for what ended after its clock's day."""
    if state.clock == UNKNOWN_CLOCK or month >= month_of(civil_day(state.clock)):
        return state.today.standing
    return lookup(state.months, month)


def lookup(months: Sequence[Entry], month: Month) -> Standing | None:
    """The standing at a month end before the clock's day."""
    found = None
    for begins, standing in months:
        if begins > month:
            break
        found = standing
    return found


def put(run: list[Entry], month: Month, standing: Standing | None) -> None:
    """Add the month that follows those of the run; only a change is kept."""
    if standing != (run[-1][1] if run else None):
        run.append((month, standing))


def take_back(run: list[Entry], month: Month) -> None:
    """Leave what is known of the months before this one."""
    while run and run[-1][0] >= month:
        run.pop()


def window_opens(on: Day) -> Month:
    """The first of the last 25 months that ended before a day."""
    return month_of(on) - WINDOW_MONTHS


def in_window(run: Sequence[Entry], on: Day) -> Run:
    """The run without what lies before the last 25 month ends before `on`."""
    opens = window_opens(on)
    if not run or run[0][0] >= opens:
        return tuple(run)
    begun = lookup(run, opens)
    later = tuple(entry for entry in run if entry[0] > opens)
    return later if begun is None else ((opens, begun), *later)


def ended_between(before: Day, on: Day) -> range:
    """The months whose last day is on or after `before` and earlier than `on`."""
    return range(month_of(before), month_of(on))


__all__ = ["at_month_end", "ended_between", "in_window", "last_day", "lookup", "put", "take_back", "window_opens"]
