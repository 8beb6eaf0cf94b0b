"""passive: 12 months on public support without active effort (never a word about the person, only about the effort)."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import OpenAlert
from alerts.passivity import last_day_before
from alerts.view import View


def passive(view: View) -> Iterator[OpenAlert]:
    """At most one alert, for the time on support that holds the day."""
    since = view.assessed.support_since
    if not view.assessed.passive or since is None:
        return
    due_on = last_day_before(view.dossier, since, view.on)
    yield OpenAlert(
        kind="passive",
        duty="active-year",
        since=since,
        needed=1,
        due_on=due_on,
        opened_on=due_on + 1,
        held=0,
        municipality=view.municipality,
        target_group=view.group,
        caseworker=view.caseworker,
    )
