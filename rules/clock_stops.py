"""The clock that stops: which days do not count towards a duty's due date, as known on the assessed day.

Rule: contracts/assess.md section 2, "Clock that stops". A stop with both ends known counts ahead; an open-ended one counts
once begun, up to the assessed day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

import msgspec

from rules.civil import LAST_DAY, Day
from rules.history import Exemption, History, Work
from rules.spell import Spell
from rules.terms import Terms

Span = tuple[Day, Day]


class ClockKind(Enum):
    """Which duties share a clock."""

    INTERVIEWS = "interviews"
    FIRST_OFFER = "first-offer"
    OFFERS = "offers"
    SENIORITY = "seniority"


_SCOPES: Final[dict[ClockKind, frozenset[str]]] = {
    ClockKind.INTERVIEWS: frozenset({"interviews", "all"}),
    ClockKind.FIRST_OFFER: frozenset(),
    ClockKind.OFFERS: frozenset({"offers", "all"}),
    ClockKind.SENIORITY: frozenset({"all"}),
}
_STOPPED_BY_WORK: Final = frozenset({ClockKind.FIRST_OFFER, ClockKind.OFFERS})


class Clock(msgspec.Struct, frozen=True):
    """Stopped days as sorted, disjoint spans. `stands_still`: on the assessed day. `moves`: with every day that passes.

    `ahead`: stopped days after the assessed day, all known already; `stopped`: stopped days in all.
    """

    spans: tuple[Span, ...]
    stands_still: bool
    moves: bool
    ahead: int
    stopped: int

    def after(self, base: Day, days: int) -> Day:
        """The day on which `days` counted days have passed since `base`; a stop on it moves it, one on `base` does not."""
        reached = base + days
        for begins, ends in self.spans:
            if ends <= base:
                continue
            begins = max(begins, base + 1)  # noqa: PLW2901 # the part of the span that lies after the base day
            if begins > reached:
                break
            reached += ends - begins + 1
        return min(reached, LAST_DAY)


RUNNING: Final = Clock((), stands_still=False, moves=False, ahead=0, stopped=0)


def clock(kind: ClockKind, history: History, spell: Spell, group: str, on: Day, terms: Terms) -> Clock:
    """The clock of one kind of duty for one spell and group, as known on a day."""
    spans: list[Span] = []
    moves = False
    for begins, ends in _stops(kind, history, spell, group, terms):
        if ends is not None:
            spans.append((begins, ends))
        elif begins <= on:
            spans.append((begins, on))
            moves = True
    if spell.dagpenge:
        # What lies before the spell's first day in this system is inside `accumulated_days` already.
        spans = [(max(begins, spell.first), ends) for begins, ends in spans if ends >= spell.first]
    if not spans:
        return RUNNING
    merged = merge(spans)
    return Clock(
        merged,
        stands_still=any(begins <= on <= ends for begins, ends in merged),
        moves=moves,
        ahead=sum(ends - max(begins, on + 1) + 1 for begins, ends in merged if ends > on),
        stopped=sum(ends - begins + 1 for begins, ends in merged),
    )


def _stops(
    kind: ClockKind, history: History, spell: Spell, group: str, terms: Terms
) -> Iterable[tuple[Day, Day | None]]:
    yield from terms.national_stops
    kinds = terms.absence_stops_for(group)
    for absence in history.absences:
        if absence.kind in kinds:
            yield absence.from_, absence.to
    scopes = _SCOPES[kind]
    for exemption in history.exemptions:
        if exemption.scope in scopes and not exemption.by_judgement:
            yield exemption.from_, exemption.to
    if kind in _STOPPED_BY_WORK:
        for work in history.works:
            if stops_offers(work, terms):
                yield work.from_, work.to
    if spell.dagpenge:
        yield from spell.off_days()


def stops_offers(work: Work, terms: Terms) -> bool:
    """Whether work fills enough hours a week to stop the offer clocks; hours are spread evenly over its days."""
    return work.hours * 7 >= terms.work_hours_a_week * (work.to - work.from_ + 1)


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Sorted and disjoint; touching spans become one."""
    if len(spans) == 1:
        return (spans[0],)
    merged: list[Span] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1] + 1:
            if ends > merged[-1][1]:
                merged[-1] = (merged[-1][0], ends)
        else:
            merged.append((begins, ends))
    return tuple(merged)


def exempt_until(exemptions: Sequence[Exemption], due_on: Day, on: Day) -> Day | None:
    """The last day of the exemption from offers that holds `due_on`, None where none does.

    An open exemption is taken to end on the assessed day (LAB § 102(4); contracts/assess.md section 2).
    """
    ends = [
        on if exemption.to is None else exemption.to
        for exemption in exemptions
        if exemption.scope in ("offers", "all")
        and not exemption.by_judgement
        and exemption.from_ <= due_on <= (on if exemption.to is None else exemption.to)
    ]
    return max(ends, default=None)
