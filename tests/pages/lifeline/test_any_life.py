"""Any life can be drawn: everything lies inside the drawing, and the table tells exactly what is drawn."""

from __future__ import annotations

import random

import pytest

from alerts.pages.day_words import DayWords
from alerts.pages.lifeline.bars import is_open
from alerts.pages.lifeline.drawing import Drawing, drawing
from alerts.pages.lifeline.life import chosen, life_of
from alerts.pages.lifeline.overview import overview
from alerts.pages.lifeline.reasons import reasons
from alerts.pages.lifeline.saying import Saying
from alerts.pages.lifeline.table import table
from alerts.pages.texts import LANGUAGES, say_in
from rules.civil import start_of_day
from tests.rules import builders as b
from tests.rules.invented_lives import facts_of, seeds, some_days
from tests.rules.invented_lives import life_of as events_of

TINY = 0.01


def places(found: Drawing) -> list[tuple[float, float]]:
    """(begin, end) of everything, per cent."""
    bands = [each.place for row in found.rows for each in (*row.bands, *row.strip)]
    bars = [place for bar in found.bars for place in (bar.place, bar.beyond, *bar.pauses) if place is not None]
    cells = [(x, x + width) for bar in found.bars for x, width, _ in bar.cells]
    points = [spot.x for row in found.rows for spot in row.marks]
    points += [x for bar in found.bars for x in (bar.due_x, bar.met_x) if x is not None]
    return [(each.x, each.x + each.width) for each in (*bands, *bars)] + cells + [(x, x) for x in points]


@pytest.mark.parametrize("seed", seeds(25))
def test_any_life_is_drawn_inside_its_window_and_told_in_full(seed: int) -> None:
    events, rng = events_of(seed)
    facts = facts_of(events)
    for civil in some_days(events, random.Random(rng.random()), 2):
        on = civil.toordinal()
        life = life_of(facts, b.book(), on)
        for number in range(1, len(life.spells) + 1):
            spell = chosen(life, number)
            assert spell is not None
            found = drawing(life, spell)
            assert all(-TINY <= begins <= ends <= 100 + TINY for begins, ends in places(found))
            assert all(row.height > 0 for row in found.rows)
            drawn_once = [id(bar.obligation) for bar in found.bars]
            assert len(drawn_once) == len(set(drawn_once))
            if not spell.is_present:
                assert not any(is_open(each) for each in spell.obligations)
            things = sum(len(row.bands) + len(row.strip) + len(row.marks) for row in found.rows) + len(found.bars)
            for language in LANGUAGES:
                say = Saying(language, say_in(language), DayWords(language, start_of_day(on)))
                lines = table(found, say)
                assert len(lines) == things and all(line.when and line.what and line.how for line in lines)
                assert len(reasons(life, spell, language)) == len(spell.obligations)
            assert len(overview(life, spell)) in (0, len(life.spells))
