"""overdue: an obligation of the jobcentre that the law calls overdue and that is still open."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import OpenAlert
from alerts.view import View


def overdue(view: View) -> Iterator[OpenAlert]:
    """One alert an obligation, from the day after its due date."""
    for each in view.assessed.unmet:
        if each.status != "overdue" or each.rule.owner != "jobcentre":
            continue
        offer = each.rule.form in ("first-offer", "repeated-offer")
        planned = [] if offer else view.planned(each)
        days = [interview.planned_on for interview in planned if interview.planned_on is not None]
        yield OpenAlert(
            kind="overdue",
            duty=each.duty,
            since=each.since,
            needed=each.needed,
            due_on=each.due_on,
            opened_on=each.due_on + 1,
            held=each.held,
            municipality=view.municipality,
            target_group=view.group,
            caseworker=view.caseworker,
            summoned_for=min((day for day in days if day >= view.on), default=None),
            awaiting_outcome=any(day < view.on and day <= each.due_on for day in days),
        )
