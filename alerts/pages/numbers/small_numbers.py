"""Which numbers of a sum are hidden because too few people stand behind them, and what else so that nobody subtracts.

A part between 1 and 9 is hidden. If what is hidden could be had by taking the shown parts from the total, and would then be
one part alone or again fewer than 10, the next smallest part is hidden too; where there is none left, the total. 0 is shown:
it is nobody's secret that nobody is there, and it protects nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

LEAST: Final = 10
"""People behind a number that may be shown ("for få" below it)."""


class Hidden(msgspec.Struct, frozen=True):
    """`parts`: by their place among the parts."""

    parts: frozenset[int]
    total: bool


def hidden(parts: Sequence[int], least: int = LEAST) -> Hidden:
    """What is hidden of some parts and their total. `parts`: how many people each counts."""
    away = {place for place, count in enumerate(parts) if 0 < count < least}
    total = sum(parts)
    if 0 < total < least:
        return Hidden(frozenset(away), total=True)
    shown = sorted((count, place) for place, count in enumerate(parts) if count >= least)
    while away and (len(away) == 1 or sum(parts[place] for place in away) < least):
        if not shown:
            return Hidden(frozenset(away), total=True)
        away.add(shown.pop(0)[1])
    return Hidden(frozenset(away), total=False)
