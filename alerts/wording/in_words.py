"""Why, in words: an obligation's or an alert's reason as a colleague would tell it, in Danish or English; pure.

For the pages, the command line and letters. The wire's finding stays as it is: it does not depend on a language.
"""

from __future__ import annotations

import msgspec

from alerts.about import case_of
from alerts.alert import About
from alerts.wording.fact_words import FactInWords, facts_in_words
from alerts.wording.outcome_words import cure_words, doubt_words, law_words, outcome_words
from alerts.wording.passive_facts import passive_facts
from alerts.wording.passive_words import passive_words
from alerts.wording.reckoning_words import reckoning_words
from alerts.wording.voice import On, Voice
from alerts.wording.words import Language
from rules.assess import Assessment
from rules.case import Dossier
from rules.obligation import Obligation
from rules.reckoning import reckoned


class InWords(msgspec.Struct, frozen=True):
    """A reason. Every text is one or more whole sentences without markup.

    - `outcome`: how it stands, with its date. `reckoning`: how the date comes about, a sentence a step.
    - `facts`: what was judged, those that do not count with the reason. `cure`: what has to happen by when; empty: nothing.
    - `law`: act, paragraph, validity. `version`: names the rule's version. `doubt`: None where the rule is sure.
    """

    outcome: str
    reckoning: tuple[str, ...]
    facts: tuple[FactInWords, ...]
    cure: tuple[str, ...]
    law: str
    version: str
    doubt: str | None


def in_words(about: Obligation | About, dossier: Dossier, assessed: Assessment, language: Language) -> InWords:
    """Why an obligation or an alert stands as it does on the assessed day."""
    voice = Voice(language)
    if isinstance(about, Obligation):
        return _obligation(about, dossier, assessed, voice)
    if about.kind == "outcome-missing":
        return _outcome_missing(about, dossier, voice)
    if about.kind in ("passive", "passive-soon"):
        outcome, cure = passive_words(about, dossier.book.terms, voice)
        reference, confidence = dossier.book.term_references["passive-months"]
        version = f"active-year@{str(dossier.book.terms.passive_back).replace(' ', '-')}"
        facts = passive_facts(about, dossier, assessed.on, voice)
        return InWords(outcome, (), facts, (cure,), reference, version, doubt_words(confidence, voice))
    case = case_of(about, assessed.obligations)
    if case is None:
        return InWords(voice.say("outcome.gone"), (), (), (), "", "", None)
    return _obligation(case, dossier, assessed, voice)


def _obligation(each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice) -> InWords:
    rule = each.rule
    outcome = outcome_words(each, dossier.book, voice)
    voice.pause()
    steps = reckoning_words(reckoned(each, dossier, assessed), dossier.book.terms, assessed.on, voice)
    facts = facts_in_words(each, dossier, assessed.on, voice)
    voice.pause()
    cure = cure_words(each, dossier, assessed, voice)
    voice.pause()
    return InWords(
        outcome=outcome,
        reckoning=steps,
        facts=facts,
        cure=cure,
        law=law_words(rule, voice),
        version=rule.version,
        doubt=doubt_words(rule.confidence, voice),
    )


def _outcome_missing(about: About, dossier: Dossier, voice: Voice) -> InWords:
    facts = tuple(
        FactInWords(voice.say("facts.interview-no-outcome", on=On(about.since)), about.since, each.event, counts=False)
        for each in dossier.history.interviews
        if each.status == "planned" and each.planned_on == about.since
    )
    voice.pause()
    outcome = voice.say("passive.outcome", on=On(about.since), last=On(about.due_on))
    law = voice.say("passive.outcome-law")
    return InWords(outcome, (), facts, (voice.say("passive.cure-outcome"),), law, "outcome-missing@policy", None)
