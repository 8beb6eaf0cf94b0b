"""Why a row is there, in words: paragraph, arithmetic and what is registered, judged anew from what is known today."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from alerts.inbox.entry import Telling
from alerts.pages.texts import Language, say_in
from alerts.wording.in_words import InWords, in_words
from rules.assess import assess
from rules.case import dossier
from rules.civil import Day
from rules.facts import Fact
from rules.history import history
from rules.lawbook import Lawbook


class Reason(msgspec.Struct, frozen=True):
    """The why of one alert. `telling`: what was told of it; `words`: the same in whole sentences."""

    telling: Telling
    words: InWords


def reasons(
    tellings: Iterable[Telling], facts: Iterable[Fact], on: Day, language: Language, book: Lawbook
) -> list[Reason]:
    """The why of each alert; what the rule says alone, where nothing of the citizen is known here."""
    known = tuple(facts)
    if not known:
        return [Reason(each, _rule_alone(each, language)) for each in tellings]
    made = dossier(history(known), book)
    assessed = assess(made, on)
    return [Reason(each, in_words(each, made, assessed, language)) for each in tellings]


def _rule_alone(telling: Telling, language: Language) -> InWords:
    finding = telling.finding
    say = say_in(language)
    outcome = say("why.unknown", reference=finding.reference)
    doubt = None if finding.confidence == "sure" else say(f"doubt.{finding.confidence}")
    return InWords(outcome, (finding.arithmetic,), (), (finding.cure,), finding.reference, finding.version, doubt)
