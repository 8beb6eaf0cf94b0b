"""One invented citizen's life, stay after stay and the time between; a pure function of seed and number."""

from __future__ import annotations

from random import Random
from typing import Final

from deploy.town.contact import Contact
from deploy.town.effort import Effort
from deploy.town.flocks import Flock
from deploy.town.groups import CLOSED_TO_NEW, CLOSED_TO_NEW_FROM, DAYS_A_MONTH, GROUPS
from deploy.town.habits import trend
from deploy.town.homes import homes_of
from deploy.town.mishaps import mishaps
from deploy.town.pauses import Pauses
from deploy.town.registration import Period, Register
from deploy.town.stays import Stay, following, stints_of
from deploy.town.telling import Telling, person
from rules.civil import Day, add_months, day
from rules.words import YOUNG_GROUPS, TargetGroup

SUBJECT: Final = "invented-{:07d}"
_OLDEST_DAYS: Final = 800
"""No life on a benefit reaches further back than this before the town's first day."""
_RETURNS_TO_THE_SAME: Final = 0.8
_STRAIGHT_TO_JOBCENTRE: Final = 0.06
_DIRECT_FROM: Final = day("2024-01-01")
_MID_WAY: Final = 0.12
"""Share of the first dagpenge spells of which some days were used before the sources knew of them."""
_ERASED: Final = 0.001
_DAGPENGE_GOES_ON_DAYS: Final = 364
"""A dagpenge spell goes on over so many days off it."""
_OF_AGE: Final = 30


class Life:
    """Plays one life from before the town's first day to its last."""

    def __init__(self, seed: int, number: int, flock: Flock, period: Period) -> None:
        self._dice = Random(f"{seed}/citizen/{number}")
        self._roll = self._dice.random
        self._period = period
        self._groups = flock.groups
        self._group = self._some_group()
        homes = homes_of(seed, self._dice, flock, period)
        self._whose = person(self._dice, self._birth(self._group), homes)
        self._register = Register(SUBJECT.format(number), self._dice, homes.all[0].habits, period)
        self._things = 0

    def live(self) -> Register:
        """All that is registered of it."""
        group = self._group
        on, ends = self._beginning(group)
        before: Stay | None = None
        while on <= self._period.until:
            stay = self._stay(group, on, ends, before)
            self._tell(stay)
            before = stay
            group, on, ends = self._next(stay)
        if self._roll() < _ERASED:
            forgotten = self._period.from_ + self._dice.randrange(30, self._period.until - self._period.from_ + 60)
            self._register.say("citizen.erased", {}, self._register.at_office(forgotten))
        mishaps(self._register, self._period)
        return self._register

    def _beginning(self, group: TargetGroup) -> tuple[Day, Day]:
        """(first, last day) of the first spell: perhaps it runs when the town begins."""
        habit = GROUPS[group]
        if self._roll() < habit.share_on:
            first = self._period.from_ - min(_OLDEST_DAYS, self._days(habit.months_on))
            last = self._period.from_ + self._days(habit.months_on)
            return first, min(last, self._period.from_ + self._longest(group) // 2)
        on = self._period.from_ + self._days(habit.months_off)
        return on, on + self._length(group)

    def _stay(self, group: TargetGroup, on: Day, ends: Day, before: Stay | None) -> Stay:
        """One spell on a benefit, with its changes of group."""
        habits = self._whose.homes.on(on).habits
        is_kept = self._roll() < habits.interviews + trend(on)
        is_offered = self._roll() < habits.offers + trend(on)
        goes_on = before is not None and _goes_on(before, group, on)
        if before is not None and goes_on:
            days_used = before.days_used + before.last - before.first + 1
            is_kept, is_offered = before.keeps_interviews, before.keeps_offers
        else:
            days_used = self._dice.randrange(10, 200) if self._is_mid_way(group, on, before) else 0
        stints = stints_of(self._dice, group, on, ends, self._whose.born)
        return Stay(
            group=group,
            first=on,
            last=ends,
            anchor=on - self._head_start(group),
            stints=stints,
            direct=group == "dagpenge" and on >= _DIRECT_FROM and self._roll() < _STRAIGHT_TO_JOBCENTRE,
            days_used=days_used,
            tells_days_used=days_used > 0 and not goes_on,
            keeps_interviews=is_kept,
            keeps_offers=is_offered,
            born=self._whose.born,
        )

    def _is_mid_way(self, group: TargetGroup, on: Day, before: Stay | None) -> bool:
        """Whether this is a dagpenge spell of which some days were used before the sources knew of it."""
        return group == "dagpenge" and before is None and on > self._period.from_ and self._roll() < _MID_WAY

    def _head_start(self, group: TargetGroup) -> int:
        """Days from the first contact, or the first day of absence, to the first day on the benefit."""
        if group == "sygedagpenge":
            return int(self._roll() * 31)
        if group in ("jobparat", "aktivitetsparat") or group in YOUNG_GROUPS:
            return int(self._roll() * 8)
        return 0

    def _tell(self, stay: Stay) -> None:
        """Everything about one stay."""
        telling = Telling(self._register, self._whose, stay)
        telling.begin()
        Contact(self._register, stay, self._name).tell()
        Effort(self._register, stay, self._name).tell()
        Pauses(self._register, stay, self._name).tell()
        telling.end()

    def _next(self, stay: Stay) -> tuple[TargetGroup, Day, Day]:
        """(group, first, last day) of the spell after one."""
        group = following(self._dice, stay)
        on = stay.last + 1
        if group is None:
            on += 1 + self._days(GROUPS[stay.group].months_off)
            group = self._return(stay.stints[-1].group)
        group = self._of_age(group, on)
        if group in CLOSED_TO_NEW and on >= CLOSED_TO_NEW_FROM:
            group = "aktivitetsparat"
        return group, on, on + self._length(group)

    def _return(self, group: TargetGroup) -> TargetGroup:
        if self._roll() < _RETURNS_TO_THE_SAME:
            return group
        return self._some_group()

    def _of_age(self, group: TargetGroup, on: Day) -> TargetGroup:
        """The young groups end with the thirtieth birthday."""
        if group in YOUNG_GROUPS and on >= add_months(self._whose.born, 12 * _OF_AGE):
            return "jobparat" if group != "ung-aktivitetsparat" else "aktivitetsparat"
        return group

    def _some_group(self) -> TargetGroup:
        """A group of the flock's team, the common ones more often."""
        return self._dice.choices(self._groups, [GROUPS[each].people for each in self._groups])[0]

    def _birth(self, group: TargetGroup) -> Day:
        """A birthday that makes somebody of the group's age when the town begins."""
        youngest, oldest = GROUPS[group].ages
        return add_months(self._period.from_, -12 * youngest) - self._dice.randrange(365 * (oldest - youngest))

    def _days(self, months: float) -> int:
        return round(self._dice.expovariate(1 / (months * DAYS_A_MONTH)))

    def _longest(self, group: TargetGroup) -> int:
        return round(GROUPS[group].months_longest * DAYS_A_MONTH)

    def _length(self, group: TargetGroup) -> int:
        """Days from the first day of a stay to its last."""
        return min(self._longest(group), 13 + self._days(GROUPS[group].months_on))

    def _name(self, letter: str) -> str:
        """The id of the next interview, offer, absence … of this citizen."""
        self._things += 1
        return f"{self._register.citizen}-{letter}{self._things}"


def _goes_on(before: Stay, group: TargetGroup, on: Day) -> bool:
    """Whether the law counts on from the stay before."""
    return group == before.group == "dagpenge" and on - before.last <= _DAGPENGE_GOES_ON_DAYS
