"""When the next act of a pending obligation should take place, what is arranged for it, and from when its alert is open.

The planning dates spread the needed acts evenly over the period: p(k) = since + whole days of (due_on - since) x k / needed.
"""

from __future__ import annotations

import msgspec

from alerts.view import View
from alerts.working_days import opens_before
from rules.civil import Day
from rules.forms import OFFER_FORMS
from rules.obligation import Obligation


class Outlook(msgspec.Struct, frozen=True):
    """`plan_on`: the first planning date for which nothing is held or arranged, and `opened_on` the first day of its lead.

    Both None: everything is covered. `days`: the days of interviews that are planned and without an outcome.
    """

    days: list[Day]
    plan_on: Day | None
    opened_on: Day | None


def interviews_ahead(view: View, each: Obligation) -> list[Day]:
    """The days of interviews that are planned and without an outcome, and would count; no interview counts as an offer."""
    return [] if each.rule.form in OFFER_FORMS else view.planned_days(each)


def next_of(days: list[Day], on: Day) -> Day | None:
    """What the citizen is summoned for: the next of the planned days, today's included."""
    return min([day for day in days if day >= on], default=None) if days else None


def awaits_outcome(days: list[Day], on: Day, due_on: Day) -> bool:
    """Whether an interview that would have been in time has passed, and nobody registered what became of it."""
    return bool(days) and any(day < on and day <= due_on for day in days)


def outlook(view: View, each: Obligation) -> Outlook:
    """How it looks for a pending obligation of the jobcentre."""
    days = interviews_ahead(view, each)
    if each.rule.form in OFFER_FORMS:
        covered = int(_offer_arranged(view, each))
    else:
        covered = len([day for day in days if view.on <= day <= each.due_on]) if days else 0
    uncovered, needed = each.held + covered + 1, each.rule.needed
    if uncovered > needed:
        return Outlook(days, None, None)
    plan_on = each.since + (each.due_on - each.since) * uncovered // needed
    return Outlook(days, plan_on, _opens(view, each, plan_on))


def _opens(view: View, each: Obligation, plan_on: Day) -> Day:
    """The first day of the lead: some working days, but never more than a third of the interval between two acts."""
    longest = (each.due_on - each.since) // (view.policy.lead_part_of_interval * each.rule.needed)
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
