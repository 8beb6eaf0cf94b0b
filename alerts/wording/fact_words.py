"""What is known that a duty asks for, one line a fact, and for what does not count the reason; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from alerts.wording.voice import Count, Named, On, Span, Voice
from rules.case import Dossier, day_of
from rules.civil import Day
from rules.duties import DUTIES
from rules.history import Interview, Offer
from rules.lawbook import Lawbook
from rules.obligation import Obligation


class FactInWords(msgspec.Struct, frozen=True):
    """One fact: what it says and whether it counts, its day, and the id of the event that tells of it."""

    text: str
    on: Day
    event: str
    counts: bool


def facts_in_words(each: Obligation, dossier: Dossier, on: Day, voice: Voice) -> tuple[FactInWords, ...]:
    """The facts that an obligation was judged by, in order of days; those dated after `on` only where they are planned."""
    acts = DUTIES[each.duty].acts
    if acts == "offers":
        found = [_offer(offer, each, dossier, on, voice) for offer in _offers(each, dossier, on)]
    elif acts != "mentor-contacts":
        found = list(_interviews(each, acts, dossier, on, voice))
    else:
        counting = dict.fromkeys(each.acts)
        found = [_line("facts.mentor-counts", day, event, voice, counts=True) for day, event in counting]
    return tuple(sorted(found, key=lambda fact: (fact.on, fact.event)))


def _first_shown(each: Obligation) -> Day:
    """The first day worth telling of: day zero where the period begins later, the day after the act an interval runs from."""
    if each.rule.form == "between":
        return each.counted_from
    return each.since + 1 if each.rule.form in ("every", "repeated") and each.since > each.counted_from else each.since


def _line(name: str, on: Day, event: str, voice: Voice, *, counts: bool = False) -> FactInWords:
    voice.pause()
    return FactInWords(voice.say(name, on=On(on)), on, event, counts)


def _interviews(each: Obligation, acts: str, dossier: Dossier, on: Day, voice: Voice) -> Iterator[FactInWords]:
    counting = {event for _, event in each.acts}
    for interview in dossier.history.interviews:
        if interview.status == "held" and interview.held_on is not None:
            if not _first_shown(each) <= interview.held_on <= min(on, each.fulfilled_on or on):
                continue
            if interview.held_on < each.since:
                if acts != "joint-interviews" or interview.joint:
                    yield _line("facts.interview-early", interview.held_on, interview.event, voice)
            elif interview.event in counting:
                kind = "-late" if interview.held_on > each.due_on else "-joint" if acts == "joint-interviews" else ""
                yield _line(f"facts.interview-counts{kind}", interview.held_on, interview.event, voice, counts=True)
            else:
                yield _not_counting(interview, interview.held_on, acts, dossier, voice)
        elif interview.planned_on is not None and interview.planned_on >= each.since and not each.fulfilled_on:
            what = interview.status
            if what != "planned" and interview.planned_on > on:
                continue
            if what == "planned" and interview.planned_on < on:
                what = "no-outcome"
            yield _line(f"facts.interview-{what}", interview.planned_on, interview.event, voice)


def _not_counting(interview: Interview, held_on: Day, acts: str, dossier: Dossier, voice: Voice) -> FactInWords:
    why = _why_not(interview, acts, dossier.book)
    if why != "kind":
        return _line(f"facts.interview-{why}", held_on, interview.event, voice)
    voice.pause()
    said = voice.say("facts.interview-kind", on=On(held_on), kind=Named("interviews", interview.kind))
    return FactInWords(said, held_on, interview.event, counts=False)


def _why_not(interview: Interview, acts: str, book: Lawbook) -> str:
    terms, day = book.terms, day_of(interview)
    if interview.form in terms.excluded_forms.on(day):
        return "form"
    if acts == "a-kasse-interviews":
        if interview.actor != "a-kasse":
            return "by-jobcentre"
        return "kind" if interview.kind in terms.never_counting_kinds else "outside"
    if interview.actor not in terms.jobcentre_actors:
        return "by-a-kasse"
    first = acts == "first-interviews" and interview.kind in terms.first_interview_kinds.on(day)
    if interview.kind not in terms.interview_kinds.on(day) and not first:
        return "kind"
    return "not-joint" if acts == "joint-interviews" and not interview.joint else "outside"


def _offers(each: Obligation, dossier: Dossier, on: Day) -> list[Offer]:
    """Offers given by the day that begin in the obligation's period, whatever their kind."""
    return [
        offer
        for offer in dossier.history.offers
        if offer.from_ >= each.since and (offer.from_ <= on or (offer.given_on is not None and offer.given_on <= on))
    ]


def _offer(offer: Offer, each: Obligation, dossier: Dossier, on: Day, voice: Voice) -> FactInWords:
    terms = dossier.book.terms
    minimum = Count(terms.offer_minimum_days, "day")
    counts = offer.event in {event for _, event in each.acts}
    kind = Named("offers", offer.kind)
    voice.pause()
    if counts:
        late = each.status in ("overdue", "fulfilled-late") and offer.from_ > each.due_on
        said = voice.say("facts.offer-counts-late" if late else "facts.offer-counts", kind=kind, on=On(offer.from_))
    elif not terms.offer_may_qualify(offer):
        said = voice.say("facts.offer-kind", kind=kind, on=On(offer.from_))
    elif offer.to is not None and offer.to - offer.from_ + 1 < terms.offer_minimum_days:
        said = voice.say("facts.offer-short", kind=kind, span=Span(offer.from_, offer.to), minimum=minimum)
    elif offer.from_ > on:
        said = voice.say("facts.offer-ahead", kind=kind, on=On(offer.from_))
    elif offer.to is None and on < offer.from_ + terms.offer_minimum_days:
        said = voice.say("facts.offer-running", kind=kind, on=On(offer.from_), minimum=minimum)
    else:
        said = voice.say("facts.offer-other", kind=kind, on=On(offer.from_))
    return FactInWords(said, offer.from_, offer.event, counts)
