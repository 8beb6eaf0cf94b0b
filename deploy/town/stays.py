"""One stay on a benefit: its days, its groups, and what comes after it; decides by dice and age, tells nobody."""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from rules.civil import Day, add_months
from rules.words import YOUNG_GROUPS, TargetGroup


class Stint(msgspec.Struct, frozen=True):
    """Days in one target group, to the next stint or the stay's end. `category`: of sygedagpenge, else 0."""

    group: TargetGroup
    category: int
    first: Day
    last: Day

    @property
    def cell(self) -> str:
        """The lawbook's cell."""
        return "sygedagpenge-1" if self.category == 1 else self.group


class Stay(msgspec.Struct, frozen=True):
    """`anchor`: the day from which the law counts. `days_used`: of dagpenge, before the first day; the sources tell of them
    where `tells_days_used`, else they know the stays themselves.

    `keeps_interviews`, `keeps_offers`: whether the municipality keeps this citizen's deadlines.
    """

    group: TargetGroup
    first: Day
    last: Day
    anchor: Day
    stints: tuple[Stint, ...]
    direct: bool
    days_used: int
    tells_days_used: bool
    keeps_interviews: bool
    keeps_offers: bool
    born: Day

    def group_on(self, on: Day) -> TargetGroup:
        """The target group on a day of the stay."""
        return next(stint.group for stint in reversed(self.stints) if stint.first <= on or stint is self.stints[0])


# (next group, chance, days in the group before it happens): group shifts inside a stay, invented.
_SHIFTS: Final[dict[TargetGroup, tuple[tuple[TargetGroup, float, int, int], ...]]] = {
    "jobparat": (("aktivitetsparat", 0.16, 60, 400),),
    "aktivitetsparat": (("jobparat", 0.14, 90, 600),),
    "uddannelsesparat": (("aabenlyst-uddannelsesparat", 0.10, 60, 100), ("ung-aktivitetsparat", 0.18, 80, 300)),
    "aabenlyst-uddannelsesparat": (("uddannelsesparat", 0.25, 60, 200),),
    "ung-aktivitetsparat": (("uddannelsesparat", 0.15, 90, 400),),
}
# (next group, chance): a stay that is followed by another one the next day, invented.
_FOLLOWED_BY: Final[dict[TargetGroup, tuple[tuple[TargetGroup, float], ...]]] = {
    "dagpenge": (("sygedagpenge", 0.05), ("jobparat", 0.02)),
    "jobparat": (("revalidering", 0.01), ("dagpenge", 0.01)),
    "aktivitetsparat": (("ressourceforloeb", 0.08), ("ledighedsydelse", 0.05)),
    "sygedagpenge": (("jobafklaring", 0.08), ("dagpenge", 0.06)),
    "jobafklaring": (("ledighedsydelse", 0.2), ("ressourceforloeb", 0.12)),
    "ressourceforloeb": (("ledighedsydelse", 0.35),),
}


def stints_of(dice: Random, group: TargetGroup, first: Day, last: Day, born: Day) -> tuple[Stint, ...]:
    """The groups of a stay: shifts by chance, categories of the sick, and the thirtieth birthday."""
    if group == "sygedagpenge":
        return _of_the_sick(dice, first, last)
    changes: list[tuple[TargetGroup, Day]] = [(group, first)]
    for next_, chance, soonest, latest in _SHIFTS.get(group, ()):
        if dice.random() < chance:
            changes.append((next_, first + dice.randrange(soonest, latest)))
            break
    of_age = add_months(born, 12 * 30)
    if group in YOUNG_GROUPS and first < of_age <= last:
        changes = [change for change in changes if change[1] < of_age]
        changes.append(("aktivitetsparat" if changes[-1][0] == "ung-aktivitetsparat" else "jobparat", of_age))
    return _cut([(group, 0, on) for group, on in changes], last)


def _of_the_sick(dice: Random, first: Day, last: Day) -> tuple[Stint, ...]:
    """Category 1 while recovery is expected within eight weeks; who stays longer is category 2 or 3."""
    expected = dice.choices((1, 2, 3), (45, 40, 15))[0]
    later = first + 40 + dice.randrange(16)
    if expected == 1:
        return _cut([("sygedagpenge", 1, first), ("sygedagpenge", 2, later)], last)
    shifts = [("sygedagpenge", 3, later + 30)] if expected == 2 and dice.random() < 0.1 else []
    return _cut([("sygedagpenge", expected, first), *shifts], last)  # type: ignore[list-item] # the words are the law's


def _cut(changes: list[tuple[TargetGroup, int, Day]], last: Day) -> tuple[Stint, ...]:
    kept = [change for change in changes if change[2] <= last] or changes[:1]
    ends = (*(change[2] - 1 for change in kept[1:]), last)
    return tuple(Stint(group, category, on, end) for (group, category, on), end in zip(kept, ends, strict=True))


def following(dice: Random, stay: Stay) -> TargetGroup | None:
    """The group of the stay that begins the day after this one; None: off benefits for a while."""
    roll = dice.random()
    for group, chance in _FOLLOWED_BY.get(stay.stints[-1].group, ()):
        roll -= chance
        if roll < 0:
            return group
    return None
