"""duty-kept: were all the jobcentre's deadlines of the last 12 months kept? Internal, never published."""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.civil import add_months
from rules.obligation import Obligation


def duty_kept(case: Case, obligations: Sequence[Obligation]) -> bool | None:
    """None: no listed obligation of the jobcentre, not lapsed and not share, had its due date in the last 12 months."""
    answer: bool | None = None
    opened = add_months(case.on, -12)
    for each in obligations:
        if each.rule.owner != "jobcentre" or each.rule.binding == "share" or each.status == "lapsed":
            continue
        case.horizon.note(each.due_on)
        if opened < each.due_on <= case.on:
            case.horizon.note(add_months(each.due_on, 12))
            case.horizon.note(add_months(each.due_on, 12) + 1)
            answer = answer is not False and each.status not in ("overdue", "fulfilled-late")
    return answer
