"""How an obligation stands, what has to happen by when, and the law behind it, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.policy import load_policy
from alerts.view import View
from alerts.wording.voice import Count, Event, Number, On, Span, Value, Voice
from rules.assess import Assessment
from rules.case import Dossier
from rules.lawbook import Lawbook, Rule
from rules.obligation import Obligation
from rules.timeline import OPEN

NOUN_OF = {
    "joint-interview-1": "joint-interview",
    "joint-interview-2": "joint-interview",
    "joint-interview-3": "joint-interview",
    "a-kasse-interviews": "a-kasse-interview",
    "first-offer": "offer",
    "repeated-offer": "offer",
    "mentor-contact": "mentor-contact",
}
"""What a duty asks for; interviews where it says nothing else."""
_CURE = {"a-kasse-interview": "a-kasse", "offer": "offer", "mentor-contact": "mentor"}


def noun_of(duty: str) -> str:
    """The counted noun of a duty's acts."""
    return NOUN_OF.get(duty, "interview")


def share_words(rule: Rule, book: Lawbook, voice: Voice) -> str:
    """What a demand on a group demands; only of a rule that binds as a share."""
    share = book.share_of(rule)
    least, exempt = (0, 0) if share is None else (share.least_percent, share.exempt_percent)
    return voice.say("outcome.share", least=f"{least} %", exempt=f"{exempt} %")


def outcome_words(each: Obligation, book: Lawbook, voice: Voice) -> str:
    """The status with its dates."""
    said: dict[str, Value] = {"due": On(each.due_on)}
    if each.status in ("pending", "overdue", "outstanding", "suspended"):
        said["count"] = _count(each, voice)
    if each.status == "outstanding":
        said["share"] = share_words(each.rule, book, voice)
    if each.fulfilled_on is not None:
        said["on"] = On(each.fulfilled_on)
    if each.status == "fulfilled" and each.fulfilled_on is not None and each.fulfilled_on > each.due_on:
        grace = Count(book.terms.loentilskud_grace_days, "day")
        return voice.say("outcome.fulfilled-in-grace", grace=grace, **said)
    if each.status == "fulfilled-late":
        said["days"] = Count((each.fulfilled_on or each.due_on) - each.due_on, "day")
    return voice.say(f"outcome.{each.status}", **said)


def _count(each: Obligation, voice: Voice) -> str:
    needed = Count(each.needed, noun_of(each.duty))
    return voice.say("outcome.count", needed=needed, held=Number(each.held, noun_of(each.duty)))


def cure_words(each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice) -> tuple[str, ...]:
    """What would fulfil it, by when, and what is already under way; nothing where nothing more is needed."""
    if each.status in ("fulfilled", "fulfilled-late", "lapsed"):
        return ()
    if each.closed:
        return (voice.say("outcome.closed"),)
    noun = noun_of(each.duty)
    left = Count(max(1, each.needed - each.held), noun)
    if each.status == "suspended":
        return (voice.say("outcome.cure-suspended", left=left),)
    said: dict[str, Value] = {"due": On(each.due_on)}
    if noun == "offer":
        said["minimum"] = Count(dossier.book.terms.offer_minimum_days, "day")
    elif noun != "mentor-contact":
        said["left"] = left
    late = "-late" if assessed.on > each.due_on else ""
    first = voice.say(f"outcome.cure-{_CURE.get(noun, 'interview')}{late}", **said)
    return (first, *_under_way(each, dossier, assessed, voice))


def _under_way(each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice) -> Iterator[str]:
    """Interviews that are summoned or have no outcome, offers that are to begin."""
    if noun_of(each.duty) == "offer":
        for offer in dossier.offers:
            if offer.from_ > assessed.on and offer.given_on is not None and offer.given_on <= assessed.on:
                yield voice.say("outcome.cure-arranged", on=On(offer.from_), event=Event(offer.event))
        return
    if assessed.target_group is None:
        return
    for interview in View(dossier, assessed, load_policy()).planned(each):
        planned_on = interview.planned_on or assessed.on
        if planned_on >= assessed.on:
            yield voice.say("outcome.cure-summoned", on=On(planned_on))
        elif planned_on <= each.due_on:
            yield voice.say("outcome.cure-register", on=On(planned_on), event=Event(interview.event))


def law_words(rule: Rule, voice: Voice) -> str:
    """Act, paragraph and the due dates that this version of the rule governs."""
    if rule.until >= OPEN:
        return voice.say("outcome.law-open", reference=rule.reference, since=On(rule.from_))
    return voice.say("outcome.law", reference=rule.reference, span=Span(rule.from_, rule.until))


def doubt_words(confidence: str, voice: Voice) -> str | None:
    """What to know of a rule that is not sure."""
    return None if confidence == "sure" else voice.say(f"outcome.doubt-{confidence}")
