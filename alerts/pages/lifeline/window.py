"""The days that a drawing shows and where on its width a day lies; knows proportions, not what is drawn.

Places are per cent of the width, so that one drawing fits every screen and its texts keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from rules.civil import Day

HALF_YEAR_DAYS: Final = 182
_MARGIN: Final = 40
"""One part in so many of the days is left empty on either side."""
_AHEAD_DAYS: Final = (92, 400)
"""How far ahead of the day a drawing looks at least and at most; between them as far as three quarters of what has passed."""


class Span(msgspec.Struct, frozen=True, order=True):
    """Days from the first to the last, both included."""

    first: Day
    last: Day

    @property
    def days(self) -> int:
        return self.last - self.first + 1


class Place(msgspec.Struct, frozen=True):
    """Where a span lies, per cent of the width; `cut_left`, `cut_right`: it goes on beyond the drawing's end."""

    x: float
    width: float
    cut_left: bool = False
    cut_right: bool = False


class Window(msgspec.Struct, frozen=True):
    """The days shown, both ends included."""

    first: Day
    last: Day

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    @property
    def half_years(self) -> int:
        """How many begun half years, at least 1: the measure of how wide the drawing must be at least."""
        return -(-self.days // HALF_YEAR_DAYS)

    def holds(self, on: Day) -> bool:
        return self.first <= on <= self.last

    def x(self, on: Day) -> float:
        """Where a day begins; days outside lie at the nearer end."""
        inside = min(max(on, self.first), self.last + 1)
        return _percent((inside - self.first) / self.days)

    def middle(self, on: Day) -> float:
        """The middle of a day, where a mark stands."""
        return _percent((on - self.first + 0.5) / self.days)

    def place(self, span: Span) -> Place | None:
        """Where a span lies; None where nothing of it is shown."""
        if span.last < self.first or span.first > self.last or span.last < span.first:
            return None
        begins = self.x(span.first)
        return Place(
            begins,
            _percent((self.x(span.last + 1) - begins) / 100),
            cut_left=span.first < self.first,
            cut_right=span.last > self.last,
        )


def _percent(share: float) -> float:
    return round(share * 100, 3)


def window_around(begins: Day, days: Iterable[Day], on: Day) -> Window:
    """The window from a beginning to the last of `days`, with a margin on either side.

    Far days ahead of `on` are cut off, so that what is near keeps its room.
    """
    least, most = _AHEAD_DAYS
    ahead = on + min(most, max(least, (on - begins) * 3 // 4))
    last = max(begins, *(min(day, ahead) for day in days))
    margin = max(3, (last - begins + 1) // _MARGIN)
    return Window(max(1, begins - margin), last + margin)
