"""Dated facts about one citizen, one type per event type of the wire; knows what was said and when, not what follows from it.

Every fact has `id` (the duplicate key), `learnt_at` (the envelope's `time`: when the source registered it) and perhaps
`supersedes` (the id of an earlier event that it replaces). Days say when it happened. A field left out on the wire is None.
Encoded as arrays with the type's tag first, so that a list of facts is compact in a citizen's state; an added field must
come last and have a default.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from rules.civil import Day, Instant
from rules.words import (
    AbsenceKind,
    Benefit,
    CancelledBy,
    ExemptionBasis,
    ExemptionScope,
    InterviewActor,
    InterviewForm,
    InterviewKind,
    OfferKind,
    TargetGroup,
)


class FactBase(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What every fact has."""

    id: str
    learnt_at: Instant
    supersedes: str | None = None


class BenefitStarted(FactBase, frozen=True, array_like=True, kw_only=True, tag="B+"):
    benefit: Benefit
    target_group: TargetGroup
    municipality: str
    from_: Day
    contact_group: str | None = None
    first_contact_on: Day | None = None
    first_absence_on: Day | None = None
    category: int | None = None
    birth_date: Day | None = None
    accumulated_days: int | None = None
    caseworker: str | None = None
    direct_to_jobcentre: bool | None = None


class BenefitEnded(FactBase, frozen=True, array_like=True, kw_only=True, tag="B-"):
    to: Day
    reason: str | None = None


class TargetGroupChanged(FactBase, frozen=True, array_like=True, kw_only=True, tag="Bg"):
    target_group: TargetGroup
    from_: Day
    benefit: Benefit | None = None
    category: int | None = None


class MunicipalityChanged(FactBase, frozen=True, array_like=True, kw_only=True, tag="Bm"):
    municipality: str
    from_: Day


class CaseworkerAssigned(FactBase, frozen=True, array_like=True, kw_only=True, tag="Bc"):
    caseworker: str
    from_: Day
    team: str | None = None


class AbsenceRegistered(FactBase, frozen=True, array_like=True, kw_only=True, tag="A+"):
    absence_id: str
    kind: AbsenceKind
    from_: Day
    to: Day | None = None


class ExemptionGranted(FactBase, frozen=True, array_like=True, kw_only=True, tag="X+"):
    exemption_id: str
    scope: ExemptionScope
    from_: Day
    to: Day | None = None
    basis: ExemptionBasis | None = None
    reason: str | None = None


class WorkReported(FactBase, frozen=True, array_like=True, kw_only=True, tag="W+"):
    work_id: str
    from_: Day
    to: Day
    hours: int | float


class InterviewSummoned(FactBase, frozen=True, array_like=True, kw_only=True, tag="I+"):
    interview_id: str
    planned_on: Day
    kind: InterviewKind | None = None
    form: InterviewForm | None = None
    actor: InterviewActor | None = None


class InterviewMoved(FactBase, frozen=True, array_like=True, kw_only=True, tag="I>"):
    interview_id: str
    planned_on: Day


class InterviewCancelled(FactBase, frozen=True, array_like=True, kw_only=True, tag="I-"):
    interview_id: str
    by: CancelledBy


class InterviewHeld(FactBase, frozen=True, array_like=True, kw_only=True, tag="I!"):
    interview_id: str
    held_on: Day
    kind: InterviewKind | None = None
    form: InterviewForm | None = None
    actor: InterviewActor | None = None
    joint: bool | None = None
    a_kasse_attended: bool | None = None


class InterviewMissed(FactBase, frozen=True, array_like=True, kw_only=True, tag="I0"):
    interview_id: str
    missed_on: Day


class OfferGiven(FactBase, frozen=True, array_like=True, kw_only=True, tag="O+"):
    offer_id: str
    kind: OfferKind
    given_on: Day
    from_: Day
    to: Day | None = None


class OfferChanged(FactBase, frozen=True, array_like=True, kw_only=True, tag="O>"):
    offer_id: str
    from_: Day | None = None
    to: Day | None = None
    kind: OfferKind | None = None


class OfferCancelled(FactBase, frozen=True, array_like=True, kw_only=True, tag="O-"):
    offer_id: str


class MentorStarted(FactBase, frozen=True, array_like=True, kw_only=True, tag="M+"):
    mentor_id: str
    from_: Day
    to: Day | None = None


class MentorContact(FactBase, frozen=True, array_like=True, kw_only=True, tag="M!"):
    mentor_id: str
    on: Day


class MentorEnded(FactBase, frozen=True, array_like=True, kw_only=True, tag="M-"):
    mentor_id: str
    to: Day


class FactRetracted(FactBase, frozen=True, array_like=True, kw_only=True, tag="R"):
    retracts: str


class CitizenErased(FactBase, frozen=True, array_like=True, kw_only=True, tag="E"):
    pass


Fact: TypeAlias = (
    BenefitStarted
    | BenefitEnded
    | TargetGroupChanged
    | MunicipalityChanged
    | CaseworkerAssigned
    | AbsenceRegistered
    | ExemptionGranted
    | WorkReported
    | InterviewSummoned
    | InterviewMoved
    | InterviewCancelled
    | InterviewHeld
    | InterviewMissed
    | OfferGiven
    | OfferChanged
    | OfferCancelled
    | MentorStarted
    | MentorContact
    | MentorEnded
    | FactRetracted
    | CitizenErased
)

WIRE_NAME: dict[type[Fact], str] = {
    BenefitStarted: "benefit.started",
    BenefitEnded: "benefit.ended",
    TargetGroupChanged: "target-group.changed",
    MunicipalityChanged: "municipality.changed",
    CaseworkerAssigned: "caseworker.assigned",
    AbsenceRegistered: "absence.registered",
    ExemptionGranted: "exemption.granted",
    WorkReported: "work.reported",
    InterviewSummoned: "interview.summoned",
    InterviewMoved: "interview.moved",
    InterviewCancelled: "interview.cancelled",
    InterviewHeld: "interview.held",
    InterviewMissed: "interview.missed",
    OfferGiven: "offer.given",
    OfferChanged: "offer.changed",
    OfferCancelled: "offer.cancelled",
    MentorStarted: "mentor.started",
    MentorContact: "mentor.contact",
    MentorEnded: "mentor.ended",
    FactRetracted: "fact.retracted",
    CitizenErased: "citizen.erased",
}
"""The event type's name in the middle of `dk.rettidig.<name>.v1`."""

ENVELOPE_FIELDS: Final = frozenset({"id", "learnt_at", "supersedes"})
DAY_FIELDS: Final = frozenset(
    {
        "from_",
        "to",
        "on",
        "planned_on",
        "held_on",
        "missed_on",
        "given_on",
        "first_contact_on",
        "first_absence_on",
        "birth_date",
    }
)
"""The fields that hold a day, which is text on the wire."""
