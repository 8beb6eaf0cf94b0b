"""The whole life in one thin strip: every spell on one scale, to choose one from; knows no obligations."""

from __future__ import annotations

import msgspec

from alerts.pages.lifeline.life import Chosen, Life
from alerts.pages.lifeline.window import Place, Span, Window
from rules.civil import Day
from rules.timeline import OPEN


class SpellPart(msgspec.Struct, frozen=True):
    """One spell of the strip. `last`: None while no end is known; `groups`: the target groups it went through, in order."""

    number: int
    first: Day
    last: Day | None
    groups: tuple[str, ...]
    place: Place
    is_chosen: bool
    is_present: bool


def overview(life: Life, chosen: Chosen) -> list[SpellPart]:
    """The spells begun by the day, oldest first; of one spell alone there is nothing to choose."""
    if len(life.spells) < 2:
        return []
    window = Window(life.spells[0].first, max(life.on, *(min(spell.last, life.on) for spell in life.spells)))
    parts = []
    for number, spell in enumerate(life.spells, 1):
        place = window.place(Span(spell.first, max(spell.first, min(spell.last, life.on))))
        groups = tuple(dict.fromkeys(stretch.group for stretch in spell.stretches))
        if place is not None:
            parts.append(
                SpellPart(
                    number=number,
                    first=spell.first,
                    last=None if spell.last == OPEN else spell.last,
                    groups=groups,
                    place=place,
                    is_chosen=number == chosen.number,
                    is_present=spell is life.present,
                )
            )
    return parts
