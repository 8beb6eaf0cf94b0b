"""overdue: an obligation of the jobcentre that the law calls overdue and that is still open."""

from __future__ import annotations

from alerts.alert import OpenAlert
from alerts.view import View
from rules.obligation import Obligation


def overdue(view: View, each: Obligation) -> OpenAlert:
    """The alert of an overdue obligation, from the day after its due date."""
    days = [] if each.rule.form in ("first-offer", "repeated-offer") else view.planned_days(each)
    return OpenAlert(
        kind="overdue",
        duty=each.rule.duty,
        since=each.since,
        needed=each.rule.needed,
        due_on=each.due_on,
        opened_on=each.due_on + 1,
        held=each.held,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
        summoned_for=min([day for day in days if day >= view.on], default=None) if days else None,
        awaiting_outcome=bool(days) and any(day < view.on and day <= each.due_on for day in days),
    )
