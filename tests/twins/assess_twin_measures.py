"""Knows the eight measures and passivity of one citizen with a running benefit; knows no obligations but as given."""

from datetime import date

from tests.twins.assess_twin_clock import ONE_DAY, add_months
from tests.twins.assess_twin_duties import Obligation
from tests.twins.assess_twin_facts import Facts, a_year_before, seniority_months
from tests.twins.assess_twin_law import BC, EARLY_INTERVIEWS, EARLY_OFFER_ROWS, STATUTORY
from tests.twins.assess_twin_life import Spell, Stretch

NAMES = (
    "statutory-interviews",
    "early-interviews",
    "early-offer",
    "offer-in-time",
    "active-year",
    "focus-offer",
    "focus-interviews",
    "duty-kept",
)
Measure = dict[str, bool]


def measure(counted: bool, met: bool) -> Measure:
    return {"counted": counted, "met": counted and met}


def not_counted() -> dict[str, Measure]:
    return {name: measure(False, False) for name in NAMES}  # noqa: FBT003 - counted and met, as on the wire


def measures(facts: Facts, spell: Spell, state: Stretch, listed: list[Obligation], on: date) -> dict[str, Measure]:
    return {
        **_by_seniority(facts, spell, state, on),
        **_by_year(facts, state, on),
        "offer-in-time": _offer_in_time(state, listed, on),
        "duty-kept": _duty_kept(listed, on),
    }


def _by_seniority(facts: Facts, spell: Spell, state: Stretch, on: date) -> dict[str, Measure]:
    clock = facts.clock("seniority", spell, on)
    months = seniority_months(spell.anchor, clock, on)
    statutory = measure(False, False)  # noqa: FBT003 - counted and met, as on the wire
    if state.row in STATUTORY:
        since, until, least, below, number = STATUTORY[state.row]
        counted = until is not None and since <= on <= until and least <= months < below
        statutory = measure(counted, len(facts.held("jobcentre", spell.anchor, on)) >= number)
    six = clock.after(spell.anchor, (6, "months"))
    first_day, last_day = EARLY_INTERVIEWS.get(state.row, (date.max, date.min))
    early = last_day is not None and first_day <= on <= last_day and months == 6
    early_offer = BC[1] is not None and BC[0] <= on <= BC[1] and months == 6 and state.row in EARLY_OFFER_ROWS
    return {
        "statutory-interviews": statutory,
        "early-interviews": measure(early, len(facts.held("jobcentre", spell.anchor, min(six, on))) >= 4),
        "early-offer": measure(early_offer, facts.active_between(spell.anchor, min(six, on))),
    }


def _by_year(facts: Facts, state: Stretch, on: date) -> dict[str, Measure]:
    support_since = facts.support_since(on)
    counted = support_since is not None and add_months(support_since, 12) <= on
    since = a_year_before(on) + ONE_DAY
    offer = facts.active_between(since, on)
    mentor = state.group in ("aktivitetsparat", "ung-aktivitetsparat") and facts.mentor_between(since, on)
    return {
        "active-year": measure(counted, offer or mentor),
        "focus-offer": measure(counted, offer or facts.work_hours(since, on) >= 100),
        "focus-interviews": measure(counted, len(facts.held("jobcentre", since, on)) >= 4),
    }


def _offer_in_time(state: Stretch, listed: list[Obligation], on: date) -> Measure:
    due = [made for made in listed if made.rule.duty == "first-offer" and made.due_on < on]
    return measure(state.group == "dagpenge" and bool(due), all(made.status == "fulfilled" for made in due))


def _duty_kept(listed: list[Obligation], on: date) -> Measure:
    due = [
        made
        for made in listed
        if made.rule.owner == "jobcentre"
        and made.status != "lapsed"
        and not made.rule.share
        and a_year_before(on) < made.due_on <= on
    ]
    return measure(bool(due), not any(made.status in ("overdue", "fulfilled-late") for made in due))


def passive(facts: Facts, state: Stretch, found: dict[str, Measure], on: date) -> bool:
    active_year = found["active-year"]
    return (
        active_year["counted"]
        and not active_year["met"]
        and not found["focus-offer"]["met"]
        and state.group != "sygedagpenge"
        and not facts.exempt_from_offers(on)
    )
