"""Which municipality, team and caseworkers each invented citizen has; knows numbers of citizens, not their lives.

Citizens are numbered from 1. Neighbouring numbers share a caseworker: they are a flock. A flock depends on the seed and the
flocks before it only, so a larger town holds the smaller one, and its caseworkers have the same citizens.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

import msgspec

from deploy.town.groups import GROUPS, HALVES, TEAMS, WHOLE_JOBCENTRE
from deploy.town.habits import habits_of
from deploy.town.sizes import THOUSANDS, WEIGHTS
from rules.civil import Day
from rules.words import TargetGroup

_SMALL: Final = 40
_LARGE: Final = 80
"""Thousands of inhabitants: below the first one team does everything, from the second on there are five."""
_EVERYWHERE: Final = ""
_STAYS_DAYS: Final = 1_000
"""How long a caseworker stays in the job, on average (invented)."""
_VACANT_DAYS: Final = 30


class Flock(msgspec.Struct, frozen=True):
    """The citizens numbered `first` to `first` + `size` - 1. `index`: which flock of its municipality it is, from 0.

    `elsewhere`: (municipality, flock index) of earlier flocks, where citizens who move may come to.
    """

    municipality: str
    index: int
    team: str
    groups: tuple[TargetGroup, ...]
    first: int
    size: int
    elsewhere: tuple[tuple[str, int], ...]

    def cut_to(self, citizens: int) -> Flock:
        """The part of it that lies in a town of so many citizens."""
        return msgspec.structs.replace(self, size=min(self.size, citizens - self.first + 1))


def flocks(seed: int, citizens: int) -> Iterator[Flock]:
    """All flocks of a town, the last one cut where the town ends."""
    waiting = [(0.0, -weight, code) for code, weight in WEIGHTS.items()]
    heapq.heapify(waiting)
    held: Counter[str] = Counter()
    in_teams: defaultdict[str, Counter[str]] = defaultdict(Counter)
    made: Counter[str] = Counter()
    places: list[tuple[str, int]] = []
    first = 1
    while first <= citizens:
        _, negative, code = heapq.heappop(waiting)
        team, groups = _neediest(code, in_teams[code] + in_teams[_EVERYWHERE])
        size = round(habits_of(seed, code).caseload / _share_on(groups))
        yield Flock(code, made[code], team, groups, first, size, tuple(places[-_NEIGHBOURS:])).cut_to(citizens)
        places.append((code, made[code]))
        made[code] += 1
        in_teams[code][team] += size
        in_teams[_EVERYWHERE][team] += size
        held[code] += size
        first += size
        # Sainte-Laguë's way of sharing out: whose next flock would be filled to its half is due first.
        heapq.heappush(waiting, ((held[code] + size / 2) / -negative, negative, code))


_NEIGHBOURS: Final = 60


class Tenure(msgspec.Struct, frozen=True):
    """A caseworker has a flock from a day on."""

    caseworker: str
    from_: Day


def tenures(seed: int, municipality: str, index: int, begins: Day, ends: Day) -> tuple[Tenure, ...]:
    """Who has a flock between two days: people leave, and after some weeks somebody else takes over."""
    dice = Random(f"{seed}/flock/{municipality}/{index}")
    number = index * 10 + 1
    found = [Tenure(_name(municipality, number), begins)]
    left = begins + round(dice.expovariate(1 / _STAYS_DAYS))
    while left < ends:
        number += 1
        found.append(Tenure(_name(municipality, number), left + dice.randrange(_VACANT_DAYS)))
        left += 90 + round(dice.expovariate(1 / _STAYS_DAYS))
    return tuple(found)


def _name(municipality: str, number: int) -> str:
    return f"cw-{municipality}-{number:04d}"


def _neediest(code: str, filled: Mapping[str, int]) -> tuple[str, tuple[TargetGroup, ...]]:
    """The team that has fewest of the citizens that it should have; `filled`: in the municipality and in the country, so that
    a town of few flocks has every kind of them."""
    size = THOUSANDS[code]
    if size < _SMALL:
        return WHOLE_JOBCENTRE
    teams = HALVES if size < _LARGE else TEAMS
    return min(teams.items(), key=lambda team: (filled[team[0]] + 1) / sum(GROUPS[group].people for group in team[1]))


def _share_on(groups: tuple[TargetGroup, ...]) -> float:
    people = sum(GROUPS[group].people for group in groups)
    return sum(GROUPS[group].thousands for group in groups) / people
