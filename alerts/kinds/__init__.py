"""Which alerts are open on a day: a pure function of the assessment and the summonses (contracts/outputs.md, the table).

Each kind is a file with a question that yields its open alerts; nothing is open without a running benefit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from alerts.alert import OpenAlert
from alerts.identity import key
from alerts.kinds.due_soon import due_soon
from alerts.kinds.outcome_missing import outcome_missing
from alerts.kinds.overdue import overdue
from alerts.kinds.passive import passive
from alerts.kinds.passive_soon import passive_soon
from alerts.policy import Policy
from alerts.view import View
from rules.assess import Assessment
from rules.case import FAR, Dossier
from rules.civil import Day

_KINDS: Final[tuple[Callable[[View], Iterable[OpenAlert]], ...]] = (
    overdue,
    due_soon,
    passive,
    passive_soon,
    outcome_missing,
)


def open_alerts(dossier: Dossier, assessed: Assessment, policy: Policy) -> tuple[dict[str, OpenAlert], Day]:
    """The open alerts by the part of their id that follows the citizen's, and the first day to look again.

    The key is `<kind>:<duty or measure>:<since>:<needed>` with days as text, see `alert_key`.
    """
    if assessed.target_group is None:
        return {}, next((each.from_ for each in dossier.history.stretches if each.from_ > assessed.on), FAR)
    view = View(dossier, assessed, policy)
    found: dict[str, OpenAlert] = {}
    if policy.muted_frikommune_themes and muted(view):
        return found, view.horizon.first
    for kind in _KINDS:
        for alert in kind(view):
            # Two versions of the law may share an alert id; obligations come by due date, and the first one due is told.
            found.setdefault(alert_key(alert), alert)
    return found, view.horizon.first


def muted(view: View) -> bool:
    """Whether policy keeps quiet about the municipality as a frikommune; its citizens' obligations are the same."""
    quiet = False
    for trial in view.dossier.book.frikommuner:
        if trial.municipality == view.municipality and trial.theme in view.policy.muted_frikommune_themes:
            view.horizon.note(trial.from_)
            view.horizon.note(trial.until + 1)
            quiet = quiet or trial.from_ <= view.on <= trial.until
    return quiet


def alert_key(alert: OpenAlert) -> str:
    """Identifies an alert among one citizen's; the wire's alert_id puts the citizen after the duty."""
    return key(alert.kind, alert.duty, alert.since, alert.needed)
