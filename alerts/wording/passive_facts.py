"""What is known of somebody without active effort, and why none of it counts; one line a fact."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import About
from alerts.wording.fact_words import FactInWords
from alerts.wording.voice import Named, On, Span, Value, Voice
from rules.case import Dossier
from rules.civil import Day


def passive_facts(about: About, dossier: Dossier, on: Day, voice: Voice) -> tuple[FactInWords, ...]:
    """Offers that are over or of a kind that does not count, mentors of other groups, work of too few hours; by day."""
    return tuple(sorted(_facts(about, dossier, on, voice), key=lambda fact: (fact.on, fact.event)))


def _facts(about: About, dossier: Dossier, on: Day, voice: Voice) -> Iterator[FactInWords]:
    terms, history = dossier.book.terms, dossier.history
    for offer in history.offers:
        kind = Named("offers", offer.kind)
        if offer.from_ > on:
            continue
        if offer.kind in terms.inactive_offer_kinds:
            yield _line("inactive", offer.from_, offer.event, voice, kind=kind, on=On(offer.from_))
        elif offer.to is not None and offer.to <= terms.passive_back.opened(about.due_on + 1):
            yield _line("over", offer.from_, offer.event, voice, kind=kind, span=Span(offer.from_, offer.to))
    if about.target_group not in terms.mentor_counts_for:
        for mentor in history.mentors:
            if mentor.from_ <= on:
                group = Named("groups", about.target_group)
                yield _line("mentor", mentor.from_, mentor.event, voice, on=On(mentor.from_), group=group)
    for work in history.works:
        if work.from_ <= on and work.to > terms.measure_back.opened(on):
            yield _line("work", work.from_, work.event, voice, span=Span(work.from_, work.to))


def _line(what: str, day: Day, event: str, voice: Voice, **values: Value) -> FactInWords:
    voice.pause()
    name = f"fact-offer-{what}" if what in ("over", "inactive") else f"fact-{what}"
    return FactInWords(voice.say(f"passive.{name}", **values), day, event, counts=False)
