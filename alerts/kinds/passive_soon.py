"""passive-soon: 12 months without active effort will be complete within a month if nothing happens."""

from __future__ import annotations

from alerts.alert import PASSIVITY, OpenAlert
from alerts.passivity import first_passive_day
from alerts.view import View


def passive_soon(view: View) -> OpenAlert | None:
    """The alert, if there is one; `due_on` is the last day on which effort can begin in time."""
    since = view.assessed.support_since
    if view.assessed.passive or since is None:
        return None
    lead_days = view.policy.passive_soon_days
    day = first_passive_day(view.dossier, view.on, lead_days, view.horizon)
    if day is None:
        return None
    return OpenAlert(
        kind="passive-soon",
        duty=PASSIVITY,
        since=since,
        needed=1,
        due_on=day - 1,
        opened_on=day - lead_days,
        held=0,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
    )
