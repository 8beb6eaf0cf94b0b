"""The measures of the last 12 months, for whoever has been on public support that long: active effort, work, interviews.

"The last 12 months" on day D run from the day after D − 12 months up to and including D. Passivity as KL asked for it;
bekendtgørelse om skærpet tilsyn (fokusmål 1 and 2).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import fsum

from rules.case import FAR, Case
from rules.civil import Day, add_months
from rules.history import History
from rules.lookback import Lookback
from rules.support import support_days


class Year:
    """The last 12 months, or whatever else the law looks back on; `counted` when support has lasted long enough."""

    __slots__ = ("active", "back", "case", "counted", "opened")

    def __init__(self, case: Case, support_since: Day, back: Lookback) -> None:
        self.case = case
        self.back = back
        self.opened = back.opened(case.on)
        self.counted = self._on_support() if back.weeks else self._unbroken(support_since)
        self.active = self.counted and self._offer()

    def _unbroken(self, support_since: Day) -> bool:
        complete = add_months(support_since, self.back.months)
        self.case.horizon.note(complete)
        return complete <= self.case.on

    def _on_support(self) -> bool:
        """Whether enough days of the window were on support; their number changes by one a day at most."""
        missing = self.back.support_days - support_days(self.case.dossier.history, self.opened + 1, self.case.on)
        self.case.horizon.note(self.case.on + (missing if missing > 0 else 1 - missing))
        return missing <= 0

    def leaves(self, last: Day) -> None:
        """Note when a day falls out of the window."""
        self.case.horizon.note(self.back.leaves(last))

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


def years(case: Case, support_since: Day) -> tuple[Year, Year]:
    """What passivity and what the focus measures look back on; one and the same where the law has one length for both."""
    terms = case.terms
    passive = Year(case, support_since, terms.passive_back)
    if terms.measure_back == terms.passive_back:
        return passive, passive
    return passive, Year(case, support_since, terms.measure_back)


def left_alone(case: Case, support_since: Day) -> bool:
    """Counted in active-year, and neither that nor focus-offer met."""
    passive, focus = years(case, support_since)
    return passive.counted and not active_year(passive) and not focus_offer(focus)


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


def hours_may_reach(history: History, norm: int) -> bool:
    """Whether all work together comes near the norm; if not, no window's hours reach it."""
    return fsum(work.hours for work in history.works if work.hours > 0) > norm - 1


def _hours_reach(year: Year) -> bool:
    """Whether the hours in the window reach the norm, spread evenly over each work's days, added up exactly."""
    case = year.case
    if not hours_may_reach(case.dossier.history, case.terms.focus_hours):
        return False
    total, most_a_day = Fraction(0), Fraction(0)
    first_change = FAR
    for work in case.dossier.history.works:
        leaving = add_months(work.from_, year.back.months)
        if add_months(work.to, year.back.months) < case.on:
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
