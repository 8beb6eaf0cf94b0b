"""outcome-missing: an interview was planned some working days ago and nobody registered what became of it."""

from __future__ import annotations

from alerts.alert import INTERVIEW, OpenAlert
from alerts.view import View
from alerts.working_days import working_days_after
from rules.civil import Day


def outcome_missing(view: View) -> list[OpenAlert]:
    """One alert a day of planned interviews."""
    days: set[Day] = set()
    for each in view.dossier.planned:
        opened_on = working_days_after(each.on, view.policy.outcome_missing_working_days)
        if view.on < opened_on:
            view.horizon.note(opened_on)
        else:
            days.add(each.on)
    return [_alert(view, planned_on) for planned_on in sorted(days)] if days else []


def _alert(view: View, planned_on: Day) -> OpenAlert:
    opened_on = working_days_after(planned_on, view.policy.outcome_missing_working_days)
    return OpenAlert(
        kind="outcome-missing",
        duty=INTERVIEW,
        since=planned_on,
        needed=1,
        due_on=opened_on - 1,
        opened_on=opened_on,
        held=0,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
        summoned_for=None,
        awaiting_outcome=True,
    )
