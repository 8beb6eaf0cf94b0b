"""Spells: from when the law counts, and which group's duties apply on which days; knows no duties.

A spell is the unbroken time that one anchor governs (LAB § 9; contracts/assess.md section 2). Dagpenge spells go on over
gaps and other benefits, so they may lie around spells of other groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rules.civil import Day
from rules.history import History
from rules.terms import Terms
from rules.timeline import OPEN, Stretch
from rules.words import YOUNG_GROUPS, TargetGroup

_FIRST_CONTACT_GROUPS = frozenset({"jobparat", "aktivitetsparat", *YOUNG_GROUPS})


class Stint(msgspec.Struct, frozen=True):
    """Days of one spell under the duties of one cell of the lawbook. `changed` False: the spell's first stint."""

    cell: str
    group: TargetGroup
    from_: Day
    to: Day
    changed: bool


class Spell(msgspec.Struct, frozen=True):
    """`first`: its first day in this system; `last`: OPEN when no end is known; `anchor`: day zero of its clocks."""

    dagpenge: bool
    first: Day
    last: Day
    anchor: Day
    direct_to_jobcentre: bool
    stretches: tuple[Stretch, ...]
    stints: tuple[Stint, ...]

    def stint_on(self, on: Day) -> Stint:
        """The stint that holds a day of the spell, or the last before it."""
        for stint in reversed(self.stints):
            if stint.from_ <= on:
                return stint
        raise ValueError(f"the spell begins after day {on}")

    def off_days(self) -> list[tuple[Day, Day | None]]:
        """Days off dagpenge inside the spell, first and last; the last gap has no known end (None)."""
        gaps: list[tuple[Day, Day | None]] = [
            (before.to + 1, after.from_ - 1)
            for before, after in zip(self.stretches, self.stretches[1:], strict=False)
            if after.from_ > before.to + 1
        ]
        return gaps if self.last == OPEN else [*gaps, (self.last + 1, None)]


def cell_of(stretch: Stretch) -> str:
    """The lawbook's cell: the target group, with category 1 of sygedagpenge apart because it has duties of its own."""
    return "sygedagpenge-1" if stretch.category == 1 else stretch.group


def spells(history: History, terms: Terms) -> tuple[Spell, ...]:
    """All spells of a history in order of their first day."""
    runs: list[list[Stretch]] = []
    dagpenge: list[Stretch] | None = None
    former: Stretch | None = None
    for stretch in history.stretches:
        if stretch.group == "dagpenge":
            if dagpenge is None or _dagpenge_begins_anew(dagpenge[-1], stretch, terms):
                dagpenge = []
                runs.append(dagpenge)
            dagpenge.append(stretch)
        elif former is not None and _goes_on(former, stretch, terms):
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
        former = stretch
    return tuple(_spell(run) for run in runs)


def _dagpenge_begins_anew(former: Stretch, stretch: Stretch, terms: Terms) -> bool:
    started = stretch.started
    if started is not None and started.accumulated_days == 0:
        return True
    return stretch.from_ - former.to - 1 > terms.dagpenge_gap_days


def _goes_on(former: Stretch, stretch: Stretch, terms: Terms) -> bool:
    """Whether a stretch outside dagpenge belongs to the spell of the one before it."""
    if former.group == "dagpenge" or stretch.from_ - former.to - 1 >= terms.gap_days:
        return False
    if former.group in YOUNG_GROUPS and stretch.group in ("jobparat", "aktivitetsparat"):
        return False
    if former.benefit == stretch.benefit or former.group == stretch.group == "revalidering":
        return True
    renamed = terms.renamings.get((former.benefit, stretch.benefit))
    return renamed is not None and stretch.from_ >= renamed


def _spell(run: Sequence[Stretch]) -> Spell:
    first = run[0]
    started = first.started
    dagpenge = first.group == "dagpenge"
    anchor = first.from_
    if started is not None:
        if dagpenge:
            anchor -= started.accumulated_days or 0
        elif first.group in _FIRST_CONTACT_GROUPS and started.first_contact_on is not None:
            anchor = started.first_contact_on
        elif first.group == "sygedagpenge" and started.first_absence_on is not None:
            anchor = started.first_absence_on
    return Spell(
        dagpenge=dagpenge,
        first=first.from_,
        last=run[-1].to,
        anchor=max(anchor, 1),
        direct_to_jobcentre=started is not None and bool(started.direct_to_jobcentre),
        stretches=tuple(run),
        stints=_stints(run),
    )


def _stints(run: Sequence[Stretch]) -> tuple[Stint, ...]:
    made: list[Stint] = []
    for stretch in run:
        cell = cell_of(stretch)
        if made and made[-1].cell == cell:
            former = made[-1]
            made[-1] = Stint(cell, former.group, former.from_, stretch.to, former.changed)
        else:
            made.append(Stint(cell, stretch.group, stretch.from_, stretch.to, bool(made)))
    return tuple(made)


def spell_on(all_spells: Sequence[Spell], on: Day) -> tuple[Spell, Stretch] | None:
    """The spell of the benefit that runs on a day, or that ran last before it, with the stretch in question."""
    found: tuple[Spell, Stretch] | None = None
    for spell in all_spells:
        for stretch in spell.stretches:
            if stretch.from_ <= on and (found is None or stretch.from_ > found[1].from_):
                found = spell, stretch
    return found
