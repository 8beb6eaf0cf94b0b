"""How each invented municipality acts: how many get their interviews and offers in time, how late it registers; from the seed.

The middle of each spread lies around the minister's letters of 2018 and 2019 (two in three get their interviews, one in three
no offer in time); which municipality lies where is drawn, so it says nothing about the real one of that name.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Final

import msgspec

from deploy.town.sizes import THOUSANDS
from rules.civil import Day, iso

INTERVIEWS_KEPT: Final = 0.84
OFFERS_KEPT: Final = 0.84
_SPREAD: Final = 0.11
_BY_YEAR: Final = {
    2014: -0.10,
    2015: -0.10,
    2016: -0.09,
    2017: -0.07,
    2018: -0.02,
    2019: 0.02,
    2020: -0.06,
    2021: -0.02,
}
"""How far a year lay from the middle (invented; the letters tell of a rise through 2018)."""
_SINCE: Final = 0.06


class Habits(msgspec.Struct, frozen=True):
    """Shares between 0 and 1. `interviews`, `offers`: spells in which the municipality keeps the deadlines.

    `prompt`: registrations of the same day; `late`: of more than a week; the rest takes some days. `late_days`: their mean.
    `no_show`, `moved`, `cancelled`, `forgotten` (no outcome registered): of the interviews summoned. `dropped_in`: held
    without a summons. `mistakes`: events that are corrected later. `assigns_at_once`: the caseworker stands in the benefit's
    own event. `caseload`: citizens with a running benefit that a caseworker has, about.
    """

    code: str
    interviews: float
    offers: float
    prompt: float
    late: float
    late_days: float
    no_show: float
    moved: float
    cancelled: float
    forgotten: float
    dropped_in: float
    mistakes: float
    assigns_at_once: bool
    caseload: int


@lru_cache(maxsize=1 << 10)
def habits_of(seed: int, code: str) -> Habits:
    """The habits of a municipality in the Denmark of a seed."""
    dice = Random(f"{seed}/municipality/{code}")
    size = THOUSANDS[code]
    smallest, largest = (52, 62) if size < 30 else (65, 115) if size < 60 else (95, 145)
    late = dice.uniform(0.02, 0.12)
    return Habits(
        code=code,
        interviews=_around(dice, INTERVIEWS_KEPT),
        offers=_around(dice, OFFERS_KEPT),
        prompt=dice.uniform(0.62, 0.90) - late / 2,
        late=late,
        late_days=dice.uniform(12, 26),
        no_show=dice.uniform(0.05, 0.12),
        moved=dice.uniform(0.05, 0.11),
        cancelled=dice.uniform(0.02, 0.05),
        forgotten=dice.uniform(0.002, 0.012),
        dropped_in=dice.uniform(0.10, 0.30),
        mistakes=dice.uniform(0.005, 0.02),
        assigns_at_once=dice.random() < 0.4,
        caseload=dice.randrange(smallest, largest),
    )


def trend(on: Day) -> float:
    """How much more or less than in the middle year deadlines are kept."""
    return _BY_YEAR.get(int(iso(on)[:4]), _SINCE)


def _around(dice: Random, middle: float) -> float:
    return min(0.97, max(0.30, dice.gauss(middle, _SPREAD)))
