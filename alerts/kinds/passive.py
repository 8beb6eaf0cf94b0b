"""passive: 12 months on public support without active effort (never a word about the person, only about the effort)."""

from __future__ import annotations

from alerts.alert import PASSIVITY, OpenAlert
from alerts.passivity import last_day_before
from alerts.view import View


def passive(view: View) -> OpenAlert | None:
    """The alert, if there is one, for the time on support that holds the day."""
    since = view.assessed.support_since
    if not view.assessed.passive or since is None:
        return None
    due_on = last_day_before(view.dossier, since, view.on)
    return OpenAlert(
        kind="passive",
        duty=PASSIVITY,
        since=since,
        needed=1,
        due_on=due_on,
        opened_on=due_on + 1,
        held=0,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
    )
