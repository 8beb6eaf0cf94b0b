"""Counts all citizens of a partition at once, for a new owner; knows what they add up to, not when it is published.

Citizens are many and what they add is of few kinds: equal ones are counted first, and each kind is added once, as often as
it was found. A standing that holds over several month ends is noted where it begins and where it ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rules.civil import Instant, civil_day
from streams.citizen.state import Glance, Standing, Today
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import WINDOW_MONTHS, Month, month_of
from streams.municipality.lanes import packed
from streams.municipality.records import Group
from streams.municipality.tally import Tally

_KIND: Final = 1 << 20
"""More than any month: the year 9999 ends with month 119,999."""


class Census:
    """Use: `count` each citizen, `reach` the month in which the clock stands, then ask for the `tallies`.

    `running`: the first month whose end no citizen's clock, nor the partition's, has passed; None before any tick.
    """

    def __init__(self) -> None:
        self.running: Month | None = None
        self._todays: Counter[Today] = Counter()
        self._heard: dict[tuple[str, str], Instant] = {}
        self._kinds: dict[Standing, int] = {}
        self._turns: defaultdict[int, int] = defaultdict(int)

    def count(self, seen: Glance) -> None:
        """One citizen. Without a running benefit there is no group to count in, and nothing is open."""
        today = seen.today
        if today.standing is not None:
            self._todays[today] += 1
            self._hear(today.standing, seen.heard)
        if seen.clock == UNKNOWN_CLOCK:
            return
        own = _month_at(seen.clock)
        self.reach(own)
        if seen.months or today.standing is not None:
            self._turn((*seen.months, (own, today.standing)))

    def reach(self, running: Month) -> None:
        """A clock stands in this month."""
        if self.running is None or running > self.running:
            self.running = running

    def _hear(self, standing: Standing, registered: Instant | None) -> None:
        group = standing.municipality, standing.target_group
        if registered is not None and registered > self._heard.get(group, 0):
            self._heard[group] = registered

    def _turn(self, run: tuple[tuple[Month, Standing | None], ...]) -> None:
        """From each of these months' ends on another standing holds. Noted by kind of standing and month, as one number."""
        turns, kinds, before = self._turns, self._kinds, 0
        for begins, holds in run:
            if before:
                turns[before + begins] -= 1
            if holds is None:
                before = 0
            else:
                before = kinds.get(holds, 0) or self._new_kind(holds)
                turns[before + begins] += 1

    def _new_kind(self, standing: Standing) -> int:
        number = self._kinds[standing] = (len(self._kinds) + 1) * _KIND
        return number

    def tallies(self) -> dict[Group, Tally]:
        """What everybody adds up to: today, and at the month ends before the running one as they are known now."""
        found: defaultdict[Group, Tally] = defaultdict(Tally)
        for today, citizens in self._todays.items():
            if today.standing is not None:
                found[Group(today.standing.municipality, today.standing.target_group)].add_today(
                    today.standing, today, citizens
                )
        for heard, registered in self._heard.items():
            found[Group(*heard)].hear(registered)
        for group, turns in self._turns_by_group().items():
            for month, total in self._sums(turns):
                found[group].months[month] = total
        return dict(found)

    def _turns_by_group(self) -> dict[Group, Counter[Month]]:
        """By how much the lanes of each group change with a month."""
        found: defaultdict[Group, Counter[Month]] = defaultdict(Counter)
        standings = {number: standing for standing, number in self._kinds.items()}
        for turn, citizens in self._turns.items():
            if citizens:
                month = turn % _KIND
                standing = standings[turn - month]
                found[Group(standing.municipality, standing.target_group)][month] += citizens * packed(standing)
        return found

    def _sums(self, turns: Counter[Month]) -> Iterator[tuple[Month, int]]:
        """The lanes at each month end of the window that has passed."""
        if self.running is None:
            return
        total = 0
        for month in range(min(turns), self.running):
            total += turns[month]
            if total and month >= self.running - WINDOW_MONTHS:
                yield month, total


@lru_cache(maxsize=1 << 16)
def _month_at(clock: Instant) -> Month:
    """The month in which a clock stands: many citizens' clocks stand at the same tick."""
    return month_of(civil_day(clock))
