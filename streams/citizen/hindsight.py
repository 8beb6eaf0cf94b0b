"""What is known today of an earlier time: facts learnt since that tell of it, and not what only happened since.

An alert is withdrawn when in hindsight it was never true (contracts/outputs.md): a correction or a late fact shows that. An
offer given, a summons sent or a benefit that ended afterwards ends an alert and does not make it untrue.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rules.civil import Day, Instant, civil_day
from rules.facts import (
    AbsenceRegistered,
    BenefitEnded,
    BenefitStarted,
    ExemptionGranted,
    Fact,
    InterviewMoved,
    InterviewSummoned,
    MentorStarted,
    OfferGiven,
    TargetGroupChanged,
    WorkReported,
)

_Beginning = AbsenceRegistered | BenefitStarted | ExemptionGranted | MentorStarted | TargetGroupChanged | WorkReported


def in_hindsight(facts: Sequence[Fact], then: Instant, planned: Collection[str]) -> list[Fact]:
    """The facts without those that were learnt after an instant and happened after its day; a correction always stays.

    `planned`: the interviews that are planned by now. A summons has no date but that of its registration.
    """
    on = civil_day(then)
    return [
        fact
        for fact in facts
        if fact.learnt_at <= then or fact.supersedes is not None or not _happened_after(fact, on, planned)
    ]


def _happened_after(fact: Fact, on: Day, planned: Collection[str]) -> bool:
    if isinstance(fact, InterviewSummoned | InterviewMoved):
        return fact.interview_id in planned
    if isinstance(fact, OfferGiven):
        return fact.given_on > on
    if isinstance(fact, BenefitEnded):
        return fact.to >= on
    return isinstance(fact, _Beginning) and fact.from_ > on
