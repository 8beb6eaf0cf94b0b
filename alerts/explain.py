"""The why of an alert in few words: reference, version, inputs, arithmetic and cure; decides nothing."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from alerts.about import case_of
from alerts.alert import Finding, OpenAlert
from rules.assess import Claims
from rules.case import Dossier
from rules.civil import Day, iso
from rules.lawbook import Period
from rules.obligation import Obligation

_ACTS = {
    "first-interview": "interview",
    "interviews-in-period": "interview",
    "interview-interval": "interview",
    "joint-interview-1": "joint interview",
    "joint-interview-2": "joint interview",
    "joint-interview-3": "joint interview",
    "a-kasse-interviews": "interview by the a-kasse",
    "first-offer": "offer of at least two weeks",
    "repeated-offer": "offer of at least two weeks",
    "mentor-contact": "contact with the mentor",
}


def explained(alert: OpenAlert, dossier: Dossier, assessed: Claims) -> OpenAlert:
    """The alert with its finding as of the assessment; with the one it had where what it is about is gone."""
    if alert.kind == "outcome-missing":
        planned = [each for each in dossier.history.interviews if each.planned_on == alert.since]
        events = tuple(sorted(each.event for each in planned))
        return msgspec.structs.replace(alert, finding=explain_outcome(alert.since, events, alert.due_on))
    if alert.kind in ("passive", "passive-soon"):
        return msgspec.structs.replace(alert, finding=explain_passive(dossier, alert.since, alert.due_on))
    case = case_of(alert, assessed.obligations)
    if case is None:
        return alert
    return msgspec.structs.replace(alert, due_on=case.due_on, held=case.held, finding=explain(case, assessed.on))


def explain(obligation: Obligation, on: Day) -> Finding:
    """Why an obligation stands as it does on a day, and what would cure it."""
    rule = obligation.rule
    return Finding(
        rule.reference,
        rule.version,
        rule.confidence,
        obligation.counted_from,
        tuple([event for _, event in obligation.acts]),
        f"{_due(obligation)}; {obligation.held} of {rule.needed} held",
        _cure(obligation, on),
    )


def _due(obligation: Obligation) -> str:
    """How the due date comes about, day zero first; what is not the bare period is said as days added."""
    rule, due_on = obligation.rule, obligation.due_on
    base, period = (obligation.counted_from, rule.within)
    if rule.form in ("every", "repeated", "repeated-offer"):
        base, period = obligation.since, rule.every
    nominal = period.from_day(base)
    if rule.by_age is not None and rule.by_age.within.from_day(base) == due_on:
        nominal, period = due_on, rule.by_age.within
    moved = "" if due_on == nominal else _moved(due_on - nominal)
    return f"{iso(base)} + {_words(period)}{moved} = {iso(due_on)}"


@lru_cache(maxsize=256)
def _words(period: Period) -> str:
    return str(period)


def _moved(days: int) -> str:
    return f" {'+' if days > 0 else '-'} {abs(days)} day{'s' if abs(days) > 1 else ''} (clock stopped, age, change or exemption)"


def _cure(obligation: Obligation, on: Day) -> str:
    rule, due_on = obligation.rule, obligation.due_on
    left = rule.needed - obligation.held
    if left <= 0:
        return "nothing more is needed"
    what = f"{left} {_ACTS[rule.duty]}{'s' if left > 1 else ''}"
    if on > due_on:
        return f"{what} as soon as possible: the last day was {iso(due_on)}"
    return f"{what} by {iso(due_on)}"


def explain_passive(dossier: Dossier, since: Day, due_on: Day) -> Finding:
    """Why somebody has been, or soon will have been, 12 months without active effort."""
    reference, confidence = dossier.book.term_references["passive-months"]
    window = str(dossier.book.terms.passive_back)
    return Finding(
        reference=reference,
        version=f"active-year@{window.replace(' ', '-')}",
        confidence=confidence,
        counted_from=since,
        inputs=tuple(sorted(offer.event for offer in dossier.history.offers)),
        arithmetic=f"on support since {iso(since)}; no active effort in the {window} up to {iso(due_on + 1)}",
        cure=f"an active offer that begins, or {dossier.book.terms.focus_hours} hours of work",
    )


def explain_outcome(planned_on: Day, events: tuple[str, ...], last_day: Day) -> Finding:
    """Why an interview's outcome is asked for."""
    return Finding(
        reference="bekendtgørelse 442 af 26/05/2023 § 20 (registration of summonses and interviews)",
        version="outcome-missing@policy",
        confidence="sure",
        counted_from=planned_on,
        inputs=events,
        arithmetic=f"planned for {iso(planned_on)}; no outcome registered by {iso(last_day)}",
        cure="register the interview as held, missed, moved or cancelled",
    )
