"""The measures of the first months: the statutory number of interviews, early interviews and an early offer.

The dated table of group, seniority and number stands in `law/measures/`; STAR's samtaledata and tidlig indsats.
"""

from __future__ import annotations

from rules.case import Case
from rules.civil import Day, add_months
from rules.clock_stops import ClockKind
from rules.forms.count import acts_within
from rules.lawbook import MeasureRow


def statutory_interviews(case: Case, months: int) -> bool | None:
    """At least the row's number of jobcentre interviews since the anchor."""
    row = _row("statutory-interviews", case, months)
    return None if row is None else _held_until(case, case.on, row.needed)


def early_interviews(case: Case, months: int) -> bool | None:
    """At least the row's number of jobcentre interviews in the first six months."""
    row = _row("early-interviews", case, months)
    return None if row is None else _held_until(case, _first_half_ends(case), row.needed)


def early_offer(case: Case, months: int) -> bool | None:
    """An active offer on at least one day of the first six months."""
    if _row("early-offer", case, months) is None:
        return None
    ends = min(_first_half_ends(case), case.on)
    return any(
        offer.kind not in case.terms.inactive_offer_kinds
        and offer.from_ <= ends
        and (offer.to is None or offer.to >= case.spell.anchor)
        for offer in case.dossier.history.offers
    )


def _row(measure: str, case: Case, months: int) -> MeasureRow | None:
    """The row that counts the citizen on this day; notes the days on which another answer may begin."""
    for row in case.dossier.book.measures[measure].get(case.stint.cell, ()):
        case.horizon.note(row.from_)
        case.horizon.note(row.until + 1)
        if row.from_ <= case.on <= row.until:
            for border in (row.from_months, row.to_months):
                if border > months:
                    case.horizon.note(seniority_on(case, border))
            if row.from_months <= months < row.to_months:
                return row
    return None


def seniority_on(case: Case, months: int) -> Day:
    """The day on which seniority reaches so many months."""
    anchor = case.spell.anchor
    return case.clock(ClockKind.SENIORITY).after(anchor, add_months(anchor, months) - anchor)


def _first_half_ends(case: Case) -> Day:
    """The day on which seniority reaches six months; like a deadline it is the last day of the six."""
    return seniority_on(case, case.terms.first_half_months)


def _held_until(case: Case, last: Day, needed: int) -> bool:
    acts = case.dossier.interviews["jobcentre-interviews"]
    return len(acts_within(acts, case.spell.anchor, min(last, case.on), needed)) == needed
