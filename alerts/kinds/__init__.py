"""Which alerts are open on a day: a pure function of the assessment and the summonses (contracts/outputs.md, the table).

Each kind is a file with a question that gives its open alert; nothing is open without a running benefit.
"""

from __future__ import annotations

from alerts.alert import OpenAlert
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
    who = (view.municipality, view.group, view.caseworker, assessed.passive, assessed.support_since)
    # Two versions of the law may share an alert id; obligations come by due date, and the first one due is told.
    for seen in (*_of_obligations(view, known, who), _of_passivity(view, known, who)):
        if seen.alert is not None:
            found.setdefault(seen.name, seen.alert)
    for alert in outcome_missing(view):
        found.setdefault(alert_key(alert), alert)
    return found, view.horizon.first


def _of_obligations(view: View, known: SeenOfCitizen, who: Who) -> list[Seen]:
    """overdue, then due-soon."""
    broken: list[Seen] = []
    warned: list[Seen] = []
    for each in view.assessed.unmet:
        rule = each.rule
        if rule.owner != "jobcentre" or rule.binding == "share":
            continue
        if each.status == "overdue":
            broken.append(_of_obligation(view, known, who, each))
        elif each.status == "pending":
            warned.append(_of_obligation(view, known, who, each))
    return [*broken, *warned]


def _of_obligation(view: View, known: SeenOfCitizen, who: Who, each: Obligation) -> Seen:
    """What is seen of an unmet obligation, looked at anew only where a day or a fact may tell."""
    by_offer = each.rule.form in OFFER_FORMS
    reads: object = view.dossier.offers if by_offer else view.dossier.planned
    seen = known.obligations.get(id(each))
    if seen is None or not seen.holds(reads, who, view.on):
        noted, view.horizon = view.horizon, Horizon(view.on)
        seen = Seen(each, reads, who, view.on)
        seen.alert = overdue(view, each) if each.status == "overdue" else due_soon(view, each)
        if seen.alert is not None:
            seen.name = alert_key(seen.alert)
        seen.first, view.horizon = view.horizon.first, noted
        seen.until = min(seen.first, after(view.dossier.offer_turns, view.on)) if by_offer else seen.first
        known.keep(each, seen)
    view.horizon.note(seen.first)
    return seen


def _of_passivity(view: View, known: SeenOfCitizen, who: Who) -> Seen:
    """passive or passive-soon, looked at anew only where a day or an offer may tell."""
    reads = view.dossier.history.offers
    seen = known.passivity
    if seen is None or not seen.holds(reads, who, view.on):
        noted, view.horizon = view.horizon, Horizon(view.on)
        seen = Seen(None, reads, who, view.on)
        seen.alert = passive(view) or passive_soon(view)
        if seen.alert is not None:
            seen.name = alert_key(seen.alert)
        seen.first, view.horizon = view.horizon.first, noted
        seen.until = min(seen.first, view.dossier.turn_of(None, view.on))
        if known.passivity is None or view.on >= known.passivity.on:
            known.passivity = seen
    view.horizon.note(seen.first)
    return seen


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
