"""Why a duty has no open obligation for a citizen on a day: the law has none, it is not found, or something keeps it away."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.wording.lawbook_words import lawbook_words
from alerts.wording.voice import Event, Named, On, Span, Voice
from rules.assess import Assessment
from rules.case import Case, Dossier
from rules.civil import Day
from rules.clock_stops import ClockKind
from rules.duties import DUTIES
from rules.lawbook import Hole, Rule
from rules.reckoning import case_on
from rules.reckoning.first_offer import after_exemption
from rules.timeline import OPEN


def no_duty_words(  # noqa: PLR0911 # one sentence a reason, in the order in which they hold
    duty: str, dossier: Dossier, assessed: Assessment, voice: Voice
) -> str:
    """Why a duty of which the assessment lists no open obligation does not arise for this citizen on this day."""
    case = case_on(dossier, assessed.on)
    if case is None:
        return voice.say("silence.unknown-before", on=On(assessed.on))
    if assessed.target_group is None:
        return voice.say("silence.no-benefit", on=On(assessed.on))
    cell, on = case.stint.cell, assessed.on
    group = Named("groups", cell)
    book = dossier.book
    valid = [rule for rule in book.rules[cell] if rule.duty == duty and rule.from_ <= on <= rule.until]
    rules = [rule for rule in valid if rule.direct in (None, case.spell.direct_to_jobcentre)]
    if rules:
        return _not_arising(_in_hand(rules, case), case, voice)
    if valid:
        return voice.say("silence.not-direct")
    holes = [hole for hole in book.holes if (hole.duty, hole.cell) == (duty, cell) and _holds(hole, on)]
    # Where rows stand side by side, what was not found says more than what the law leaves out.
    for hole in sorted(holes, key=lambda hole: not hole.not_found):
        why = lawbook_words(hole.why, voice.language)
        if hole.not_found:
            return voice.say("silence.hole", group=group, why=why)
        if hole.until >= OPEN:
            return voice.say("silence.no-duty-from", group=group, since=On(hole.from_), why=why)
        return voice.say("silence.no-duty", group=group, span=Span(hole.from_, hole.until), why=why)
    return voice.say("silence.never", group=group)


def _holds(hole: Hole, on: int) -> bool:
    return hole.from_ <= on <= hole.until


def _begins(rule: Rule, case: Case) -> Day:
    """The first day of a rule's window; that of new offers is the first offer's own date, exemption month included."""
    anchor = case.spell.anchor
    if rule.form != "repeated-offer":
        return case.date(DUTIES[rule.duty].clock, anchor, rule.after)
    own = case.date(ClockKind.FIRST_OFFER, anchor, rule.after)
    return max([own, *(step.to for step in after_exemption(case, ClockKind.FIRST_OFFER, own))])


def _in_hand(rules: Sequence[Rule], case: Case) -> Rule:
    """Of rules that stand side by side the one whose window began last, else the one that begins first."""
    begun = {rule.row: _begins(rule, case) for rule in rules}
    passed = [rule for rule in rules if begun[rule.row] <= case.on]
    return max(passed, key=lambda rule: begun[rule.row]) if passed else min(rules, key=lambda rule: begun[rule.row])


def _not_arising(rule: Rule, case: Case, voice: Voice) -> str:  # as above
    """The law has the duty on the day; something about the citizen keeps it from arising."""
    clock = DUTIES[rule.duty].clock
    anchor = case.spell.anchor
    if rule.during is not None:
        return voice.say("silence.no-mentor", on=On(case.on))
    window = _begins(rule, case)
    if rule.form in ("every", "repeated", "repeated-offer") and window > case.on:
        return voice.say("silence.begins-later", on=On(window))
    if rule.form == "repeated-offer":
        for offer in case.dossier.offers:
            if offer.from_ <= case.on and (offer.to is None or offer.to >= case.on):
                if offer.to is None:
                    return voice.say("silence.offer-runs-on", event=Event(offer.event))
                return voice.say("silence.offer-runs", on=On(offer.to), event=Event(offer.event))
    if not case.arises(case.date(clock, anchor, rule.within)):
        return voice.say("silence.before-first-day", on=On(case.spell.first))
    return voice.say("silence.other-version", span=Span(rule.from_, min(rule.until, OPEN)))
