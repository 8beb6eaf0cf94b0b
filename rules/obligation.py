"""One citizen's case of a duty and its status on a day; knows when it is due and met, not why.

Statuses: contracts/assess.md section 5.
"""

from __future__ import annotations

import msgspec

from rules.case import Act, Case
from rules.civil import Day
from rules.clock_stops import ClockKind
from rules.lawbook import Rule
from rules.words import Status


class Obligation(msgspec.Struct):
    """`since`: the day its own period runs from; `due_on`: the last day in time; `acts`: those counted in `held`."""

    rule: Rule
    group: str
    counted_from: Day
    since: Day
    due_on: Day
    held: int
    status: Status
    fulfilled_on: Day | None
    acts: tuple[Act, ...]
    closed: bool = False
    sequence: int = 0

    @property
    def duty(self) -> str:
        return self.rule.duty

    @property
    def needed(self) -> int:
        return self.rule.needed


def obligation(  # noqa: PLR0913, PLR0917 # one case of a duty is these seven things, and a form states each of them
    case: Case,
    rule: Rule,
    kind: ClockKind,
    since: Day,
    due_on: Day,
    acts: tuple[Act, ...],
    fulfilled_on: Day | None,
    in_time: bool | None = None,
    still_possible: bool = False,
) -> Obligation:
    """An obligation with its status. `in_time`: None compares `fulfilled_on` with `due_on`.

    `still_possible`: an act that began in time may yet turn out to count, which keeps the obligation pending.
    """
    if fulfilled_on is not None:
        timely = fulfilled_on <= due_on if in_time is None else in_time
        status: Status = "fulfilled" if timely else "fulfilled-late"
    else:
        status = _unmet(case, rule, kind, due_on, still_possible)
    return Obligation(
        rule=rule,
        group=case.stint.group,
        counted_from=case.spell.anchor,
        since=since,
        due_on=due_on,
        held=len(acts),
        status=status,
        fulfilled_on=fulfilled_on,
        acts=acts,
    )


def _unmet(case: Case, rule: Rule, kind: ClockKind, due_on: Day, still_possible: bool) -> Status:
    if due_on == case.earliest:  # a calendar date, which no stop moves
        case.horizon.note(due_on + 1)
    else:
        case.note_fixed(kind, due_on + 1)
    if case.on > due_on and not still_possible:
        return "outstanding" if rule.binding == "share" else "overdue"
    return "suspended" if case.clock(kind).stands_still(case.on) else "pending"


def close(obligation: Obligation, last: Day) -> None:
    """Judge an obligation as its group or spell left it on its last day."""
    obligation.closed = True
    if obligation.status in ("fulfilled", "fulfilled-late"):
        return
    if obligation.due_on > last:
        obligation.status = "lapsed"
    else:
        obligation.status = "outstanding" if obligation.rule.binding == "share" else "overdue"


def number(obligations: list[Obligation]) -> list[Obligation]:
    """The obligations of a spell by (due_on, duty, sequence), numbered within each duty by (due_on, since, needed).

    Those that are alike keep the order of the groups in the spell, in which they are passed in. One that bears another
    number in an answer given before is copied.
    """
    reached: dict[str, int] = {}
    numbered: list[Obligation] = []
    in_order = [
        (each.due_on, each.rule.duty, each.since, each.rule.needed, place) for place, each in enumerate(obligations)
    ]
    in_order.sort()
    for _, duty, _, _, place in in_order:
        each = obligations[place]
        sequence = reached[duty] = reached.get(duty, 0) + 1
        if each.sequence == 0:
            each.sequence = sequence
        numbered.append(each if each.sequence == sequence else _bearing(each, sequence))
    return numbered


def _bearing(each: Obligation, sequence: int) -> Obligation:
    """The same obligation under another number."""
    return Obligation(
        rule=each.rule,
        group=each.group,
        counted_from=each.counted_from,
        since=each.since,
        due_on=each.due_on,
        held=each.held,
        status=each.status,
        fulfilled_on=each.fulfilled_on,
        acts=each.acts,
        closed=each.closed,
        sequence=sequence,
    )
