"""What one citizen adds to the pools of share duties: did her part of the 75 % come due, and was it in time? Judges no share.

A pool (rules/law/shares.yaml) is a duty of the group: of its citizens, at least so many in a hundred must get it in time. Over
what time that is measured is a hole in the law as known; the reading here is that of the measures of the last 12 months: the
citizens on benefit on a day whose obligation of their running spell and group had its due date in the 12 months before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rules.assess import Claims, Gauged
from rules.case import FAR
from rules.civil import Day, add_months
from rules.lawbook import Lawbook
from rules.lists import Share
from rules.measured import NAMES

POOLED: Final[dict[str, frozenset[str]]] = {
    "share-interviews": frozenset({"interviews-in-period"}),
    "share-offers": frozenset({"first-offer", "repeated-offer"}),
}
"""The lanes in which citizens are summed beside the eight measures, and whose duties they hold; never published as measures.

A pool is a lane over its target groups. What the a-kasse owes is not counted against a municipality and has none.
"""
LANES: Final[tuple[str, ...]] = (*NAMES, *POOLED)
_BIT: Final = {name: 1 << LANES.index(name) for name in POOLED}
_LANE_OF_DUTY: Final = {duty: name for name, duties in POOLED.items() for duty in duties}


class Pooled(NamedTuple):
    """Bit sets over `LANES`, of the pools alone. `look_again_on`: they are the same before this day (FAR: for ever)."""

    counted: int
    met: int
    look_again_on: Day


NOTHING: Final = Pooled(0, 0, FAR)


def pooled(asked: Claims | Gauged, book: Lawbook) -> Pooled:
    """What a citizen with a running benefit adds on a day."""
    if asked.target_group is None:
        return NOTHING
    counted = missed = 0
    look_again_on, on, window = FAR, asked.on, book.terms.measure_months
    for each in asked.obligations:
        rule = each.rule
        lane = _LANE_OF_DUTY.get(each.duty) if rule.binding == "share" and rule.owner == "jobcentre" else None
        if lane is None or each.status == "lapsed" or each.group != asked.target_group:
            continue
        leaves = add_months(each.due_on, window) + 1
        if each.due_on >= on:
            look_again_on = min(look_again_on, each.due_on + 1)
        elif on < leaves and each.status in ("fulfilled", "fulfilled-late", "outstanding"):
            counted |= _BIT[lane]
            missed |= 0 if each.status == "fulfilled" else _BIT[lane]
            look_again_on = min(look_again_on, leaves)
    return Pooled(counted, counted & ~missed, look_again_on)


def lane_of(share: Share) -> str | None:
    """The lane in which a pool's citizens are summed; None where it is not the jobcentre's."""
    lanes = {_LANE_OF_DUTY.get(duty) for duty in share.duties}
    return lanes.pop() if len(lanes) == 1 else None


def pools_on(shares: Sequence[Share], on: Day) -> list[tuple[Share, str]]:
    """The jobcentre's pools in force on a day, each with its lane."""
    found = ((share, lane_of(share)) for share in shares if share.from_ <= on <= share.until)
    return [(share, lane) for share, lane in found if lane is not None]
