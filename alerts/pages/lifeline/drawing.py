"""The whole drawing: which rows there are, how high each is and what stands in it; knows no language and no markup.

Across, everything is per cent of the width; down, whole pixels, because rows hold text of a fixed size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from alerts.pages.lifeline.bands import Band, Drawn, benefits, drawn, offers, pauses, works_and_mentors
from alerts.pages.lifeline.bars import Bar, BarRow, Until, bar_rows, is_late, is_open, reaches
from alerts.pages.lifeline.life import Chosen, Life
from alerts.pages.lifeline.marks import SHAPES, Mark, Placed, Shape, marks, placed
from alerts.pages.lifeline.stops import stopped_on
from alerts.pages.lifeline.window import Window, window_around
from rules.civil import Day
from rules.obligation import Obligation
from rules.timeline import OPEN

BAND_PX: Final = 28
STRIP_PX: Final = 18
OFFER_PX: Final = 26
MARK_PX: Final = 22
BAR_PX: Final = 24
_ANCHOR_DAYS: Final = 92
"""How long before a spell's first day here its day zero is still shown."""
_MOST_HALF_YEARS: Final = 40

RowKind = Literal["benefit", "interviews", "offers", "work", "duty"]


class Row(msgspec.Struct, frozen=True):
    """One row, `height` pixels high. Only the parts of its kind are filled."""

    kind: RowKind
    height: int
    bands: tuple[Drawn, ...] = ()
    strip: tuple[Drawn, ...] = ()
    marks: tuple[Placed, ...] = ()
    levels: int = 1
    duty: BarRow | None = None


class Drawing(msgspec.Struct, frozen=True):
    """`today`: where the day lies, None outside the window; `width_step`: begun half years, for how wide it is at least.

    For the legend: `has_late`: something open is past due; `has_beyond`: something was met or left after its due date.
    """

    window: Window
    on: Day
    today: float | None
    rows: tuple[Row, ...]
    width_step: int
    shapes: tuple[Shape, ...]
    has_late: bool
    has_beyond: bool
    has_pauses: bool

    @property
    def bars(self) -> list[Bar]:
        return [bar for row in self.rows if row.duty is not None for bar in row.duty.bars]


class Facts(msgspec.Struct, frozen=True):
    """What happened in a spell's days: everything that is drawn but the obligations."""

    benefits: tuple[Band, ...]
    pauses: tuple[Band, ...]
    marks: tuple[Mark, ...]
    offers: tuple[Band, ...]
    works: tuple[Band, ...]


def facts_of(life: Life, spell: Chosen, window: Window) -> Facts:
    """The facts that lie in the window."""
    terms = life.dossier.book.terms
    history = life.history

    def inside(bands: Sequence[Band]) -> tuple[Band, ...]:
        return tuple(
            band for band in bands if band.from_ <= window.last and (band.to is None or band.to >= window.first)
        )

    return Facts(
        benefits=inside(benefits(spell.spell)),
        pauses=inside(pauses(history, spell.spell, terms)),
        marks=tuple(mark for mark in marks(history, life.facts, life.dossier.book, life.on) if window.holds(mark.on)),
        offers=inside(offers(history, life.facts, terms)),
        works=inside(works_and_mentors(history)),
    )


def window_of(life: Life, spell: Chosen) -> Window:
    """The days of a spell: the present one up to the last deadline and plan ahead, a former one to its end."""
    first = spell.spell.first
    begins = spell.spell.anchor if first - _ANCHOR_DAYS <= spell.spell.anchor < first else first
    ends: list[Day] = [first]
    if spell.is_present:
        ends.append(life.on)
        ends += [each.due_on for each in spell.obligations if is_open(each)]
        ends += [
            each.planned_on
            for each in life.history.interviews
            if each.status == "planned" and each.planned_on is not None and each.planned_on >= life.on
        ]
        ends += [each.to if each.to is not None else each.from_ for each in life.history.offers]
        ends += [stretch.to for stretch in spell.spell.stretches if stretch.to != OPEN]
    else:
        ends.append(spell.on)
        ends += [reaches(each, spell.on).last for each in spell.obligations if each.status == "fulfilled-late"]
    return window_around(begins, ends, life.on)


def drawing(life: Life, spell: Chosen) -> Drawing:
    """The drawing of one spell."""
    window = window_of(life, spell)
    facts = facts_of(life, spell, window)
    stopped = stopped_on(life.dossier, spell.spell, spell.on)
    duties = bar_rows(spell.obligations, window, _until(spell), stopped)
    rows = _rows(facts, [row for row in duties if row.bars], window, life.on)
    shown = {mark.shape for mark in facts.marks}
    beyond = [bar.obligation for row in duties for bar in row.bars if bar.beyond is not None]
    return Drawing(
        window=window,
        on=life.on,
        today=window.middle(life.on) if window.holds(life.on) else None,
        rows=tuple(rows),
        width_step=min(window.half_years, _MOST_HALF_YEARS),
        shapes=tuple(shape for shape in SHAPES if shape in shown),
        has_late=any(is_late(each) for each in beyond),
        has_beyond=bool(beyond),
        has_pauses=bool(facts.pauses),
    )


def _until(spell: Chosen) -> Until:
    """Of a group that was left, or a spell that ended, its last day."""

    def until(each: Obligation) -> Day:
        if not each.closed:
            return spell.on
        return min(spell.on, max(stint.to for stint in spell.spell.stints if stint.group == each.group))

    return until


def _rows(facts: Facts, duties: Sequence[BarRow], window: Window, on: Day) -> list[Row]:
    """What happened on top, then the duties."""
    benefit = drawn(list(facts.benefits), window, on, most_lanes=1)
    strip = drawn(list(facts.pauses), window, on, most_lanes=2)
    spots = placed(facts.marks, window)
    given = drawn(list(facts.offers), window, on)
    works = drawn(list(facts.works), window, on)
    levels = max((spot.level for spot in spots), default=0) + 1
    rows: list[Row] = []

    rows.append(Row("benefit", BAND_PX + _lanes(strip) * STRIP_PX, bands=tuple(benefit), strip=tuple(strip)))
    rows.append(Row("interviews", MARK_PX * levels, marks=tuple(spots), levels=levels))
    rows.append(Row("offers", OFFER_PX * max(1, _lanes(given)), bands=tuple(given)))
    if works:
        rows.append(Row("work", OFFER_PX * _lanes(works), bands=tuple(works)))
    return [*rows, *(Row("duty", BAR_PX * row.lanes, duty=row) for row in duties)]


def _lanes(bands: Sequence[Drawn]) -> int:
    return max((band.lane for band in bands), default=-1) + 1
