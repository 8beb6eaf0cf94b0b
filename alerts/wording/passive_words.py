"""Twelve months without active effort, or why there is no word of it, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import About
from alerts.wording.voice import Count, Event, Named, On, Span, Voice
from rules.assess import Assessment
from rules.case import Dossier
from rules.civil import Day, add_months
from rules.lookback import Lookback
from rules.measured import BIT
from rules.terms import Terms


def passive_words(about: About, terms: Terms, voice: Voice) -> tuple[str, str]:
    """How it stands, and what would cure it, for an alert of kind passive or passive-soon."""
    months = length_of(terms.passive_back)
    since, complete = On(about.since), about.due_on + 1
    if about.kind == "passive":
        opened = On(max(about.since, terms.passive_back.opened(complete)))
        outcome = voice.say("passive.passive", since=since, opened=opened, on=On(complete), months=months)
    else:
        outcome = voice.say("passive.passive-soon", since=since, on=On(complete), months=months)
    voice.pause()
    hours, looked_at = Count(terms.focus_hours, "hour"), length_of(terms.measure_back)
    return outcome, voice.say(f"passive.cure-{about.kind}", due=On(about.due_on), hours=hours, months=looked_at)


def length_of(back: Lookback) -> Count:
    """How far a measure looks back, to be said."""
    return Count(back.weeks, "week") if back.weeks else Count(back.months, "month")


def not_passive_words(dossier: Dossier, assessed: Assessment, voice: Voice) -> tuple[str, ...]:
    """Everything that keeps somebody with a running benefit from being passive on the day."""
    since = assessed.support_since
    if since is None or assessed.passive:
        return ()
    terms = dossier.book.terms
    months = length_of(terms.passive_back)
    complete = add_months(since, terms.passive_back.months)
    if not terms.passive_back.weeks and complete > assessed.on:
        return (voice.say("passive.not-a-year", since=On(since), on=On(complete), months=months),)
    return tuple(_reasons(dossier, assessed, months, voice))


def _reasons(dossier: Dossier, assessed: Assessment, months: Count, voice: Voice) -> Iterator[str]:
    terms, history, on = dossier.book.terms, dossier.history, assessed.on
    opened = terms.passive_back.opened(on)
    group = assessed.target_group or ""
    for offer in history.offers:
        kind, event = Named("offers", offer.kind), Event(offer.event)
        if offer.kind in terms.inactive_offer_kinds or not _touches(offer.from_, offer.to, opened, on):
            continue
        if offer.to is None or offer.to > on:
            yield voice.say("passive.not-offer-running", kind=kind, on=On(offer.from_), event=event)
        else:
            span = Span(offer.from_, offer.to)
            yield voice.say("passive.not-offer", kind=kind, span=span, event=event, months=months)
    if group in terms.mentor_counts_for:
        for mentor in history.mentors:
            if _touches(mentor.from_, mentor.to, opened, on):
                named = Named("groups", group)
                yield voice.say("passive.not-mentor", on=On(mentor.from_), event=Event(mentor.event), group=named)
    if assessed.measured.met & BIT["focus-offer"] and not _offer_in(dossier, opened, on):
        yield voice.say(
            "passive.not-hours", hours=Count(terms.focus_hours, "hour"), months=length_of(terms.measure_back)
        )
    if group in terms.never_passive:
        yield voice.say("passive.not-group", group=Named("groups", group))
    for exemption in history.exemptions:
        if exemption.scope != "interviews" and exemption.from_ <= on and (exemption.to is None or exemption.to >= on):
            yield voice.say("passive.not-exempt", on=On(exemption.from_), event=Event(exemption.event))


def _offer_in(dossier: Dossier, opened: Day, on: Day) -> bool:
    inactive = dossier.book.terms.inactive_offer_kinds
    return any(
        offer.kind not in inactive and _touches(offer.from_, offer.to, opened, on) for offer in dossier.history.offers
    )


def _touches(begins: Day, ends: Day | None, opened: Day, on: Day) -> bool:
    """Whether a day of it lies after `opened` and up to `on`."""
    return begins <= on and (ends is None or ends > opened)
