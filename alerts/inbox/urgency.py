"""Which of two alerts comes first on a Monday morning; knows days and kinds, not what people did.

First what is past its legal day, by how many working days; then what has a day coming; then a year without effort; then
what only has to be registered. Among equals: nothing arranged before something arranged.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from alerts.alert import Kind
from alerts.inbox.entry import Telling
from alerts.working_days import working_days_between
from rules.civil import Day

Rank: TypeAlias = tuple[int, int, bool, int, str]
"""Smaller is more urgent: (place of the kind, how far within it, is arranged, since, alert's id)."""

_PLACE: Final[dict[Kind, int]] = {"overdue": 0, "due-soon": 1, "passive": 2, "passive-soon": 3, "outcome-missing": 4}


def rank(telling: Telling, on: Day) -> Rank:
    """Where an alert stands among others on a day."""
    if telling.kind == "overdue":
        within = -working_days_past(telling, on)
    elif telling.kind in ("due-soon", "passive-soon"):
        within = telling.due_on
    else:
        within = telling.since
    return _PLACE[telling.kind], within, is_arranged(telling, on), telling.since, telling.alert_id


def is_arranged(telling: Telling, on: Day) -> bool:
    """Whether an interview is summoned for a day that is not past."""
    return telling.summoned_for is not None and telling.summoned_for >= on


def working_days_past(telling: Telling, on: Day) -> int:
    """How many working days ago the legal day was; 0 on that day and before."""
    return working_days_between(telling.due_on, on)


def working_days_left(telling: Telling, on: Day) -> int:
    """How many working days remain, the legal day included; 0 on that day and after."""
    return working_days_between(on, telling.due_on)
