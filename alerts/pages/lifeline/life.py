"""What there is to draw of a citizen: the facts that stand, the spells, and one spell's obligations as of a day; draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import msgspec

from rules.assess import Assessment, assess, obligations_of
from rules.case import Dossier, dossier
from rules.civil import Day
from rules.facts import Fact
from rules.history import History, history_of
from rules.lawbook import Lawbook
from rules.obligation import Obligation
from rules.settle import settle
from rules.spell import Spell, spell_on
from rules.status import close
from rules.timeline import OPEN, Stretch


class Life(msgspec.Struct, frozen=True):
    """`facts`: those that stand, by (learnt_at, id). `now`: the law's answer for the day. `spells`: begun by then, oldest first."""

    on: Day
    facts: tuple[Fact, ...]
    dossier: Dossier
    now: Assessment
    spells: tuple[Spell, ...]

    @property
    def history(self) -> History:
        return self.dossier.history

    @property
    def is_running(self) -> bool:
        """Whether a benefit runs on the day."""
        return self.now.benefit is not None

    @property
    def present(self) -> Spell | None:
        """The spell of the benefit that runs on the day, or that ran last before it."""
        found = spell_on(self.spells, self.on)
        return None if found is None else found[0]

    @property
    def stretch(self) -> Stretch | None:
        """The newest stretch of benefit begun by the day."""
        found = spell_on(self.spells, self.on)
        return None if found is None else found[1]

    @property
    def caseworker(self) -> str | None:
        """Who has the case on the day."""
        return next((name for begins, name in reversed(self.history.caseworkers) if begins <= self.on), None)

    @property
    def municipality(self) -> str | None:
        """Where the citizen lives as far as is known: of the newest stretch, else of the first that is to come."""
        if self.stretch is not None:
            return self.stretch.municipality
        return self.history.stretches[0].municipality if self.history.stretches else None

    @property
    def municipalities(self) -> frozenset[str]:
        """Where the citizen has had a benefit up to the day."""
        return frozenset(each.municipality for each in self.history.stretches if each.from_ <= self.on)


class Chosen(msgspec.Struct, frozen=True):
    """One spell with its obligations. `number`: 1 is the oldest; `is_present`: the day's own; `on`: as of which day it is judged."""

    spell: Spell
    number: int
    is_present: bool
    on: Day
    obligations: tuple[Obligation, ...]


def life_of(facts: Sequence[Fact], book: Lawbook, on: Day) -> Life:
    """A citizen's life as known from these facts, looked at on a day."""
    settled = settle(facts)
    made = dossier(history_of(settled), book)
    return Life(
        on=on,
        facts=settled.facts,
        dossier=made,
        now=assess(made, on),
        spells=tuple(spell for spell in made.spells if spell.first <= on),
    )


def chosen(life: Life, number: int | None = None) -> Chosen | None:
    """The spell of a number, or the present one; None where there is no spell, or none of that number."""
    present = life.present
    if present is None:
        return None
    if number is None:
        number = life.spells.index(present) + 1
    if not 1 <= number <= len(life.spells):
        return None
    spell = life.spells[number - 1]
    if spell is present:
        return Chosen(spell, number, is_present=True, on=life.on, obligations=tuple(life.now.obligations))
    return Chosen(spell, number, is_present=False, on=_last(spell, life.on), obligations=_of_the_past(life, spell))


def _of_the_past(life: Life, spell: Spell) -> tuple[Obligation, ...]:
    """The obligations of a spell that another one has followed, as it left them on its last day."""
    last = _last(spell, life.on)
    # Copies: what the dossier remembers stays as the law answered it.
    listed = tuple(copy(each) for each in obligations_of(life.dossier, spell, last))
    for each in listed:
        if not each.closed:
            close(each, last)
    return listed


def _last(spell: Spell, on: Day) -> Day:
    return on if spell.last == OPEN else min(spell.last, on)
