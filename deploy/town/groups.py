"""The target groups of the invented Denmark: how common each is, how long people stay, on which benefit; invented proportions.

The shares lie around counts of 2018 (kontanthjælp by group: jobindsats; the others from memory, see the table), rounded so
that the picture is believable. No statistics are claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from rules.civil import Day, day
from rules.words import YOUNG_GROUPS, Benefit, TargetGroup

DAYS_A_MONTH: Final = 30.44


class Habit(msgspec.Struct, frozen=True):
    """How people of a group live, invented. `thousands`: on the benefit at one time. `months_on`, `months_off`: mean length of
    a spell and of the time until the next; `months_longest`: no spell is longer. `ages`: youngest and oldest at the beginning.
    """

    thousands: float
    months_on: float
    months_off: float
    ages: tuple[int, int]
    months_longest: float = 60

    @property
    def share_on(self) -> float:
        """How much of the time somebody of this group is on the benefit."""
        return self.months_on / (self.months_on + self.months_off)

    @property
    def people(self) -> float:
        """How many people share these lives, in thousands: those on the benefit and those between two spells."""
        return self.thousands / self.share_on


GROUPS: Final[Mapping[TargetGroup, Habit]] = MappingProxyType(
    {
        "dagpenge": Habit(80, 6, 5, (20, 63), 24),
        "jobparat": Habit(22, 10, 6, (30, 62)),
        "aktivitetsparat": Habit(55, 26, 5, (30, 62)),
        "uddannelsesparat": Habit(19, 9, 5, (18, 27)),
        "aabenlyst-uddannelsesparat": Habit(4, 6, 5, (18, 27)),
        "ung-aktivitetsparat": Habit(17, 17, 5, (18, 27)),
        "sygedagpenge": Habit(60, 5, 5, (20, 64), 13),
        "jobafklaring": Habit(18, 15, 5, (22, 62), 24),
        "ressourceforloeb": Habit(31, 26, 4, (22, 60)),
        "ledighedsydelse": Habit(16, 15, 5, (25, 63)),
        "revalidering": Habit(4, 18, 5, (20, 50)),
    }
)

TEAMS: Final[Mapping[str, tuple[TargetGroup, ...]]] = MappingProxyType(
    {
        "Dagpenge": ("dagpenge",),
        "Job og kontanthjælp": ("jobparat", "aktivitetsparat"),
        "Ungeindsats": ("uddannelsesparat", "aabenlyst-uddannelsesparat", "ung-aktivitetsparat"),
        "Sygedagpenge": ("sygedagpenge", "jobafklaring"),
        "Afklaring": ("ressourceforloeb", "ledighedsydelse", "revalidering"),
    }
)
"""How a large municipality divides the work (invented)."""
WHOLE_JOBCENTRE: Final = ("Jobcenter", tuple(GROUPS))
"""In a small one everybody does everything."""
HALVES: Final[Mapping[str, tuple[TargetGroup, ...]]] = MappingProxyType(
    {
        "Job": (*TEAMS["Dagpenge"], *TEAMS["Job og kontanthjælp"]),
        "Afklaring og unge": (*TEAMS["Ungeindsats"], *TEAMS["Sygedagpenge"], *TEAMS["Afklaring"]),
    }
)
"""And between the two."""

INTEGRATION_ENDS: Final = day("2019-12-31")
ONE_BENEFIT_FROM: Final = day("2025-07-01")
CLOSED_TO_NEW_FROM: Final = day("2026-07-01")
"""No new ressourceforløb and revalidering (lov 1750 of 29/12/2025; which part on which day is not sure)."""
CLOSED_TO_NEW: Final[frozenset[TargetGroup]] = frozenset({"ressourceforloeb", "revalidering"})
RENAMINGS: Final = (INTEGRATION_ENDS + 1, ONE_BENEFIT_FROM)
"""Days on which benefits change their names by law."""
_OWN: Final[Mapping[str, Benefit]] = MappingProxyType(
    {
        "dagpenge": "dagpenge",
        "sygedagpenge": "sygedagpenge",
        "jobafklaring": "ressourceforloebsydelse",
        "ressourceforloeb": "ressourceforloebsydelse",
        "ledighedsydelse": "ledighedsydelse",
        "revalidering": "revalideringsydelse",
    }
)


def benefit_of(group: TargetGroup, newcomer: str, on: Day) -> Benefit:
    """The benefit of a group on a day. `newcomer`: "" for most; "overgangsydelse" or "sho-ydelse" for people who have not
    lived in Denmark for long."""
    own = _OWN.get(group)
    if own is not None:
        return own
    if on >= ONE_BENEFIT_FROM:
        return "kontanthjaelp"
    if newcomer:
        return "integrationsydelse" if on <= INTEGRATION_ENDS else newcomer  # type: ignore[return-value] # one of two benefits
    return "uddannelseshjaelp" if group in YOUNG_GROUPS else "kontanthjaelp"
