"""Which alerts are open on a day: a pure function of the assessment and the summonses (contracts/outputs.md, the table).

Each kind is a file with a question that gives its open alert; nothing is open without a running benefit.
"""

from __future__ import annotations

from alerts.alert import PASSIVITY, OpenAlert
from alerts.identity import key
from alerts.kinds.due_soon import due_soon
from alerts.kinds.outcome_missing import outcome_missing
from alerts.kinds.overdue import overdue
from alerts.kinds.passive import passive
from alerts.kinds.passive_soon import passive_soon
from alerts.kinds.seen import Seen, SeenOfCitizen, Who, seen_of
from alerts.policy import Policy
from alerts.view import View
from rules.assess import Claims
from rules.case import FAR, Dossier, Horizon, after
from rules.civil import Day
from rules.forms import OFFER_FORMS
from rules.obligation import Obligation


def open_alerts(dossier: Dossier, assessed: Claims, policy: Policy) -> tuple[dict[str, OpenAlert], Day]:
    """The open alerts by the part of their id that follows the citizen's, and the first day to look again.

    The key is `<kind>:<duty or measure>:<since>:<needed>` with days as text, see `alert_key`.
    """
    if assessed.target_group is None:
        return {}, next((each.from_ for each in dossier.history.stretches if each.from_ > assessed.on), FAR)
    view = View(dossier, assessed, policy)
    found: dict[str, OpenAlert] = {}
    if policy.muted_frikommune_themes and muted(view):
        return found, view.horizon.first
    known = seen_of(dossier, policy)
    who = known.of((view.municipality, view.group, view.caseworker, assessed.passive, assessed.support_since))
    _of_obligations(found, view, known, who)
    _of_passivity(found, view, known, who)
    if dossier.planned:
        for alert in outcome_missing(view):
            found[alert_key(alert)] = alert
    return found, view.horizon.first


def is_open(dossier: Dossier, assessed: Claims, policy: Policy, name: str) -> bool:
    """Whether the alert of that name is one of the open ones; works out no others."""
    if assessed.target_group is None:
        return False
    view = View(dossier, assessed, policy)
    if policy.muted_frikommune_themes and muted(view):
        return False
    kind, duty, _ = name.split(":", 2)
    if kind == "outcome-missing":
        return any(alert_key(alert) == name for alert in outcome_missing(view))
    if duty == PASSIVITY:
        alert = _looked_at(view, None)
        return alert is not None and alert_key(alert) == name
    status = "overdue" if kind == "overdue" else "pending"
    for each in assessed.unmet:
        rule = each.rule
        if each.status == status and rule.duty == duty and rule.owner == "jobcentre" and rule.binding != "share":
            alert = _looked_at(view, each)
            if alert is not None and alert_key(alert) == name:
                return True
    return False


def _looked_at(view: View, each: Obligation | None) -> OpenAlert | None:
    """The alert of an obligation, or of passivity (None)."""
    if each is None:
        return passive(view) or passive_soon(view)
    return overdue(view, each) if each.status == "overdue" else due_soon(view, each)


def _seen(view: View, each: Obligation | None, reads: object, who: Who) -> Seen:
    """What is seen on the day, with the first day that was noted for it."""
    noted, view.horizon = view.horizon, Horizon(view.on)
    seen = Seen(each, reads, who, view.on)
    seen.alert = _looked_at(view, each)
    if seen.alert is not None:
        seen.name = alert_key(seen.alert)
    seen.first, view.horizon = view.horizon.first, noted
    return seen


def _of_obligations(found: dict[str, OpenAlert], view: View, known: SeenOfCitizen, who: Who) -> None:
    """overdue, then due-soon.

    Two versions of the law may share an alert id; obligations come by due date, and the first one due is told.
    """
    dossier, on, horizon = view.dossier, view.on, view.horizon
    warned: list[Seen] = []
    for each in view.assessed.unmet:
        rule, is_overdue = each.rule, each.status == "overdue"
        if rule.owner != "jobcentre" or rule.binding == "share" or not (is_overdue or each.status == "pending"):
            continue
        by_offer = rule.form in OFFER_FORMS
        reads: object = dossier.offers if by_offer else dossier.planned
        seen = known.obligations.get(id(each))
        if seen is None or not seen.holds(reads, who, on):
            seen = _seen(view, each, reads, who)
            seen.until = min(seen.first, after(dossier.offer_turns, on)) if by_offer else seen.first
            known.keep(each, seen)
        horizon.note(seen.first)
        if not is_overdue:
            warned.append(seen)
        elif seen.alert is not None:
            found.setdefault(seen.name, seen.alert)
    for seen in warned:
        if seen.alert is not None:
            found.setdefault(seen.name, seen.alert)


def _of_passivity(found: dict[str, OpenAlert], view: View, known: SeenOfCitizen, who: Who) -> None:
    """passive or passive-soon, looked at anew only where a day or an offer may tell."""
    reads = view.dossier.history.offers
    seen = known.passivity
    if seen is None or not seen.holds(reads, who, view.on):
        seen = _seen(view, None, reads, who)
        seen.until = min(seen.first, view.dossier.turn_of(None, view.on))
        if known.passivity is None or view.on >= known.passivity.on:
            known.passivity = seen
    view.horizon.note(seen.first)
    if seen.alert is not None:
        found[seen.name] = seen.alert


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
