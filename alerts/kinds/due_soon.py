"""due-soon: a pending obligation whose next planning date is near, with too little held or arranged for it.

The planning dates spread the needed acts evenly over the period: p(k) = since + whole days of (due_on - since) x k / needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import OpenAlert
from alerts.view import View
from alerts.working_days import opens_before
from rules.civil import Day
from rules.obligation import Obligation


def due_soon(view: View) -> Iterator[OpenAlert]:
    """One alert an obligation, from the day on which the first uncovered planning date comes within the lead."""
    for each in view.assessed.obligations:
        if each.status != "pending" or each.closed or each.rule.owner != "jobcentre" or each.rule.binding == "share":
            continue
        if each.rule.form in ("first-offer", "repeated-offer"):
            days: list[Day] = []
            covered = int(_offer_arranged(view, each))
        else:
            planned = view.planned(each)
            days = [interview.planned_on for interview in planned if interview.planned_on is not None]
            covered = sum(view.on <= day <= each.due_on for day in days)
        uncovered = each.held + covered + 1
        if uncovered > each.needed:
            continue
        plan_on = each.since + (each.due_on - each.since) * uncovered // each.needed
        opened_on = _opens(view, each, plan_on)
        if view.on < opened_on:
            view.horizon.note(opened_on)
            continue
        remind_on = opens_before(plan_on, view.policy.reminder_working_days)
        view.horizon.note(remind_on)
        yield OpenAlert(
            kind="due-soon",
            duty=each.duty,
            since=each.since,
            needed=each.needed,
            due_on=each.due_on,
            opened_on=opened_on,
            held=each.held,
            municipality=view.municipality,
            target_group=view.group,
            caseworker=view.caseworker,
            plan_on=plan_on,
            remind_on=remind_on,
            summoned_for=min((day for day in days if day >= view.on), default=None),
            awaiting_outcome=any(day < view.on and day <= each.due_on for day in days),
        )


def _opens(view: View, each: Obligation, plan_on: Day) -> Day:
    """The first day of the lead: some working days, but never more than a third of the interval between two acts."""
    longest = (each.due_on - each.since) // (view.policy.lead_part_of_interval * each.needed)
    return max(opens_before(plan_on, view.policy.due_soon_lead_working_days), plan_on - longest)


def _offer_arranged(view: View, each: Obligation) -> bool:
    """Whether an offer is given that begins in time and is not known to be too short."""
    terms = view.dossier.book.terms
    first = each.since if each.rule.form == "first-offer" else each.since + 1
    for offer in view.dossier.offers:
        if offer.from_ < first or offer.given_on is None or offer.given_on > view.on:
            continue
        if offer.to is not None and offer.to - offer.from_ + 1 < terms.offer_minimum_days:
            continue
        grace = terms.loentilskud_grace_days if offer.kind == "loentilskud" and offer.given_on <= each.due_on else 0
        if offer.from_ <= each.due_on + grace:
            return True
    return False
