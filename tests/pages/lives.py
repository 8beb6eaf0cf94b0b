"""Invented lives in Aarhus, judged by the law of the day: so that what the pages show is what the law says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from alerts.alert import OpenAlert
from alerts.explain import explained
from alerts.identity import alert_id
from alerts.inbox.entry import Telling
from alerts.kinds import open_alerts
from alerts.policy import load_policy
from rules.assess import assess
from rules.case import dossier
from rules.civil import Day, day, start_of_day
from rules.facts import BenefitStarted, Fact, InterviewHeld, InterviewSummoned, OfferGiven
from rules.history import history
from rules.lawbook import Lawbook
from rules.load import load_lawbook
from rules.words import Benefit, TargetGroup

MUNICIPALITY: Final = "751"
BOOK: Final[Lawbook] = load_lawbook()


def began(
    on: str, group: TargetGroup = "dagpenge", benefit: Benefit = "dagpenge", caseworker: str | None = "cw-1"
) -> BenefitStarted:
    """A benefit that begins, learnt on the day."""
    return BenefitStarted(
        id=f"ydelse-{on}",
        learnt_at=start_of_day(day(on)),
        benefit=benefit,
        target_group=group,
        municipality=MUNICIPALITY,
        from_=day(on),
        first_contact_on=day(on),
        birth_date=day("1985-01-01"),
        caseworker=caseworker,
    )


def held(*on: str) -> list[Fact]:
    """Interviews that were held, learnt on the day."""
    return [
        InterviewHeld(
            id=f"held-{each}",
            learnt_at=start_of_day(day(each)),
            interview_id=f"i-{each}",
            held_on=day(each),
            kind="job-interview",
            form="in-person",
            actor="jobcentre",
        )
        for each in on
    ]


def summoned(on: str, learnt: str) -> Fact:
    """An interview that is planned."""
    return InterviewSummoned(
        id=f"summoned-{on}",
        learnt_at=start_of_day(day(learnt)),
        interview_id=f"p-{on}",
        planned_on=day(on),
        kind="job-interview",
        form="in-person",
        actor="jobcentre",
    )


def offered(from_: str, to: str | None = None) -> Fact:
    """An active offer."""
    return OfferGiven(
        id=f"offer-{from_}",
        learnt_at=start_of_day(day(from_)),
        offer_id=f"o-{from_}",
        kind="virksomhedspraktik",
        given_on=day(from_),
        from_=day(from_),
        to=None if to is None else day(to),
    )


LIVES: Final[dict[str, list[Fact]]] = {
    "c-1001": [began("2025-09-04"), *held("2025-12-18", "2026-01-22"), offered("2025-12-01", "2026-01-30")],
    "c-1002": [began("2025-08-11"), *held("2025-11-20", "2025-12-18", "2026-01-15")],
    "c-1003": [
        began("2025-09-12"),
        *held("2025-12-17"),
        summoned("2026-03-10", "2026-02-20"),
        offered("2026-01-05", "2026-02-13"),
    ],
    "c-1004": [began("2026-03-03", "jobparat", "kontanthjaelp")],
    "c-1005": [
        began("2025-11-24", "jobparat", "kontanthjaelp"),
        *held("2025-11-27", "2025-12-19", "2026-01-20"),
        summoned("2026-03-02", "2026-02-12"),
        offered("2026-02-02"),
    ],
    "c-1006": [
        began("2025-09-13"),
        *held("2025-12-20", "2026-02-03"),
        summoned("2026-03-06", "2026-02-17"),
        offered("2026-01-12", "2026-02-13"),
    ],
    "c-1007": [began("2026-02-27", "aktivitetsparat", "kontanthjaelp", caseworker=None)],
    "c-1008": [
        began("2024-11-18", "aktivitetsparat", "kontanthjaelp"),
        *held("2024-11-22", "2025-01-20", "2025-02-20", "2025-04-01"),
        offered("2025-01-06", "2025-02-21"),
    ],
    "c-2001": [began("2026-02-26", "jobparat", "kontanthjaelp", caseworker="cw-2")],
}


def told_of(citizen: str, facts: Sequence[Fact], on: Day) -> list[Telling]:
    """The alerts that are open for a citizen on a day, as they were raised."""
    known = dossier(history(facts), BOOK)
    assessed = assess(known, on)
    found = open_alerts(known, assessed, load_policy())[0]
    return [_telling(citizen, key, explained(alert, known, assessed)) for key, alert in found.items()]


def _telling(citizen: str, key: str, alert: OpenAlert) -> Telling:
    assert alert.finding is not None
    at = start_of_day(alert.opened_on)
    return Telling(
        alert_id=alert_id(key, citizen),
        revision=1,
        change="raised",
        at=at,
        raised_at=at,
        kind=alert.kind,
        duty=alert.duty,
        citizen=citizen,
        municipality=alert.municipality,
        target_group=alert.target_group,
        caseworker=alert.caseworker,
        since=alert.since,
        due_on=alert.due_on,
        needed=alert.needed,
        held=alert.held,
        awaiting_outcome=alert.awaiting_outcome,
        held_back=alert.held_back,
        finding=alert.finding,
        plan_on=alert.plan_on,
        summoned_for=alert.summoned_for,
        raised_revision=1,
    )
