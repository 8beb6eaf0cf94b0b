"""Which citizens a demo compares with the replay, byte for byte: all of them where there are few, else some drawn from a seed."""

from __future__ import annotations

from random import Random
from typing import Final

from deploy.demo.timetable import Timetable

MOST: Final = 1_000
"""So many are replayed in some ten seconds; all of a large town would take as long as the load."""
SEED: Final = 2018


def sample(played: Timetable) -> frozenset[str]:
    """The citizens who are compared; the same for the same timetable."""
    everybody = played.citizens()
    if len(everybody) <= MOST:
        return frozenset(everybody)
    return frozenset(Random(SEED).sample(everybody, MOST))  # noqa: S311 # a draw that can be repeated, nothing secret
