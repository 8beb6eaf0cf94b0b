"""Knows one citizen's time on benefits: stretches of one state, spells, stays in a group, anchors; knows no duties."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.twins.assess_twin_clock import ONE_DAY
from tests.twins.assess_twin_settle import Event, Settled, kind_of

YOUNG = ("uddannelsesparat", "aabenlyst-uddannelsesparat", "ung-aktivitetsparat")
GROWN = ("jobparat", "aktivitetsparat")
RENAMED = {
    ("integrationsydelse", "overgangsydelse"): date(2020, 1, 1),
    ("integrationsydelse", "sho-ydelse"): date(2020, 1, 1),
    ("uddannelseshjaelp", "kontanthjaelp"): date(2025, 7, 1),
    ("overgangsydelse", "kontanthjaelp"): date(2025, 7, 1),
    ("sho-ydelse", "kontanthjaelp"): date(2025, 7, 1),
}


@dataclass(frozen=True)
class Stretch:
    """Days (both included; no last day: open) of one benefit, group, category and municipality."""

    first: date
    last: date | None
    benefit: str
    group: str
    category: int
    municipality: str
    started: dict[str, Any] | None  # the data of the benefit.started that stands on the first day, if any

    @property
    def row(self) -> str:
        """The row of the duty table: the group, sygedagpenge split by category."""
        if self.group != "sygedagpenge":
            return self.group
        return "sygedagpenge-1" if self.category == 1 else "sygedagpenge-2-3"

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Stay:
    """Unbroken time in one row of the duty table inside a spell (dagpenge: the whole spell, gaps included)."""

    row: str
    first: date
    last: date | None
    change: date | None  # the day on which the group changed to this one within the spell


@dataclass
class Spell:
    """Stretches that the law counts as one."""

    stretches: list[Stretch]
    accumulated_days: int = 0

    @property
    def first(self) -> date:
        return self.stretches[0].first

    @property
    def is_dagpenge(self) -> bool:
        return self.stretches[0].group == "dagpenge"

    @property
    def opening(self) -> dict[str, Any]:
        return self.stretches[0].started or {}

    @property
    def anchor(self) -> date:
        """assess.md section 2, chosen by the group on the spell's first day."""
        group = self.stretches[0].group
        if group == "dagpenge":
            return self.first - timedelta(days=min(self.accumulated_days, self.first.toordinal() - 1))
        stated = None
        if group in YOUNG or group in GROWN:
            stated = self.opening.get("first_contact_on")
        if group == "sygedagpenge":
            stated = self.opening.get("first_absence_on")
        return self.first if stated is None else date.fromisoformat(stated)

    def stays(self) -> list[Stay]:
        if self.is_dagpenge:
            return [Stay("dagpenge", self.first, None, None)]
        stays: list[Stay] = []
        for stretch in self.stretches:
            if stays and stays[-1].row == stretch.row:
                stays[-1] = Stay(stretch.row, stays[-1].first, stretch.last, stays[-1].change)
            else:
                stays.append(Stay(stretch.row, stretch.first, stretch.last, stretch.first if stays else None))
        return stays

    def gaps(self) -> list[tuple[date, date | None]]:
        """Days off between the stretches of the spell, and after the last one if its end is known."""
        gaps: list[tuple[date, date | None]] = []
        for one, other in zip(self.stretches, self.stretches[1:], strict=False):
            if one.last is not None and one.last + ONE_DAY < other.first:
                gaps.append((one.last + ONE_DAY, other.first - ONE_DAY))
        end = self.stretches[-1].last
        if end is not None:
            gaps.append((end + ONE_DAY, None))
        return gaps


def stretches(settled: Settled) -> list[Stretch]:
    """Cut the citizen's running benefits wherever a benefit, group, category or municipality changes."""
    starts: dict[date, Event] = {}
    for event in settled.of_type("benefit.started"):  # in (time, id) order: the later one stands
        starts[date.fromisoformat(event["data"]["from"])] = event
    changes = [e for e in settled.standing if kind_of(e) in ("target-group.changed", "municipality.changed")]
    days = sorted(starts)
    cut: list[Stretch] = []
    for index, first in enumerate(days):
        following = days[index + 1] if index + 1 < len(days) else None
        last = following - ONE_DAY if following else None
        for event in settled.of_type("benefit.ended"):  # of several for one period the later time stands
            to = date.fromisoformat(event["data"]["to"])
            if first <= to and (following is None or to < following):
                last = to
        cut.extend(_cut_period(starts[first]["data"], first, last, changes))
    return cut


def _cut_period(start: dict[str, Any], first: date, last: date | None, changes: list[Event]) -> list[Stretch]:
    inside = [c for c in changes if first <= _from(c) and (last is None or _from(c) <= last)]
    cuts = sorted({first, *(_from(change) for change in inside)})
    made = []
    for index, day in enumerate(cuts):
        until = cuts[index + 1] - ONE_DAY if index + 1 < len(cuts) else last
        state = {"category": 2} | {
            k: start[k] for k in ("benefit", "target_group", "category", "municipality") if k in start
        }
        for change in sorted((c for c in inside if _from(c) <= day), key=_from):  # stable: (from, time, id)
            for name in ("benefit", "target_group", "category", "municipality"):
                state[name] = change["data"].get(name, state[name])
        made.append(
            Stretch(
                day,
                until,
                state["benefit"],
                state["target_group"],
                state["category"],
                state["municipality"],
                start if day == first else None,
            )
        )
    return made


def _from(event: Event) -> date:
    return date.fromisoformat(event["data"]["from"])


def spells(cut: list[Stretch]) -> list[Spell]:
    """Put the stretches together to spells, oldest first."""
    made: list[Spell] = []
    previous: tuple[Stretch, Spell] | None = None
    for stretch in cut:
        spell = None
        if stretch.group == "dagpenge":
            spell = _dagpenge_that_goes_on(made, stretch)
        elif previous is not None and _goes_on(previous[0], stretch):
            spell = previous[1]
        if spell is None:
            spell = Spell([stretch], (stretch.started or {}).get("accumulated_days", 0))
            made.append(spell)
        else:
            spell.stretches.append(stretch)
        previous = (stretch, spell)
    return made


def _dagpenge_that_goes_on(made: list[Spell], stretch: Stretch) -> Spell | None:
    earlier = [spell for spell in made if spell.is_dagpenge]
    if not earlier or (stretch.started or {}).get("accumulated_days") == 0:
        return None
    left = earlier[-1].stretches[-1].last
    assert left is not None, "only the last stretch of all is open"
    days_off = (stretch.first - left).days - 1
    return earlier[-1] if days_off <= 364 else None


def _goes_on(before: Stretch, after: Stretch) -> bool:
    """Does a spell outside dagpenge go on from one stretch to the next?"""
    if before.last is None or before.last + ONE_DAY != after.first or before.group == "dagpenge":
        return False
    if before.group in YOUNG and after.group in GROWN:
        return False
    if before.benefit == after.benefit or before.group == after.group == "revalidering":
        return True
    renamed_on = RENAMED.get((before.benefit, after.benefit))
    return renamed_on is not None and after.first >= renamed_on
