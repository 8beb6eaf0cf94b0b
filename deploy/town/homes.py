"""Where one invented citizen lives, and whose citizen she is there; knows municipalities and caseworkers, not benefits."""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from deploy.town.flocks import Flock, Tenure, tenures
from deploy.town.groups import WHOLE_JOBCENTRE
from deploy.town.habits import Habits, habits_of
from deploy.town.registration import Period
from rules.civil import Day

_MOVES_A_YEAR: Final = 0.03
_BEFORE: Final[Day] = 1
"""Home is home from before any day that is told of."""


class Home(msgspec.Struct, frozen=True):
    """A municipality from a day on, and who has the citizen there, one after the other. `until`: 0 for the last home."""

    from_: Day
    until: Day
    habits: Habits
    team: str
    tenures: tuple[Tenure, ...]

    def tenure(self, on: Day) -> Tenure:
        """Whose citizen it is on a day."""
        return next((tenure for tenure in reversed(self.tenures) if tenure.from_ <= on), self.tenures[0])


class Homes(msgspec.Struct, frozen=True):
    """One home after the other; most citizens have one."""

    all: tuple[Home, ...]

    def on(self, day: Day) -> Home:
        """The home on a day."""
        return next(home for home in reversed(self.all) if home.from_ <= day)


def homes_of(seed: int, dice: Random, flock: Flock, period: Period) -> Homes:
    """Home, and perhaps another municipality later: one where an earlier flock lives, so that the town has it."""
    team = tenures(seed, flock.municipality, flock.index, period.from_, period.until)
    others = [place for place in flock.elsewhere if place[0] != flock.municipality]
    years = (period.until - period.from_) / 365
    if not others or dice.random() >= _MOVES_A_YEAR * years:
        return Homes((Home(_BEFORE, 0, habits_of(seed, flock.municipality), flock.team, team),))
    code, index = dice.choice(others)
    on = period.from_ + 1 + dice.randrange(period.until - period.from_)
    there = tenures(seed, code, index, period.from_, period.until)
    return Homes(
        (
            Home(_BEFORE, on - 1, habits_of(seed, flock.municipality), flock.team, team),
            Home(on, 0, habits_of(seed, code), WHOLE_JOBCENTRE[0], there),
        )
    )
