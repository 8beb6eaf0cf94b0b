"""due-soon: a pending obligation whose next planning date is near, with too little held or arranged for it; outlook.py says when."""

from __future__ import annotations

from alerts.alert import OpenAlert
from alerts.kinds.outlook import awaits_outcome, next_of, outlook
from alerts.view import View
from alerts.working_days import opens_before
from rules.obligation import Obligation


def due_soon(view: View, each: Obligation) -> OpenAlert | None:
    """The alert of a pending obligation, from the day on which the first uncovered planning date comes within the lead."""
    seen = outlook(view, each)
    if seen.plan_on is None or seen.opened_on is None:
        return None
    if view.on < seen.opened_on:
        view.horizon.note(seen.opened_on)
        return None
    remind_on = opens_before(seen.plan_on, view.policy.reminder_working_days)
    view.horizon.note(remind_on)
    return OpenAlert(
        kind="due-soon",
        duty=each.rule.duty,
        since=each.since,
        needed=each.rule.needed,
        due_on=each.due_on,
        opened_on=seen.opened_on,
        held=each.held,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
        plan_on=seen.plan_on,
        remind_on=remind_on,
        summoned_for=next_of(seen.days, view.on),
        awaiting_outcome=awaits_outcome(seen.days, view.on, each.due_on),
    )
