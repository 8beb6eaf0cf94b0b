"""The drawing in words: one row for each thing that is drawn, in order of days; the same facts, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from alerts.pages.lifeline.bands import Band
from alerts.pages.lifeline.bars import is_late
from alerts.pages.lifeline.drawing import Drawing
from alerts.pages.lifeline.saying import Saying
from rules.civil import Day


class Line(msgspec.Struct, frozen=True):
    """`on`: the day it is sorted by; `order`: of several on one day. `is_late`: an open deadline past due."""

    on: Day
    order: int
    when: str
    what: str
    how: str
    is_late: bool = False


def table(drawing: Drawing, say: Saying) -> list[Line]:
    """Every row of the table."""
    return sorted(_lines(drawing, say), key=lambda line: (line.on, line.order, line.what, line.how))


def _lines(drawing: Drawing, say: Saying) -> Iterator[Line]:
    for row in drawing.rows:
        for drawn in (*row.bands, *row.strip):
            yield _band(drawn.band, say)
        for spot in row.marks:
            mark = spot.mark
            yield Line(
                mark.on, 1, say.when.date(mark.on), say.t("life.row.interview"),
                f"{say.t(f'life.mark.{mark.shape}')}{say.mark_more(mark)}",
            )  # fmt: skip
    for bar in drawing.bars:
        each = bar.obligation
        yield Line(
            each.since,
            2,
            say.t("life.table.due", since=say.when.date(each.since), due=say.when.date(each.due_on)),
            say.t("life.table.duty", what=say.duty(each)),
            say.ending(each),
            is_late=is_late(each),
        )


def _band(band: Band, say: Saying) -> Line:
    kind = band.kind if band.kind in ("benefit", "offer", "work", "mentor") else "pause"
    return Line(
        band.from_,
        0,
        say.days(band.from_, band.to),
        say.t(f"life.table.{kind}"),
        f"{say.band_name(band)}{say.band_more(band)}",
    )
