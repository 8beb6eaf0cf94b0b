"""overdue: an obligation of the jobcentre that the law calls overdue and that is still open."""

from __future__ import annotations

from alerts.alert import OpenAlert
from alerts.kinds.outlook import awaits_outcome, interviews_ahead, next_of
from alerts.view import View
from rules.obligation import Obligation


def overdue(view: View, each: Obligation) -> OpenAlert:
    """The alert of an overdue obligation, from the day after its due date."""
    days = interviews_ahead(view, each)
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
        summoned_for=next_of(days, view.on),
        awaiting_outcome=awaits_outcome(days, view.on, each.due_on),
    )
