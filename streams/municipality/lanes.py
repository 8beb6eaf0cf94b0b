"""How many citizens are counted and met in each measure, as one whole number; knows adding up, not what a measure means.

A standing has up to twenty yes-or-no answers (eight measures and two pools, counted and met). Their sums live side by side in
one Python integer, 32 bits a lane, so that a citizen is added or taken away by one addition instead of twenty. Sums are
exact whatever the order: a lane that is short for a moment borrows from its neighbour and gives it back.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

from rules.pools import LANES
from streams.citizen.state import Standing
from streams.municipality.records import Shares

_LANE_BITS: Final = 32
_LAYOUT: Final = Struct(f"<{2 * len(LANES)}I")
_MOST: Final = 1 << (_LANE_BITS - 1)
_SPREAD: Final = tuple(
    sum(1 << (_LANE_BITS * lane) for lane in range(len(LANES)) if bits >> lane & 1) for bits in range(1 << len(LANES))
)
_LANE_OF: Final = {name: lane for lane, name in enumerate(LANES)}
_MET: Final = _LANE_BITS * len(LANES)


class CountBelowZeroError(ValueError):
    """More was taken away than had been added: the caller's old state was never counted."""


def packed(standing: Standing) -> int:
    """One citizen's answers: 1 in the lane of each measure in which the citizen is counted, and of each that is met."""
    return _SPREAD[standing.counted] | _SPREAD[standing.met] << _MET


def packed_shares(shares: Shares) -> int:
    """The lanes of a record's shares. A measure that only a later release knows has no lane and is left out."""
    lanes = [0] * (2 * len(LANES))
    for name, (counted, met) in shares.items():
        lane = _LANE_OF.get(name)
        if lane is not None:
            lanes[lane], lanes[len(LANES) + lane] = counted, met
    return int.from_bytes(_LAYOUT.pack(*lanes), "little")


def unpacked(total: int) -> Shares:
    """(counted, met) of each measure in which anybody is counted. Raises CountBelowZeroError."""
    if total == 0:
        return {}
    try:
        lanes = _LAYOUT.unpack(total.to_bytes(_LAYOUT.size, "little"))
    except OverflowError as error:
        raise CountBelowZeroError("a measure's count fell below zero") from error
    if max(lanes) >= _MOST:
        raise CountBelowZeroError("a measure's count fell below zero")
    half = len(LANES)
    return {name: (lanes[i], lanes[half + i]) for i, name in enumerate(LANES) if lanes[i] or lanes[half + i]}
