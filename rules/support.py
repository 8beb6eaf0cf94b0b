"""Since when, and on how many days, a citizen has been on public support; used by passivity, never by deadlines.

Rule: contracts/assess.md section 2, "Support".
"""

from __future__ import annotations

from rules.civil import Day
from rules.clock_stops import merge
from rules.history import History
from rules.timeline import OPEN


def support_since(history: History, on: Day, gap_days: int) -> Day:
    """The first day of the time on support that holds `on`, a day on which a benefit runs.

    A day is on support when a benefit runs or when it lies in a loentilskud; up to `gap_days` days in a row of neither
    interrupt nothing.
    """
    spans = _spans(history, on)
    spans.sort()
    since, reached = spans[0]
    for begins, ends in spans[1:]:
        if begins - reached - 1 > gap_days:
            since = begins
        reached = max(reached, ends)
    return since


def support_days(history: History, first: Day, last: Day) -> int:
    """The number of days on support from `first` to `last`, both included."""
    spans = [(max(begins, first), min(ends, last)) for begins, ends in _spans(history, last)]
    inside = [span for span in spans if span[0] <= span[1]]
    return sum(ends - begins + 1 for begins, ends in merge(inside))


def _spans(history: History, on: Day) -> list[tuple[Day, Day]]:
    """The spans begun by a day in which a benefit runs, or a loentilskud."""
    spans = [(stretch.from_, stretch.to) for stretch in history.stretches if stretch.from_ <= on]
    spans += [
        (offer.from_, OPEN if offer.to is None else offer.to)
        for offer in history.offers
        if offer.kind == "loentilskud" and offer.from_ <= on
    ]
    return spans
