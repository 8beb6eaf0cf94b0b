"""What would cure alerts, and which of them are cured by one and the same thing; knows kinds and duties, no law.

One interview moves several deadlines on at once, and one offer ends a right-and-duty deadline as well as 12 months without
effort. A caseworker who reads two rows for one thing to do would do it once and wonder about the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from alerts.inbox.entry import Telling
from rules.civil import Day

Cure = Literal["register", "interview", "joint-interview", "offer", "other"]
"""Register what became of an interview; hold one, jointly or not; begin an offer; something else."""
_INTERVIEWS = ("first-interview", "interviews-in-period", "interview-interval")


class Cured(msgspec.Struct, frozen=True):
    """What one thing cures. `acts`: how many of it are missing at most; `planned_on`: the interview to register, if known."""

    cure: Cure
    tellings: tuple[Telling, ...]
    acts: int
    planned_on: Day | None = None


def cured_together(tellings: Sequence[Telling]) -> list[Cured]:
    """Alerts of one citizen, those with one cure together; in the order in which their first ones are given."""
    missing = [each.since for each in tellings if each.kind == "outcome-missing"]
    gathered: dict[tuple[str, Day], list[Telling]] = {}
    for each in tellings:
        gathered.setdefault(_belongs(each, missing), []).append(each)
    return [_cured(what, day, tuple(some)) for (what, day), some in gathered.items()]


def _belongs(telling: Telling, missing: Sequence[Day]) -> tuple[str, Day]:
    """(cure's family, the day of the interview to register or 0)."""
    if telling.kind == "outcome-missing":
        return "register", telling.since
    if telling.awaiting_outcome:
        return "register", max((day for day in missing if telling.since <= day <= telling.due_on), default=0)
    if telling.kind in ("passive", "passive-soon") or telling.duty.endswith("-offer"):
        return "offer", 0
    if telling.duty in _INTERVIEWS or telling.duty.startswith("joint-interview"):
        return "interview", 0
    return telling.duty, 0


def _cured(family: str, planned_on: Day, tellings: tuple[Telling, ...]) -> Cured:
    acts = max(max(1, each.needed - each.held) for each in tellings)
    if family == "register":
        return Cured("register", tellings, 1, planned_on or None)
    if family == "interview":
        joint = any(each.duty.startswith("joint-interview") for each in tellings)
        return Cured("joint-interview" if joint else "interview", tellings, acts)
    return Cured("offer" if family == "offer" else "other", tellings, acts)
