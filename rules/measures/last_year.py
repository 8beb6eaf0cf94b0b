"""The measures of the last 12 months, for whoever has been on public support that long: active effort, work, interviews.

"The last 12 months" on day D run from the day after D − 12 months up to and including D. Passivity as KL asked for it;
bekendtgørelse om skærpet tilsyn (fokusmål 1 and 2).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from rules.case import FAR, Case
from rules.civil import Day, add_months


class Year:
    """The last 12 months of a case; `counted` when support has lasted as long."""

    __slots__ = ("active", "case", "counted", "opened")

    def __init__(self, case: Case, support_since: Day) -> None:
        self.case = case
        self.opened = add_months(case.on, -case.terms.passive_months)
        complete = add_months(support_since, case.terms.passive_months)
        self.counted = complete <= case.on
        case.horizon.note(complete)
        self.active = self.counted and self._offer()

    def leaves(self, last: Day) -> None:
        """Note when a day falls out of the window; a leap day's year ends a day later than its months."""
        self.case.horizon.note(add_months(last, self.case.terms.passive_months))
        self.case.horizon.note(add_months(last, self.case.terms.passive_months) + 1)

    def overlaps(self, begins: Day, ends: Day | None) -> bool:
        """Whether at least one day from `begins` to `ends` (None: no end) lies in the window."""
        if begins > self.case.on:
            return False
        if ends is not None:
            self.leaves(min(ends, self.case.on))
            self.leaves(ends)
        return ends is None or ends > self.opened

    def _offer(self) -> bool:
        inactive = self.case.terms.inactive_offer_kinds
        return any(
            self.overlaps(offer.from_, offer.to)
            for offer in self.case.dossier.history.offers
            if offer.kind not in inactive
        )


def active_year(year: Year) -> bool | None:
    """An active offer on at least one day; for activity-ready people mentor support counts too."""
    if not year.counted:
        return None
    if year.active or year.case.stint.group not in year.case.terms.mentor_counts_for:
        return year.active
    return any(year.overlaps(mentor.from_, mentor.to) for mentor in year.case.dossier.history.mentors)


def focus_offer(year: Year) -> bool | None:
    """An active offer, or at least 100 hours of work."""
    if not year.counted:
        return None
    return year.active or _hours_reach(year)


def focus_interviews(year: Year) -> bool | None:
    """At least four interviews under the jobcentre's rules."""
    if not year.counted:
        return None
    acts = year.case.dossier.interviews["jobcentre-interviews"]
    held = [on for on, _ in acts if year.opened < on <= year.case.on]
    enough = year.case.terms.focus_interviews
    if len(held) >= enough:
        year.leaves(held[-enough])
    return len(held) >= enough


def _hours_reach(year: Year) -> bool:
    """Whether the hours in the window reach the norm, spread evenly over each work's days, added up exactly."""
    case = year.case
    total, most_a_day = Fraction(0), Fraction(0)
    first_change = FAR
    for work in case.dossier.history.works:
        leaving = add_months(work.from_, case.terms.passive_months)
        if add_months(work.to, case.terms.passive_months) < case.on:
            continue
        first_change = min(first_change, leaving if work.to <= case.on else work.from_)
        a_day = Fraction(Decimal(str(work.hours))) / (work.to - work.from_ + 1)
        most_a_day += abs(a_day)
        inside = min(work.to, case.on) - max(work.from_, year.opened + 1) + 1
        if inside > 0:
            total += a_day * inside
    if most_a_day:
        # Hours enter and leave day by day; a window's edge moves by at most three days at a leap day.
        days = abs(case.terms.focus_hours - total) // most_a_day - 4
        case.horizon.note(max(first_change, case.on + max(1, int(days))))
    return total >= case.terms.focus_hours
