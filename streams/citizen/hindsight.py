"""What is known today of an earlier time: facts learnt since that tell of it, and not what only happened since.

An alert is withdrawn when in hindsight it was never true (contracts/outputs.md): a correction or a late fact shows that. An
offer given, a summons sent or a benefit that ended afterwards ends an alert and does not make it untrue.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from alerts.record import Record
from rules.case import Dossier
from rules.civil import Day, Instant, civil_day
from rules.facts import (
    AbsenceRegistered,
    BenefitEnded,
    BenefitStarted,
    CaseworkerAssigned,
    ExemptionGranted,
    Fact,
    InterviewCancelled,
    InterviewHeld,
    InterviewMissed,
    InterviewMoved,
    InterviewSummoned,
    MentorStarted,
    OfferGiven,
    TargetGroupChanged,
    WorkReported,
)
from streams.citizen.judge import Judge

_Beginning = AbsenceRegistered | BenefitStarted | ExemptionGranted | MentorStarted | TargetGroupChanged | WorkReported
_OfInterviews = InterviewSummoned | InterviewMoved | InterviewCancelled | InterviewHeld | InterviewMissed
_WITHOUT_INTERVIEWS: Final = frozenset({"passive", "passive-soon"})
"""The kinds that no interview makes true or untrue."""


class Hindsight:
    """What `facts` say, which are what `known` was made of, about times before the last of them. `erased`: some were erased."""

    def __init__(self, facts: Sequence[Fact], known: Dossier, judge: Judge, *, erased: bool) -> None:
        self.known = known
        self._facts = facts
        self._judge = judge
        self._planned = {each.interview_id for each in known.history.interviews if each.status == "planned"}
        self._plain = not erased and len({fact.id for fact in facts}) == len(facts)

    def was_open(self, key: str, record: Record) -> bool:
        """Whether an alert held when it was raised."""
        facts, then, planned = self._facts, record.raised_at, self._planned
        same_law = record.law == self._judge.version
        if self._plain and same_law and still_true(key.partition(":")[0], facts, then, record.known, planned):
            return True
        there = in_hindsight(facts, then, planned)
        known = self.known if len(there) == len(facts) else self._judge.dossier(there)
        return self._judge.was_open(known, key, civil_day(then))


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


def still_true(kind: str, facts: Sequence[Fact], then: Instant, known: int, planned: Collection[str]) -> bool:
    """Whether an alert that was open at an instant by the first `known` facts is so in hindsight for certain.

    False where it has to be judged anew. What does not count in hindsight changes nothing, and neither does who has the
    case, nor an interview that was held later, missed or called off: without it less is arranged, and an alert that was
    open in spite of an arrangement is open without it.
    """
    if (
        not 0 < known <= len(facts)
        or facts[known - 1].learnt_at > then
        or (known < len(facts) and facts[known].learnt_at <= then)
    ):
        return False
    on = civil_day(then)
    held: set[str] | None = None
    for fact in facts[known:]:
        if fact.supersedes is not None:
            return False
        if type(fact) is CaseworkerAssigned or _happened_after(fact, on, planned):
            continue
        if not isinstance(fact, _OfInterviews):
            return False
        if kind in _WITHOUT_INTERVIEWS:
            continue
        if type(fact) is InterviewHeld and fact.held_on <= on:
            return False
        if held is None:
            held = {each.interview_id for each in facts[:known] if type(each) is InterviewHeld}
        if fact.interview_id in held:
            return False
    return True


def _happened_after(fact: Fact, on: Day, planned: Collection[str]) -> bool:
    if type(fact) is InterviewSummoned or type(fact) is InterviewMoved:
        return fact.interview_id in planned
    if type(fact) is OfferGiven:
        return fact.given_on > on
    if type(fact) is BenefitEnded:
        return fact.to >= on
    return isinstance(fact, _Beginning) and fact.from_ > on
