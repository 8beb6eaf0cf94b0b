"""The offer duties: the first offer by a date that age and exemptions move, and new offers at intervals after it.

Rules: contracts/assess.md section 3, "Offers that qualify" and "Age"; LAB § 102.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.civil import LAST_DAY, Day, birthday
from rules.clock_stops import ClockKind, exempt_until
from rules.history import Offer
from rules.lawbook import Period, Rule
from rules.obligation import Obligation
from rules.status import obligation
from rules.timeline import OPEN


def first_offer(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """One obligation, listed from the anchor; clock, age, change and exemption month move its date in this order."""
    anchor = case.spell.anchor
    own = _by_age(rule, case, kind, rule.within)
    unmoved = max(own, case.earliest)
    due_on = _after_exemption(case, kind, unmoved)
    if not case.watch(rule, kind, due_on, moves=due_on != unmoved) or not case.arises(due_on):
        return ()
    if case.on < anchor:
        case.horizon.note(anchor)
        return ()
    offers = [offer for offer in case.dossier.offers if offer.from_ >= anchor]
    return (_answered(rule, case, kind, (anchor, due_on), offers)[0],)


def repeated_offer(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """A chain from first-offer's own date; each interval runs from the last day of the former offer.

    None is open while an offer that counts runs, so an obligation is listed from the former offer's last day.
    """
    window = _after_exemption(
        case, ClockKind.FIRST_OFFER, case.date(ClockKind.FIRST_OFFER, case.spell.anchor, rule.after)
    )
    offers = [offer for offer in case.dossier.offers if offer.from_ >= case.spell.anchor]
    base = window
    if case.stint.changed:
        before = [offer for offer in offers if offer.from_ < case.stint.from_]
        base = max([window, *(_last_day(offer) for offer in before if _counts(offer, case))])
        offers = [offer for offer in offers if offer.from_ >= case.stint.from_]
    listed: list[Obligation] = []
    while True:
        base = _run_on(base, offers, case)
        if base > case.on:
            case.horizon.note(base)
            return listed
        offers = [offer for offer in offers if offer.from_ > base]
        due_on = max(case.date(kind, base, rule.every), case.earliest)
        made, offer = _answered(rule, case, kind, (base, due_on), offers)
        if case.watch(rule, kind, due_on) and case.arises(due_on):
            listed.append(made)
        if offer is None:
            return listed
        base = _last_day(offer)


def _run_on(base: Day, offers: Sequence[Offer], case: Case) -> Day:
    """The base day moved over counting offers that began on or before it; they fulfil nothing."""
    for offer in offers:
        if offer.from_ <= base and _counts(offer, case):
            base = max(base, _last_day(offer))
    return base


def _answered(
    rule: Rule, case: Case, kind: ClockKind, span: tuple[Day, Day], offers: Sequence[Offer]
) -> tuple[Obligation, Offer | None]:
    """The obligation of a span (since, due_on) and the offer that fulfils it: the earliest in time, else the earliest."""
    since, due_on = span
    counting = [offer for offer in offers if _counts(offer, case)]
    timely = [offer for offer in counting if _in_time(offer, due_on, case)]
    open_ = any(_may_yet(offer, due_on, case) for offer in offers)
    chosen = timely[0] if timely else None if open_ or not counting else counting[0]
    shown = chosen or (counting[0] if counting else None)
    return (
        obligation(
            case,
            rule,
            kind,
            since,
            due_on,
            () if shown is None else ((shown.from_, shown.event),),
            None if chosen is None else chosen.from_,
            in_time=bool(timely),
            still_possible=open_,
        ),
        chosen,
    )


def _counts(offer: Offer, case: Case) -> bool:
    """Whether an offer has begun and is known to last long enough; one of unknown end is, once that time has passed."""
    if offer.from_ > case.on:
        return False
    if offer.to is None:
        return case.on >= offer.from_ + case.terms.offer_minimum_days
    return offer.to - offer.from_ + 1 >= case.terms.offer_minimum_days


def _in_time(offer: Offer, due_on: Day, case: Case) -> bool:
    """Begun by the due date; a loentilskud also when given by then and begun within the weeks of grace (§ 102)."""
    if offer.from_ <= due_on:
        return True
    return (
        offer.kind == "loentilskud"
        and offer.given_on is not None
        and offer.given_on <= due_on
        and offer.from_ <= due_on + case.terms.loentilskud_grace_days
    )


def _may_yet(offer: Offer, due_on: Day, case: Case) -> bool:
    """Whether an offer that does not count yet may still fulfil the duty in time."""
    if _counts(offer, case) or not _in_time(offer, due_on, case):
        return False
    if offer.to is not None and offer.to - offer.from_ + 1 < case.terms.offer_minimum_days:
        return False
    return offer.from_ <= case.on or (offer.given_on is not None and offer.given_on <= case.on)


def _last_day(offer: Offer) -> Day:
    return OPEN if offer.to is None else offer.to


def _by_age(rule: Rule, case: Case, kind: ClockKind, within: Period) -> Day:
    """The due date of the age: birthdays between the anchor and the former age's date are foreseen."""
    anchor = case.spell.anchor
    middle = case.date(kind, anchor, within)
    born = case.dossier.history.birth_date
    if rule.by_age is None or born is None:
        return middle
    edge = case.date(kind, anchor, rule.by_age.within)
    grows_up, grows_old = birthday(born, rule.by_age.under), birthday(born, rule.by_age.from_)
    if anchor < grows_up:
        return middle if grows_up <= edge else edge
    if anchor < grows_old:
        return max(edge, grows_old) if grows_old <= middle else middle
    return edge


def _after_exemption(case: Case, kind: ClockKind, due_on: Day) -> Day:
    """Who is exempt on the due date owes the offer a month after the exemption ends (§ 102(4)).

    An open exemption is taken to end on the assessed day, so it moves the date from the day on which it is reached.
    """
    exemptions = case.dossier.history.exemptions
    if exemptions:
        case.horizon.note(due_on)
    while due_on < LAST_DAY and (ends := exempt_until(exemptions, due_on, case.on)) is not None:
        due_on = case.date(kind, ends, Period(months=case.terms.exemption_months))
        case.horizon.note(due_on)
    return due_on
