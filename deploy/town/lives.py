"""One invented citizen's life: spells on benefits, groups, municipality and caseworker; a pure function of seed and number."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import msgspec

from deploy.town.contact import Contact
from deploy.town.effort import Effort
from deploy.town.flocks import Flock, Tenure, tenures
from deploy.town.groups import (
    CLOSED_TO_NEW,
    CLOSED_TO_NEW_FROM,
    DAYS_A_MONTH,
    GROUPS,
    RENAMINGS,
    benefit_of,
)
from deploy.town.habits import Habits, habits_of, trend
from deploy.town.mishaps import mishaps
from deploy.town.pauses import Pauses
from deploy.town.registration import PAYMENTS, Moment, Period, Register
from deploy.town.stays import Stay, following, stints_of
from rules.civil import Day, add_months, day, iso
from rules.words import YOUNG_GROUPS, TargetGroup

SUBJECT: Final = "invented-{:07d}"
_OLDEST_DAYS: Final = 800
"""No life on a benefit reaches further back than this before the town's first day."""
_RETURNS_TO_THE_SAME: Final = 0.8
_NEWCOMERS: Final = 0.07
_STRAIGHT_TO_JOBCENTRE: Final = 0.06
_DIRECT_FROM: Final = day("2024-01-01")
_NEVER_ASSIGNED: Final = 0.035
_MOVES_A_YEAR: Final = 0.03
_ERASED: Final = 0.001
_AGE_STATED: Final = 0.92


class Place(msgspec.Struct, frozen=True):
    """Where a citizen lives from a day on, and who are the caseworkers there."""

    from_: Day
    habits: Habits
    team: str
    tenures: tuple[Tenure, ...]


_DAGPENGE_GOES_ON_DAYS: Final = 364
"""A dagpenge spell goes on over so many days off it."""


def _goes_on(before: Stay, group: TargetGroup, on: Day) -> bool:
    """Whether the law counts on from the stay before."""
    return group == before.group == "dagpenge" and on - before.last <= _DAGPENGE_GOES_ON_DAYS


class Life:
    """Plays one life from before the town's first day to its last."""

    def __init__(self, seed: int, number: int, flock: Flock, period: Period) -> None:
        self._dice = Random(f"{seed}/citizen/{number}")
        self._roll = self._dice.random
        self._period = period
        self._places = self._places_of(seed, flock)
        self.register = Register(SUBJECT.format(number), self._dice, self._places[0].habits, period)
        self._groups = flock.groups
        self._newcomer = self._dice.choice(("overgangsydelse", "sho-ydelse")) if self._roll() < _NEWCOMERS else ""
        self._is_assigned = self._roll() >= _NEVER_ASSIGNED
        self._born: Day = 0
        self._things = 0

    def live(self) -> Register:
        """All that is registered of it."""
        group = self._dice.choices(self._groups, [GROUPS[each].people for each in self._groups])[0]
        self._born = self._birth(group, self._period.from_)
        on, ends = self._beginning(group)
        before: Stay | None = None
        while on <= self._period.until:
            stay = self._stay(group, on, ends, before)
            self._tell(stay, before)
            before = stay
            group, on, ends = self._next(stay)
        if self._roll() < _ERASED:
            forgotten = self._period.from_ + self._dice.randrange(30, self._period.until - self._period.from_ + 60)
            self.register.say("citizen.erased", {}, self.register.at_office(forgotten))
        mishaps(self.register, self._period)
        return self.register

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
        is_kept = self._roll() < self._habits(on).interviews + trend(on)
        is_offered = self._roll() < self._habits(on).offers + trend(on)
        goes_on = before is not None and _goes_on(before, group, on)
        if before is not None and goes_on:
            days_used = before.days_used + before.last - before.first + 1
            is_kept, is_offered = before.keeps_interviews, before.keeps_offers
        else:
            days_used = self._dice.randrange(10, 200) if self._is_mid_way(group, on, before) else 0
        stints = stints_of(self._dice, group, on, ends, self._born)
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
            born=self._born,
        )

    def _is_mid_way(self, group: TargetGroup, on: Day, before: Stay | None) -> bool:
        """Whether this is a dagpenge spell of which some days were used before the sources knew of it."""
        return group == "dagpenge" and before is None and on > self._period.from_ and self._roll() < 0.12

    def _head_start(self, group: TargetGroup) -> int:
        """Days from the first contact, or the first day of absence, to the first day on the benefit."""
        if group == "sygedagpenge":
            return int(self._roll() * 31)
        if group in ("jobparat", "aktivitetsparat") or group in YOUNG_GROUPS:
            return int(self._roll() * 8)
        return 0

    def _tell(self, stay: Stay, before: Stay | None) -> None:
        """Everything about one spell."""
        register = self.register
        started = self._tell_start(stay)
        self._tell_changes(stay)
        self._tell_caseworkers(stay, started)
        Contact(register, stay, self._name).tell()
        Effort(register, stay, self._name).tell()
        Pauses(register, stay, self._name).tell()
        moment = register.at_night(stay.last + 2 + int(self._roll() * 12))
        body: dict[str, Any] = {"to": iso(stay.last)}
        if self._roll() < 0.6:
            body["reason"] = self._dice.choice(("job", "education", "other-benefit", "own-wish"))
        register.say("benefit.ended", body, moment, PAYMENTS)

    def _tell_start(self, stay: Stay) -> Moment:
        first = stay.stints[0]
        habits = self._habits(stay.first)
        body: dict[str, Any] = {
            "benefit": benefit_of(first.group, self._newcomer, stay.first),
            "target_group": first.group,
            "municipality": habits.code,
            "from": iso(stay.first),
        }
        if first.category:
            body["category"] = first.category
        if stay.group == "sygedagpenge":
            body["first_absence_on"] = iso(stay.anchor)
        elif stay.anchor < stay.first:
            body["first_contact_on"] = iso(stay.anchor)
        if self._roll() < _AGE_STATED:
            body["birth_date"] = iso(self._born)
        if stay.tells_days_used:
            body["accumulated_days"] = stay.days_used
        if stay.direct:
            body["direct_to_jobcentre"] = True
        if habits.assigns_at_once and self._is_assigned:
            body["caseworker"] = self._tenure(stay.first).caseworker
        moment = self.register.at_night(stay.first + int(self._roll() * 9) - 3)
        self.register.say("benefit.started", body, moment, PAYMENTS)
        return moment

    def _tell_changes(self, stay: Stay) -> None:
        """Changes of group, of municipality, and of the benefit's name by law."""
        register = self.register
        for stint in stay.stints[1:]:
            body: dict[str, Any] = {"target_group": stint.group, "from": iso(stint.first)}
            if stint.category:
                body["category"] = stint.category
            register.say("target-group.changed", body, register.soon_after(stint.first))
        for place in self._places[1:]:
            if stay.first < place.from_ <= stay.last:
                moved = {"municipality": place.habits.code, "from": iso(place.from_)}
                register.say("municipality.changed", moved, register.soon_after(place.from_ + 2))
        for on in RENAMINGS:
            if stay.first < on <= stay.last:
                self._tell_renaming(stay, on)

    def _tell_renaming(self, stay: Stay, on: Day) -> None:
        group = stay.group_on(on)
        former, new = benefit_of(group, self._newcomer, on - 1), benefit_of(group, self._newcomer, on)
        if former == new:
            return
        body = {"benefit": new, "target_group": group, "from": iso(on)}
        if self._roll() < 0.3:
            self.register.say("target-group.changed", body, self.register.at_night(on), PAYMENTS)
        else:
            body["municipality"] = self._habits(on).code
            self.register.say("benefit.started", body, self.register.at_night(on), PAYMENTS)

    def _tell_caseworkers(self, stay: Stay, started: Moment) -> None:
        if not self._is_assigned:
            return
        register = self.register
        told = self._tenure(stay.first).caseworker if self._habits(stay.first).assigns_at_once else ""
        for place, until in zip(self._places, (*(p.from_ - 1 for p in self._places[1:]), stay.last), strict=True):
            for tenure, next_ in zip(place.tenures, (*place.tenures[1:], None), strict=True):
                on = max(stay.first, place.from_, tenure.from_)
                if on > min(stay.last, until) or (next_ and next_.from_ <= on) or tenure.caseworker == told:
                    continue
                body = {"caseworker": tenure.caseworker, "team": place.team, "from": iso(on)}
                register.say("caseworker.assigned", body, register.at_office(on + 1 + int(self._roll() * 6)))
                told = tenure.caseworker

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
        return self._dice.choices(self._groups, [GROUPS[each].people for each in self._groups])[0]

    def _of_age(self, group: TargetGroup, on: Day) -> TargetGroup:
        """The young groups end with the thirtieth birthday."""
        if group in YOUNG_GROUPS and on >= add_months(self._born, 12 * 30):
            return "jobparat" if group != "ung-aktivitetsparat" else "aktivitetsparat"
        return group

    def _places_of(self, seed: int, flock: Flock) -> tuple[Place, ...]:
        """Home, and perhaps another municipality later."""
        period = self._period
        early = period.from_ - _OLDEST_DAYS
        home = Place(
            early,
            habits_of(seed, flock.municipality),
            flock.team,
            tenures(seed, flock.municipality, flock.index, period.from_, period.until),
        )
        others = [place for place in flock.elsewhere if place[0] != flock.municipality]
        years = (period.until - period.from_) / 365
        if not others or self._roll() >= _MOVES_A_YEAR * years:
            return (home,)
        code, index = self._dice.choice(others)
        on = self._dice.randrange(period.from_ + 1, period.until)
        return (
            home,
            Place(on, habits_of(seed, code), "Jobcenter", tenures(seed, code, index, period.from_, period.until)),
        )

    def _habits(self, on: Day) -> Habits:
        """Of the municipality where the citizen lives on a day."""
        return self._place(on).habits

    def _place(self, on: Day) -> Place:
        return next(place for place in reversed(self._places) if place.from_ <= on or place is self._places[0])

    def _tenure(self, on: Day) -> Tenure:
        held = self._place(on).tenures
        return next((tenure for tenure in reversed(held) if tenure.from_ <= on), held[0])

    def _birth(self, group: TargetGroup, on: Day) -> Day:
        youngest, oldest = GROUPS[group].ages
        return add_months(on, -12 * youngest) - self._dice.randrange(365 * (oldest - youngest))

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
        return f"{self.register.citizen}-{letter}{self._things}"
