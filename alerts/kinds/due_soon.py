"""due-soon: a pending obligation whose next planning date is near, with too little held or arranged for it; outlook.py says when."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import OpenAlert
from alerts.kinds.outlook import outlook
from alerts.view import View
from alerts.working_days import opens_before


def due_soon(view: View) -> Iterator[OpenAlert]:
    """One alert an obligation, from the day on which the first uncovered planning date comes within the lead."""
    for each in view.assessed.unmet:
        if each.status != "pending" or each.rule.owner != "jobcentre" or each.rule.binding == "share":
            continue
        seen = outlook(view, each)
        if seen.plan_on is None or seen.opened_on is None:
            continue
        if view.on < seen.opened_on:
            view.horizon.note(seen.opened_on)
            continue
        remind_on = opens_before(seen.plan_on, view.policy.reminder_working_days)
        view.horizon.note(remind_on)
        yield OpenAlert(
            kind="due-soon",
            duty=each.duty,
            since=each.since,
            needed=each.needed,
            due_on=each.due_on,
            opened_on=seen.opened_on,
            held=each.held,
            municipality=view.municipality,
            target_group=view.group,
            caseworker=view.caseworker,
            plan_on=seen.plan_on,
            remind_on=remind_on,
            summoned_for=min((day for day in seen.days if day >= view.on), default=None),
            awaiting_outcome=any(day < view.on and day <= each.due_on for day in seen.days),
        )
