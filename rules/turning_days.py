"""The days on which a dated fact comes true or ends, so that an answer may be another from then on; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rules.civil import Day
from rules.clock_stops import stopped_days, stops_offers
from rules.history import History, Interview, Offer
from rules.lawbook import Lawbook
from rules.timeline import OPEN


def ground_turns(history: History, book: Lawbook) -> tuple[Day, ...]:
    """Days on which a benefit, a stop, an exemption or a mentor begins or ends, and a mentor's contacts.

    What work changes by ending is noted where it is judged.
    """
    terms = book.terms
    groups = {stretch.group for stretch in history.stretches}
    stopped = [each for absence in history.absences for group in groups for each in stopped_days(absence, group, terms)]
    spans = [(stretch.from_, stretch.to) for stretch in history.stretches]
    spans += [(each.from_, OPEN if each.to is None else each.to) for each in history.exemptions]
    spans += [(begins, OPEN if ends is None else ends) for begins, ends in stopped]
    spans += [(work.from_, work.to) for work in history.works if stops_offers(work, terms)]
    spans += [(each.from_, OPEN if each.to is None else each.to) for each in history.mentors]
    dates: set[Day] = {on for mentor in history.mentors for on, _ in mentor.contacts}
    for begins, ends in (*spans, *terms.national_stops):
        dates.update((begins, ends + 1))
    return tuple(sorted(dates))


def interview_turns(interviews: Sequence[Interview]) -> tuple[Day, ...]:
    """The days on which interviews were or will be held."""
    return tuple(sorted({each.held_on for each in interviews if each.held_on is not None}))


def offer_turns(offers: Sequence[Offer], book: Lawbook) -> tuple[Day, ...]:
    """The days on which offers are given, begin, and, where no end is known, have lasted long enough.

    What an offer changes by ending is noted where it is judged.
    """
    turns: set[Day] = set()
    for offer in offers:
        turns.add(offer.from_)
        if offer.to is None:
            turns.add(offer.from_ + book.terms.offer_minimum_days)
        if offer.given_on is not None:
            turns.add(offer.given_on)
    return tuple(sorted(turns))
