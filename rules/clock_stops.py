"""The clock that stops: which days do not count towards a duty's due date, as known on the assessed day.

Rule: contracts/assess.md section 2, "Clock that stops". A stop with both ends known counts ahead; an open-ended one counts
once begun, up to the assessed day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Final, Literal

import msgspec

from rules.civil import LAST_DAY, Day
from rules.history import Absence, Exemption, History, Work
from rules.spell import Spell
from rules.terms import Terms

Span = tuple[Day, Day]


class ClockKind(IntEnum):
    """Which duties share a clock; small numbers, because a case keeps its clocks in a list."""

    INTERVIEWS = 0
    FIRST_OFFER = 1
    OFFERS = 2
    SENIORITY = 3


_SCOPES: Final[dict[ClockKind, frozenset[str]]] = {
    ClockKind.INTERVIEWS: frozenset({"interviews", "all"}),
    ClockKind.FIRST_OFFER: frozenset(),
    ClockKind.OFFERS: frozenset({"offers", "all"}),
    ClockKind.SENIORITY: frozenset({"all"}),
}
_STOPPED_BY_WORK: Final = frozenset({ClockKind.FIRST_OFFER, ClockKind.OFFERS})


class Cause(msgspec.Struct, frozen=True):
    """What stops a clock from `from_` to `to` (None: no end known), and the event that tells of it, if one does.

    `kind` is the kind of an absence and the scope of an exemption, else empty.
    """

    from_: Day
    to: Day | None
    what: Literal["national-stop", "absence", "exemption", "work", "off-benefit"]
    kind: str = ""
    event: str | None = None


class Clock(msgspec.Struct, frozen=True):
    """Stopped days as sorted, disjoint spans, `stopped` in all.

    `moves`: an open-ended stop runs, so that what is due later is due a day later every day.
    """

    spans: tuple[Span, ...]
    moves: bool
    stopped: int

    def stands_still(self, on: Day) -> bool:
        """Whether a day does not count."""
        return any(begins <= on <= ends for begins, ends in self.spans)

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

    def crosses(self, on: Day, due_on: Day, border: Day) -> Day:
        """The first day on which a due date that moves with every day from `on` reaches `border`, or an earlier one.

        It moves by at most one day a day until it meets a stop that is known ahead, which it then jumps over.
        """
        stop_ahead = next((begins for begins, _ in self.spans if begins > due_on), LAST_DAY)
        return on + max(1, min(border, stop_ahead) - due_on)


class Stops(msgspec.Struct, frozen=True):
    """What stops one kind of clock for a spell and group: the clock of what has known ends, and the open-ended starts."""

    fixed: Clock
    open_from: tuple[Day, ...]

    def clock(self, on: Day) -> Clock:
        """The clock as known on a day: an open-ended stop counts once begun, up to that day."""
        if not self.open_from:
            return self.fixed
        begun = [begins for begins in self.open_from if begins <= on]
        return _clock((*self.fixed.spans, (min(begun), on)), moves=True) if begun else self.fixed


def stops(kind: ClockKind, history: History, spell: Spell, group: str, terms: Terms) -> Stops:
    """What stops one kind of clock, whatever the day."""
    spans: list[Span] = []
    open_from: list[Day] = []
    # What lies before a dagpenge spell's first day in this system is inside `accumulated_days` already.
    earliest = spell.first if spell.dagpenge else 0
    for cause in causes(kind, history, spell, group, terms):
        if cause.to is None:
            open_from.append(max(cause.from_, earliest))
        elif cause.to >= earliest:
            spans.append((max(cause.from_, earliest), cause.to))
    return Stops(_clock(spans, moves=False), tuple(open_from))


def first_open_stop(history: History, spell: Spell, group: str, terms: Terms) -> Day:
    """The day from which an open-ended stop runs on one of the clocks; later than every day where none does."""
    kinds = (ClockKind.INTERVIEWS, ClockKind.OFFERS)  # the others are stopped by nothing else
    found = (each for kind in kinds for each in causes(kind, history, spell, group, terms))
    return min((each.from_ for each in found if each.to is None), default=LAST_DAY + 1)


def _clock(spans: Sequence[Span], moves: bool) -> Clock:
    merged = merge(spans) if spans else ()
    return Clock(merged, moves, stopped=sum(ends - begins + 1 for begins, ends in merged))


def causes(kind: ClockKind, history: History, spell: Spell, group: str, terms: Terms) -> Iterable[Cause]:
    """Everything that stops one kind of clock, each with its reason; they may overlap."""
    for begins, ends in terms.national_stops:
        yield Cause(begins, ends, "national-stop")
    for absence in history.absences:
        for first, last in stopped_days(absence, group, terms):
            yield Cause(first, last, "absence", absence.kind, absence.event)
    scopes = _SCOPES[kind]
    for exemption in history.exemptions:
        if exemption.scope in scopes and not exemption.by_judgement:
            yield Cause(exemption.from_, exemption.to, "exemption", exemption.scope, exemption.event)
    if kind in _STOPPED_BY_WORK:
        for work in history.works:
            if stops_offers(work, terms):
                yield Cause(work.from_, work.to, "work", event=work.event)
    if spell.dagpenge:
        for begins, last in spell.off_days():
            yield Cause(begins, last, "off-benefit")


def stopped_days(absence: Absence, group: str, terms: Terms) -> Iterator[tuple[Day, Day | None]]:
    """The days of an absence that stop a group's clocks by the law of those days."""
    for first, last in terms.absence_stops_for(group, absence.kind):
        begins = max(absence.from_, first)
        if absence.to is None and last == LAST_DAY:
            yield begins, None
        elif begins <= (ends := min(LAST_DAY if absence.to is None else absence.to, last)):
            yield begins, ends


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
