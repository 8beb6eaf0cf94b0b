"""A citizen's past month ends during a step: gone by as known then, and judged anew where news reaches back to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from rules.case import Dossier, unasked
from rules.civil import Day
from streams.citizen.judge import Counted
from streams.citizen.months import Entry, Run, in_window, lookup, put, take_back, window_opens
from streams.citizen.state import Standing
from streams.month import Month, last_day, month_of

Counting: TypeAlias = Callable[[Dossier, Day], Counted]
"""Tells what a citizen adds to the measures of a day."""
UNCOUNTED = Counted(None, 0)
"""Nothing is known of the measures."""


class MonthEnds:
    """`passed`: (month, standing) of those that time went by during the step, as known then."""

    def __init__(self, run: Run) -> None:
        self.passed: list[Entry] = []
        self._run = run
        self._written: list[Entry] | None = None
        self._outdated: set[Month] = set()

    def go_by(self, month: Month, standing: Standing | None) -> None:
        """Time goes by the month that follows those of the run."""
        put(self._opened(), month, standing)
        self.passed.append((month, standing))

    def outdate(self, first: Day, on: Day) -> None:
        """What is learnt on a day changes figures from another day on."""
        if first < on:
            self._outdated.update(range(max(month_of(first), window_opens(on)), month_of(on)))

    def restate(self, known: Dossier, on: Day, counting: Counting) -> None:
        """Judge anew what is outdated. Nobody reads it before the step is over, so once is enough, by what is known last."""
        outdated = sorted(month for month in self._outdated if month >= window_opens(on))
        self._outdated.clear()
        if not outdated:
            return
        anew = _judged(outdated, known, counting)
        run = self._opened()
        former = tuple(run)
        take_back(run, outdated[0])
        for month in range(outdated[0], month_of(on)):
            put(run, month, anew[month] if month in anew else lookup(former, month))

    def run(self, on: Day) -> Run:
        """The past month ends before a day."""
        return self._run if self._written is None else in_window(self._written, on)

    def _opened(self) -> list[Entry]:
        """The run, to be written to; most steps never ask for it."""
        if self._written is None:
            self._written = list(self._run)
        return self._written


def _judged(months: list[Month], known: Dossier, counting: Counting) -> dict[Month, Standing | None]:
    """The standing at month ends, in order of time, as known now."""
    if len(months) > 1 and known.memory.spells:
        # What was worked out for later days says nothing of earlier ones; from the first of these on the rest follows.
        known = unasked(known)
    found: dict[Month, Standing | None] = {}
    counted = UNCOUNTED
    for month in months:
        ends = last_day(month)
        if ends >= counted.until:
            counted = counting(known, ends)
        found[month] = counted.standing
    return found
