"""How a case of a duty stands on a day, and how its group or spell left it; knows when it is due and met, not why.

Statuses: contracts/assess.md section 5.
"""

from __future__ import annotations

from rules.case import Case
from rules.civil import Day
from rules.clock_stops import ClockKind
from rules.lawbook import Rule
from rules.obligation import Act, Obligation
from rules.words import Status


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
