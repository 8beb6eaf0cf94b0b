"""How the dates of repeating duties come about: from a window's start, from the last act, from the k-th period's end."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.clock_stops import ClockKind
from rules.duties import DUTIES
from rules.forms.every import with_mentor
from rules.obligation import Obligation
from rules.reckoning.first_offer import after_exemption
from rules.reckoning.periods import begun, graced, ran, runs_at_all
from rules.reckoning.steps import Acted, Begun, Ran, Role, Step


def every(each: Obligation, case: Case) -> Iterator[Step]:
    """From the window's start or from the last act, whichever is later."""
    duty = DUTIES[each.duty]
    if each.rule.during is not None:
        yield from _with_mentor(each, case)
        return
    window = case.date(duty.clock, case.spell.anchor, each.rule.after)
    if each.since == window:
        yield begun(case)
        if runs_at_all(each.rule.after):
            yield from ran(case, duty.clock, Ran("window", case.spell.anchor, each.rule.after, 0))
    else:
        acts = [event for on, event in case.dossier.interviews[duty.acts] if on == each.since]
        if not acts:
            return
        yield Acted("interview", each.since, acts[-1])
    yield from ran(case, duty.clock, Ran("due", each.since, each.rule.every, 0))
    yield from graced(each, case)


def _with_mentor(each: Obligation, case: Case) -> Iterator[Step]:
    """From the first day of mentor support in the spell or from the last contact."""
    duty = DUTIES[each.duty]
    contacts = [event for on, event in case.dossier.interviews[duty.acts] if on == each.since]
    if any(begins == each.since for begins, _ in with_mentor(case)):
        begun_by = [mentor for mentor in case.dossier.history.mentors if mentor.from_ <= each.since]
        event = max(begun_by, key=lambda mentor: mentor.from_).event if begun_by else None
        yield Begun("mentor", each.since, each.since, 0, event)
    elif contacts:
        yield Acted("mentor-contact", each.since, contacts[-1])
    else:
        return
    yield from ran(case, duty.clock, Ran("due", each.since, each.rule.every, 0))
    yield from graced(each, case)


def repeated(each: Obligation, case: Case) -> Iterator[Step]:
    """The k-th of the periods that follow the window's start."""
    clock = DUTIES[each.duty].clock
    window = case.date(clock, case.spell.anchor, each.rule.after)
    begins, k = window, 1
    while begins < each.since:
        begins = case.date(clock, window, each.rule.every.times(k))
        k += 1
    if begins != each.since:
        return
    yield begun(case)
    if runs_at_all(each.rule.after):
        yield from ran(case, clock, Ran("window", case.spell.anchor, each.rule.after, 0))
    role: Role = "due" if k == 1 else "repeated"
    yield from ran(case, clock, Ran(role, window, each.rule.every.times(k), 0, k))
    yield from graced(each, case)


def repeated_offer(each: Obligation, case: Case) -> Iterator[Step]:
    """From the last day of the former offer, or from the first offer's own date."""
    minimum = case.terms.offer_minimum_days
    former = [
        offer
        for offer in case.dossier.offers
        if offer.to == each.since and offer.to - offer.from_ + 1 >= minimum and offer.from_ >= case.spell.anchor
    ]
    if former:
        yield Acted("offer", each.since, former[-1].event)
    else:
        yield begun(case)
        yield from ran(case, ClockKind.FIRST_OFFER, Ran("window", case.spell.anchor, each.rule.after, 0))
        own = case.date(ClockKind.FIRST_OFFER, case.spell.anchor, each.rule.after)
        yield from after_exemption(case, ClockKind.FIRST_OFFER, own)
    yield from ran(case, DUTIES[each.duty].clock, Ran("due", each.since, each.rule.every, 0))
    yield from graced(each, case)
