"""Interviews as marks on the days they were planned for and held; a mark's shape says what became of it, never its colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, Literal

import msgspec

from alerts.pages.lifeline.window import Window
from rules import facts as f
from rules.case import by_a_kasse, by_jobcentre
from rules.civil import Day
from rules.history import History, Interview
from rules.lawbook import Lawbook

Shape = Literal["held", "joint", "a-kasse", "uncounted", "planned", "awaiting", "missed", "cancelled", "moved"]
SHAPES: Final[tuple[Shape, ...]] = (
    "held",
    "joint",
    "a-kasse",
    "uncounted",
    "planned",
    "awaiting",
    "missed",
    "cancelled",
    "moved",
)
LEVELS: Final = 3
"""How many marks may stand above one another before they overlap."""
_ROOM: Final = 1.7
"""Per cent of the width that a mark takes at a usual width."""


class Mark(msgspec.Struct, frozen=True):
    """One day of one interview. `moved_to`: the day that took its place, for the shape `moved` only."""

    on: Day
    shape: Shape
    interview: Interview
    moved_to: Day | None = None


class Placed(msgspec.Struct, frozen=True):
    """A mark in a window: per cent of the width, and the level it stands on, 0 at the bottom. `to_x`: of `moved_to`."""

    mark: Mark
    x: float
    level: int
    to_x: float | None = None


def marks(history: History, facts: Iterable[f.Fact], book: Lawbook, on: Day) -> list[Mark]:
    """Every mark of a life, in order of days. `facts`: those that stand; they know the days from which interviews were moved."""
    said: dict[str, list[f.Fact]] = {}
    for fact in facts:
        if isinstance(fact, (f.InterviewSummoned, f.InterviewMoved, f.InterviewMissed)):
            said.setdefault(fact.interview_id, []).append(fact)
    found: list[Mark] = []
    for interview in history.interviews:
        found += _of_interview(interview, said.get(interview.interview_id, ()), book, on)
    return sorted(found, key=lambda mark: (mark.on, SHAPES.index(mark.shape), mark.interview.interview_id))


def _of_interview(interview: Interview, said: Sequence[f.Fact], book: Lawbook, on: Day) -> list[Mark]:
    planned = [fact.planned_on for fact in said if isinstance(fact, (f.InterviewSummoned, f.InterviewMoved))]
    stands = _standing(interview, said, book, on)
    made = [Mark(before, "moved", interview, after) for before, after in pairwise(planned) if before != after]
    return made if stands is None else [*made, stands]


def _standing(interview: Interview, said: Sequence[f.Fact], book: Lawbook, on: Day) -> Mark | None:
    """The mark of the interview as it stands now; None where its day is not known."""
    if interview.status == "held" and interview.held_on is not None:
        return Mark(interview.held_on, held_shape(interview, book), interview)
    if interview.status == "missed":
        days = [fact.missed_on for fact in said if isinstance(fact, f.InterviewMissed)]
        return Mark(days[-1], "missed", interview) if days else None
    if interview.planned_on is None:
        return None
    if interview.status == "cancelled":
        return Mark(interview.planned_on, "cancelled", interview)
    return Mark(interview.planned_on, "planned" if interview.planned_on >= on else "awaiting", interview)


def held_shape(interview: Interview, book: Lawbook) -> Shape:
    """The shape of an interview that was held: whose it was, and whether it can count for anything."""
    if by_a_kasse(interview, book):
        return "a-kasse"
    if not by_jobcentre(interview, book):
        return "uncounted"
    return "joint" if interview.joint else "held"


def placed(found: Iterable[Mark], window: Window) -> list[Placed]:
    """The marks inside a window, those that would touch one above the other."""
    ends = [-100.0] * LEVELS
    made: list[Placed] = []
    for mark in found:
        if not window.holds(mark.on):
            continue
        x = window.middle(mark.on)
        level = next((number for number, end in enumerate(ends) if end <= x), ends.index(min(ends)))
        ends[level] = x + _ROOM
        made.append(Placed(mark, x, level, None if mark.moved_to is None else window.middle(mark.moved_to)))
    return made
