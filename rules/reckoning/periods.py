"""Day zero, periods that run from it, and the stops that move their end: the parts every form is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.civil import LAST_DAY, Day
from rules.clock_stops import Cause, ClockKind, causes
from rules.duties import DUTIES
from rules.lawbook import Period
from rules.obligation import Obligation
from rules.reckoning.steps import Beginning, Begun, Graced, Ran, Step, Stood


def count(each: Obligation, case: Case) -> Iterator[Step]:
    """n by P: a period from day zero."""
    yield begun(case)
    yield from ran(case, DUTIES[each.duty].clock, Ran("due", case.spell.anchor, each.rule.within, 0))
    yield from graced(each, case)


def between(each: Obligation, case: Case) -> Iterator[Step]:
    """Between A and B: the first day, then the last, both from day zero."""
    yield begun(case)
    yield from ran(case, DUTIES[each.duty].clock, Ran("opens", case.spell.anchor, each.rule.after, 0))
    yield from ran(case, DUTIES[each.duty].clock, Ran("due", case.spell.anchor, each.rule.within, 0))
    yield from graced(each, case)


def begun(case: Case) -> Begun:
    """Day zero of the case's spell and the fact that it follows from."""
    spell = case.spell
    first = spell.stretches[0]
    started = first.started
    if started is None or started.from_ != spell.first:
        return Begun("group", spell.anchor, spell.first, 0, first.event)
    if spell.anchor == spell.first:
        return Begun("benefit", spell.anchor, spell.first, 0, started.id)
    if spell.dagpenge:
        return Begun("accumulated", spell.anchor, spell.first, spell.first - spell.anchor, started.id)
    what: Beginning = "first-absence" if first.group == "sygedagpenge" else "first-contact"
    return Begun(what, spell.anchor, spell.first, 0, started.id)


def ran(case: Case, kind: ClockKind, period: Ran) -> Iterator[Step]:
    """A period's end by the calendar, then every stop that moves it; `period` says all but its end."""
    to = min(period.period.from_day(period.base), LAST_DAY)
    yield Ran(period.role, period.base, period.period, to, period.k)
    covered = period.base
    for begins, ends, cause in _spans(case, kind):
        first = max(begins, covered + 1)
        if first > ends:
            continue
        if first > to:
            return
        to = min(to + ends - first + 1, LAST_DAY)
        covered = ends
        yield Stood(cause, first, ends, to)


def _spans(case: Case, kind: ClockKind) -> list[tuple[Day, Day, Cause]]:
    """The stops of a clock as known on the case's day, by first day; an open one once begun, up to that day."""
    spell = case.spell
    earliest = spell.first if spell.dagpenge else 0
    found = []
    for cause in causes(kind, case.dossier.history, spell, case.stint.group, case.terms):
        begins = max(cause.from_, earliest)
        if cause.to is not None:
            found.append((begins, cause.to, cause))
        elif begins <= case.on:
            found.append((begins, case.on, cause))
    return sorted(found, key=lambda span: (span[0], span[1]))


def standing_still(case: Case, kind: ClockKind) -> list[Cause]:
    """What stops a clock on the case's day."""
    return [cause for begins, ends, cause in _spans(case, kind) if begins <= case.on <= ends]


def graced(each: Obligation, case: Case) -> Iterator[Step]:
    """The days after a change of group, where they are what the due date follows from."""
    if case.stint.changed and each.due_on == case.earliest:
        stint = case.stint
        event = next(stretch.event for stretch in case.spell.stretches if stretch.from_ == stint.from_)
        yield Graced(stint.group, stint.from_, case.terms.change_grace_days, event, case.earliest)


def runs_at_all(period: Period) -> bool:
    """Whether a period of the lawbook is more than nothing."""
    return bool(period.months or period.days)
