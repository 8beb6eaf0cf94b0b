"""When 12 months without active effort will be or were complete; asks the law, and says on which days it is worth asking."""

from __future__ import annotations

from collections.abc import Iterator

from rules.assess import is_passive
from rules.case import Dossier, Horizon
from rules.civil import Day, add_months
from rules.history import Offer
from rules.measures.last_year import hours_may_reach
from rules.support import support_days, support_since


def leaves_window(dossier: Dossier, last: Day) -> Day:
    """The first day whose look back no longer holds `last`."""
    return dossier.book.terms.passive_back.leaves(last)


def _active(dossier: Dossier) -> list[Offer]:
    inactive = dossier.book.terms.inactive_offer_kinds
    return [offer for offer in dossier.history.offers if offer.kind not in inactive]


def first_passive_day(dossier: Dossier, on: Day, lead_days: int, horizon: Horizon) -> Day | None:
    """The first day after `on`, at most `lead_days` ahead, on which the law will say passive; None: no such day.

    Notes in the horizon from when on the answer may be another.
    """
    last = on + lead_days
    complete = _complete(dossier, on)
    covering = [complete] if complete > last else []
    for offer in _active(dossier):
        if offer.from_ <= on + 1:
            if offer.to is None:
                return None
            covering.append(leaves_window(dossier, offer.to))
    for exemption in dossier.history.exemptions:
        if exemption.scope != "interviews" and exemption.from_ <= on + 1:
            if exemption.to is None:
                return None
            covering.append(exemption.to + 1)
    reached = max(covering, default=on)
    if reached > last:
        horizon.note(reached - lead_days)
        return None
    found: Day | None = None
    by_weeks = range(on + 1, last + 1) if dossier.book.terms.passive_back.weeks else ()
    for day in sorted({*_turning_days(dossier, complete, on + 1, last + 1), *by_weeks}):
        if day > last:
            horizon.note(day - lead_days)
            break
        if day > on and found is None and is_passive(dossier, day):
            found = day
    return found


def _complete(dossier: Dossier, on: Day) -> Day:
    """The day on which support has lasted long enough, or one before it: of days counted in a window each may add one."""
    terms = dossier.book.terms
    if terms.passive_back.weeks:
        known = support_days(dossier.history, terms.passive_back.opened(on) + 1, on)
        return on + max(0, terms.passive_back.support_days - known)
    return add_months(support_since(dossier.history, on, terms.support_gap_days), terms.passive_months)


def _turning_days(dossier: Dossier, complete: Day, first: Day, last: Day) -> Iterator[Day]:
    """Days on which passivity may begin: support complete, effort out of the window, exemptions over, other group.

    Of the many days on which hours leave the window none before `first`, and after `last` only the next one. Hours are
    looked for in the window of the focus measures, offers in both.
    """
    terms = dossier.book.terms
    windows = {terms.passive_back, terms.measure_back}
    yield complete
    if len(windows) > 1:
        yield add_months(support_since(dossier.history, first, terms.support_gap_days), terms.measure_back.months)
    for offer in _active(dossier):
        if offer.to is not None:
            for window in windows:
                yield window.leaves(offer.to)
    for mentor in dossier.history.mentors:
        if mentor.to is not None:
            yield leaves_window(dossier, mentor.to)
    for exemption in dossier.history.exemptions:
        if exemption.to is not None:
            yield exemption.to + 1
    for stretch in dossier.history.stretches:
        yield stretch.from_
    if not hours_may_reach(dossier.history, terms.focus_hours):
        return
    for work in dossier.history.works:
        # Hours leave the window day by day, so any of these days may be the one on which they no longer suffice.
        begins, ends = terms.measure_back.leaves(work.from_) - 1, terms.measure_back.leaves(work.to) + 1
        nearest = max(begins, first)
        if nearest <= ends:
            yield from range(nearest, max(nearest, min(ends, last)) + 1)


def last_day_before(dossier: Dossier, since: Day, on: Day) -> Day:
    """The last day on which the effort was still in time, for somebody without active effort on `on`."""
    if dossier.book.terms.passive_back.weeks:
        first = on
        while is_passive(dossier, first - 1):
            first -= 1
        return first - 1
    complete = add_months(since, dossier.book.terms.passive_months)
    begun = sorted(
        {day for day in _turning_days(dossier, complete, complete, on) if complete <= day <= on}, reverse=True
    )
    return next((day - 1 for day in begun if not is_passive(dossier, day - 1)), min(complete, on) - 1)
