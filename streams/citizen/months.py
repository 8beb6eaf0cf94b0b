"""What a citizen added to the figures of past month ends, kept as changes only; knows no law."""

from __future__ import annotations

from collections.abc import Mapping

from rules.civil import Day, civil_day
from streams.citizen.state import UNKNOWN_CLOCK, CitizenState, Standing
from streams.municipality.months import WINDOW_MONTHS, Month, last_day, month_of

Run = tuple[tuple[Month, Standing | None], ...]


def at_month_end(state: CitizenState, month: Month) -> Standing | None:
    """A citizen's standing at a month end, as known to the state; `today` holds for what ended after its clock's day."""
    if state.clock == UNKNOWN_CLOCK or month >= month_of(civil_day(state.clock)):
        return state.today.standing
    return lookup(state.months, month)


def lookup(months: Run, month: Month) -> Standing | None:
    """The standing at a month end before the clock's day."""
    found = None
    for begins, standing in months:
        if begins > month:
            break
        found = standing
    return found


def compress(known: Mapping[Month, Standing | None], on: Day) -> Run:
    """The run of changes over the last 25 month ends before `on`."""
    running = month_of(on)
    run: list[tuple[Month, Standing | None]] = []
    for month in range(running - WINDOW_MONTHS, running):
        standing = known.get(month)
        if standing != (run[-1][1] if run else None):
            run.append((month, standing))
    return tuple(run)


def expand(months: Run, on: Day) -> dict[Month, Standing | None]:
    """The standing at each of the last 25 month ends before `on`."""
    running = month_of(on)
    return {month: lookup(months, month) for month in range(running - WINDOW_MONTHS, running)}


def ended_between(before: Day, on: Day) -> range:
    """The months whose last day is on or after `before` and earlier than `on`."""
    return range(month_of(before), month_of(on))


__all__ = ["at_month_end", "compress", "ended_between", "expand", "last_day", "lookup"]
