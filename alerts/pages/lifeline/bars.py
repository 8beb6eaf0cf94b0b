"""Obligations as bars from `since` to `due_on`, cut into as many cells as acts are needed, filled as acts are held.

Cases of one duty share a row. What is past due grows beyond its bar's end to the day, or to the day on which it was met
after all. Pure geometry: days and statuses go in, per cents of the width come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from alerts.pages.lifeline.window import Place, Span, Window
from rules.civil import Day
from rules.obligation import Obligation

Stopped = Callable[[Obligation], Sequence[tuple[Day, Day]]]
"""The days on which an obligation's clock stands still, as spans."""

Until = Callable[[Obligation], Day]
"""The last day on which an obligation that is past due was one: the day looked at, or that on which its group or spell ended."""

NEEDS_ACTION: Final = ("overdue", "outstanding")
_OPEN: Final = ("overdue", "outstanding", "pending", "suspended")


class Bar(msgspec.Struct, frozen=True):
    """One obligation. All places are per cent of the width, `cells` and `pauses` too.

    - `cells`: one for each act that is needed, with whether it is filled. `beyond`: from the due date to the day, or to the
      day of the late fulfilment. `due_x`: the end of the due date, None outside the window. `met_x`: of the fulfilment.
    - `lane`: which of the lanes of its row, 0 on top.
    """

    obligation: Obligation
    place: Place
    cells: tuple[tuple[float, float, bool], ...]
    beyond: Place | None
    pauses: tuple[Place, ...]
    due_x: float | None
    met_x: float | None
    lane: int


class BarRow(msgspec.Struct, frozen=True):
    """One duty's bars. `leading`: the obligation that its name tells of; `lanes`: how many stand above one another."""

    duty: str
    owner: str
    leading: Obligation
    bars: tuple[Bar, ...]
    lanes: int


def is_open(each: Obligation) -> bool:
    """Whether something may still be done about it."""
    return not each.closed and each.status in _OPEN


def is_theirs(each: Obligation) -> bool:
    """Whether it is the a-kasse's to keep: shown, but nothing that is asked of us."""
    return each.rule.owner == "a-kasse"


def is_late(each: Obligation) -> bool:
    """Whether it is past due, open and ours: what has a colour."""
    return is_open(each) and each.status == "overdue" and not is_theirs(each)


def urgency(each: Obligation) -> tuple[int, Day, str, int]:
    """What is past due comes first, then what is due, the earliest first; last what is settled, the latest first.

    What the a-kasse owes comes after what is open with us.
    """
    if not is_open(each):
        return 4, -each.due_on, each.duty, each.sequence
    if is_theirs(each):
        return 3, each.due_on, each.duty, each.sequence
    rank = 0 if each.status in NEEDS_ACTION else 1 if each.status == "pending" else 2
    return rank, each.due_on, each.duty, each.sequence


def bar_rows(obligations: Iterable[Obligation], window: Window, until: Until, stopped: Stopped) -> list[BarRow]:
    """A row for each duty and who owes it, the most urgent first."""
    by_duty: dict[tuple[str, str], list[Obligation]] = {}
    for each in sorted(obligations, key=urgency):
        by_duty.setdefault((each.duty, each.rule.owner), []).append(each)
    return [_row(duty, owner, cases, window, until, stopped) for (duty, owner), cases in by_duty.items()]


def _row(  # what a row is, and what its bars are drawn by
    duty: str, owner: str, cases: list[Obligation], window: Window, until: Until, stopped: Stopped
) -> BarRow:
    ends: list[Day] = []
    bars: list[Bar] = []
    for each in sorted(cases, key=lambda case: (case.since, case.due_on, case.sequence)):
        reach = reaches(each, until(each))
        lane = next((number for number, end in enumerate(ends) if end < each.since), len(ends))
        ends[lane : lane + 1] = [reach.last]
        made = bar(each, window, until(each), lane, stopped(each))
        if made is not None:
            bars.append(made)
    return BarRow(duty, owner, cases[0], tuple(bars), max(1, len(ends)))


def reaches(each: Obligation, until: Day) -> Span:
    """The days that a bar takes with what lies beyond its due date."""
    beyond = _beyond(each, until)
    return Span(min(each.since, each.due_on), max(each.due_on, beyond.last if beyond else 0))


def _beyond(each: Obligation, last: Day) -> Span | None:
    """The days between the due date and the day, or the late fulfilment."""
    if each.status == "fulfilled-late" and each.fulfilled_on is not None:
        until = each.fulfilled_on
    elif each.status in NEEDS_ACTION:
        until = last
    else:
        return None
    return Span(each.due_on + 1, until) if until > each.due_on else None


def bar(each: Obligation, window: Window, until: Day, lane: int, stops: Sequence[tuple[Day, Day]]) -> Bar | None:
    """The bar of an obligation; None where nothing of it lies in the window."""
    whole = Span(min(each.since, each.due_on), each.due_on)
    beyond = _beyond(each, until)
    place = window.place(whole)
    after = None if beyond is None else window.place(beyond)
    if place is None and after is None:
        return None
    if place is None:  # only what is past due is in sight
        place = msgspec.structs.replace(after, width=0.0, cut_left=True) if after else Place(0, 0)
    pauses = [window.place(Span(max(begins, whole.first), min(ends, whole.last))) for begins, ends in stops]
    met = each.fulfilled_on
    return Bar(
        obligation=each,
        place=place,
        cells=_cells(each, place),
        beyond=after,
        pauses=tuple(pause for pause in pauses if pause is not None),
        due_x=window.x(each.due_on + 1) if window.holds(each.due_on) else None,
        met_x=window.middle(met) if met is not None and window.holds(met) else None,
        lane=lane,
    )


def _cells(each: Obligation, place: Place) -> tuple[tuple[float, float, bool], ...]:
    """(x, width, whether filled) of the equal cells of a bar."""
    needed = max(1, each.needed)
    held = needed if each.status in ("fulfilled", "fulfilled-late") else min(each.held, needed)
    width = place.width / needed
    return tuple((round(place.x + number * width, 3), round(width, 3), number < held) for number in range(needed))
