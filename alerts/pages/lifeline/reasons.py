"""Each obligation with its why, open ones first; the words are those of `alerts.wording`, the order is the page's."""

from __future__ import annotations

import msgspec

from alerts.pages.lifeline.bars import is_open, urgency
from alerts.pages.lifeline.life import Chosen, Life
from alerts.wording.in_words import InWords, in_words
from alerts.wording.words import Language
from rules.assess import assess
from rules.obligation import Obligation


class Reason(msgspec.Struct, frozen=True):
    """`anchor`: its place on the page, the same for as long as the obligation is the same."""

    obligation: Obligation
    anchor: str
    why: InWords

    @property
    def is_open(self) -> bool:
        return is_open(self.obligation)


def anchor_of(each: Obligation) -> str:
    """The name of an obligation's place on the page."""
    return f"frist-{each.duty}-{each.sequence}"


def reasons(life: Life, spell: Chosen, language: Language) -> list[Reason]:
    """Every obligation of a spell, the most urgent first."""
    assessed = life.now if spell.is_present else assess(life.dossier, spell.on)
    return [
        Reason(each, anchor_of(each), in_words(each, life.dossier, assessed, language))
        for each in sorted(spell.obligations, key=urgency)
    ]
