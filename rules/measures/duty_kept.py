"""duty-kept: were all the jobcentre's deadlines of the last 12 months kept? Internal, never published."""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.civil import add_months
from rules.obligation import Obligation


def duty_kept(case: Case, obligations: Sequence[Obligation]) -> bool | None:
    """None: no listed obligation of the jobcentre, not lapsed and not share, had its due date in the last 12 months."""
    opened = add_months(case.on, -case.terms.measure_months)
    last_due = last_broken = ahead = 0
    for each in obligations:
        due_on = each.due_on
        if each.rule.owner != "jobcentre" or each.rule.binding == "share" or each.status == "lapsed":
            continue
        if due_on > case.on:
            # The date of what is suspended moves on, if it is not the calendar date after a change of group; the day on
            # which the clock runs again is looked at anyway.
            if each.status != "suspended" or due_on == case.earliest:
                ahead = min(ahead or due_on, due_on)
        elif due_on > opened:
            last_due = max(last_due, due_on)
            if each.status in ("overdue", "fulfilled-late"):
                last_broken = max(last_broken, due_on)
    if not last_due:
        case.horizon.note(ahead)
        return None
    # The answer can turn by time alone only when the last broken deadline, or the last one at all, leaves the window.
    leaves = add_months(last_broken or last_due, case.terms.measure_months)
    case.horizon.note(leaves)
    case.horizon.note(leaves + 1)
    return not last_broken
