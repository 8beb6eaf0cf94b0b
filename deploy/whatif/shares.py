"""How the measures of two replays differ: counted and met of the country and of each municipality at the period's last month end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from streams.replay import Replayed


class Tally(msgspec.Struct, frozen=True):
    """How many were counted in a measure, and how many of them had it."""

    counted: int = 0
    met: int = 0

    @property
    def percent(self) -> float:
        """Of those counted; 0 where nobody is."""
        return 100 * self.met / self.counted if self.counted else 0.0


class Shift(msgspec.Struct, frozen=True):
    """A measure under the standing law and under the variant."""

    standing: Tally
    variant: Tally

    @property
    def points(self) -> float:
        """Percentage points from the standing law to the variant."""
        return self.variant.percent - self.standing.percent


def last_month_end(made: Replayed) -> str | None:
    """The last month end that has figures, None where there is none."""
    return max((row.split(",")[0] for row in made.figures), default=None)


def by_measure(standing: Replayed, variant: Replayed) -> dict[str, Shift]:
    """The whole country."""
    return {key[0]: shift for key, shift in _shifts(standing, variant, ("measure",)).items()}


def by_municipality(standing: Replayed, variant: Replayed) -> dict[tuple[str, str], Shift]:
    """By (municipality, measure)."""
    found = _shifts(standing, variant, ("municipality", "measure"))
    return {(key[0], key[1]): shift for key, shift in found.items()}


_INTERNAL = {"duty-kept"}
"""Never published (contracts/assess.md section 6)."""
_COLUMNS = ("month_end", "municipality", "target_group", "measure", "counted", "met")


def _shifts(standing: Replayed, variant: Replayed, by: Iterable[str]) -> dict[tuple[str, ...], Shift]:
    ends = [end for end in (last_month_end(standing), last_month_end(variant)) if end is not None]
    if not ends:
        return {}
    before, after = (_tallies(made, max(ends), tuple(by)) for made in (standing, variant))
    keys = sorted(before.keys() | after.keys())
    return {key: Shift(before.get(key, Tally()), after.get(key, Tally())) for key in keys}


def _tallies(made: Replayed, end: str, by: tuple[str, ...]) -> dict[tuple[str, ...], Tally]:
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for line in made.figures:
        row = dict(zip(_COLUMNS, line.split(","), strict=True))
        if row["month_end"] == end and row["measure"] not in _INTERNAL:
            held = sums[tuple(row[name] for name in by)]
            held[0] += int(row["counted"])
            held[1] += int(row["met"])
    return {key: Tally(counted, met) for key, (counted, met) in sums.items()}
