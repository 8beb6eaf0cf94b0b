"""From the wire's body to a fact; knows which field states what, not what is possible (streams/intake/possible.py).

One plain function a type, because every event goes through here: the same by names in a table takes four times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from rules import facts
from rules.civil import Instant
from rules.facts import Fact
from streams.intake import wire
from streams.intake.possible import day_if_known, days_used, end, end_if_known, happened, there


def to_fact(event: wire.Event, learnt_at: Instant) -> Fact:
    """The fact that an event states. Raises RefusalError for a body that is impossible in itself."""
    return _STATED[type(event.data)](event, event.data, learnt_at)


def _benefit_started(event: wire.Event, data: wire.BenefitStarted, at: Instant) -> Fact:
    return facts.BenefitStarted(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        benefit=data.benefit,
        target_group=data.target_group,
        municipality=there(data.municipality),
        from_=data.from_.toordinal(),
        contact_group=data.contact_group,
        first_contact_on=day_if_known(data.first_contact_on),
        first_absence_on=day_if_known(data.first_absence_on),
        category=data.category,
        birth_date=day_if_known(data.birth_date),
        accumulated_days=days_used(data.accumulated_days, data.from_),
        caseworker=data.caseworker,
        direct_to_jobcentre=data.direct_to_jobcentre,
    )


def _benefit_ended(event: wire.Event, data: wire.BenefitEnded, at: Instant) -> Fact:
    return facts.BenefitEnded(
        id=event.id, learnt_at=at, supersedes=event.supersedes, to=data.to.toordinal(), reason=data.reason
    )


def _target_group_changed(event: wire.Event, data: wire.TargetGroupChanged, at: Instant) -> Fact:
    return facts.TargetGroupChanged(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        target_group=data.target_group,
        from_=data.from_.toordinal(),
        benefit=data.benefit,
        category=data.category,
    )


def _municipality_changed(event: wire.Event, data: wire.MunicipalityChanged, at: Instant) -> Fact:
    return facts.MunicipalityChanged(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        municipality=there(data.municipality),
        from_=data.from_.toordinal(),
    )


def _caseworker_assigned(event: wire.Event, data: wire.CaseworkerAssigned, at: Instant) -> Fact:
    return facts.CaseworkerAssigned(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        caseworker=data.caseworker,
        from_=data.from_.toordinal(),
        team=data.team,
    )


def _absence_registered(event: wire.Event, data: wire.AbsenceRegistered, at: Instant) -> Fact:
    return facts.AbsenceRegistered(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        absence_id=data.absence_id,
        kind=data.kind,
        from_=data.from_.toordinal(),
        to=end_if_known(data.to, data.from_),
    )


def _exemption_granted(event: wire.Event, data: wire.ExemptionGranted, at: Instant) -> Fact:
    return facts.ExemptionGranted(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        exemption_id=data.exemption_id,
        scope=data.scope,
        from_=data.from_.toordinal(),
        to=end_if_known(data.to, data.from_),
        basis=data.basis,
        reason=data.reason,
    )


def _work_reported(event: wire.Event, data: wire.WorkReported, at: Instant) -> Fact:
    return facts.WorkReported(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        work_id=data.work_id,
        from_=data.from_.toordinal(),
        to=end(data.to, data.from_),
        hours=data.hours,
    )


def _interview_summoned(event: wire.Event, data: wire.InterviewSummoned, at: Instant) -> Fact:
    return facts.InterviewSummoned(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        interview_id=data.interview_id,
        planned_on=data.planned_on.toordinal(),
        kind=data.kind,
        form=data.form,
        actor=data.actor,
    )


def _interview_moved(event: wire.Event, data: wire.InterviewMoved, at: Instant) -> Fact:
    return facts.InterviewMoved(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        interview_id=data.interview_id,
        planned_on=data.planned_on.toordinal(),
    )


def _interview_cancelled(event: wire.Event, data: wire.InterviewCancelled, at: Instant) -> Fact:
    return facts.InterviewCancelled(
        id=event.id, learnt_at=at, supersedes=event.supersedes, interview_id=data.interview_id, by=data.by
    )


def _interview_held(event: wire.Event, data: wire.InterviewHeld, at: Instant) -> Fact:
    return facts.InterviewHeld(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        interview_id=data.interview_id,
        held_on=happened(data.held_on, "held_on", at),
        kind=data.kind,
        form=data.form,
        actor=data.actor,
        joint=data.joint,
        a_kasse_attended=data.a_kasse_attended,
    )


def _interview_missed(event: wire.Event, data: wire.InterviewMissed, at: Instant) -> Fact:
    return facts.InterviewMissed(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        interview_id=data.interview_id,
        missed_on=happened(data.missed_on, "missed_on", at),
    )


def _offer_given(event: wire.Event, data: wire.OfferGiven, at: Instant) -> Fact:
    return facts.OfferGiven(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        offer_id=data.offer_id,
        kind=data.kind,
        given_on=happened(data.given_on, "given_on", at),
        from_=data.from_.toordinal(),
        to=end_if_known(data.to, data.from_),
    )


def _offer_changed(event: wire.Event, data: wire.OfferChanged, at: Instant) -> Fact:
    return facts.OfferChanged(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        offer_id=data.offer_id,
        from_=day_if_known(data.from_),
        to=end_if_known(data.to, data.from_),
        kind=data.kind,
    )


def _offer_cancelled(event: wire.Event, data: wire.OfferCancelled, at: Instant) -> Fact:
    return facts.OfferCancelled(id=event.id, learnt_at=at, supersedes=event.supersedes, offer_id=data.offer_id)


def _mentor_started(event: wire.Event, data: wire.MentorStarted, at: Instant) -> Fact:
    return facts.MentorStarted(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        mentor_id=data.mentor_id,
        from_=data.from_.toordinal(),
        to=end_if_known(data.to, data.from_),
    )


def _mentor_contact(event: wire.Event, data: wire.MentorContact, at: Instant) -> Fact:
    return facts.MentorContact(
        id=event.id,
        learnt_at=at,
        supersedes=event.supersedes,
        mentor_id=data.mentor_id,
        on=happened(data.on, "on", at),
    )


def _mentor_ended(event: wire.Event, data: wire.MentorEnded, at: Instant) -> Fact:
    return facts.MentorEnded(
        id=event.id, learnt_at=at, supersedes=event.supersedes, mentor_id=data.mentor_id, to=data.to.toordinal()
    )


def _fact_retracted(event: wire.Event, data: wire.FactRetracted, at: Instant) -> Fact:
    return facts.FactRetracted(id=event.id, learnt_at=at, supersedes=event.supersedes, retracts=data.retracts)


def _citizen_erased(event: wire.Event, data: wire.CitizenErased, at: Instant) -> Fact:
    return facts.CitizenErased(id=event.id, learnt_at=at, supersedes=event.supersedes)


_STATED: Final[Mapping[type[wire.Data], Callable[[wire.Event, Any, Instant], Fact]]] = {
    wire.BenefitStarted: _benefit_started,
    wire.BenefitEnded: _benefit_ended,
    wire.TargetGroupChanged: _target_group_changed,
    wire.MunicipalityChanged: _municipality_changed,
    wire.CaseworkerAssigned: _caseworker_assigned,
    wire.AbsenceRegistered: _absence_registered,
    wire.ExemptionGranted: _exemption_granted,
    wire.WorkReported: _work_reported,
    wire.InterviewSummoned: _interview_summoned,
    wire.InterviewMoved: _interview_moved,
    wire.InterviewCancelled: _interview_cancelled,
    wire.InterviewHeld: _interview_held,
    wire.InterviewMissed: _interview_missed,
    wire.OfferGiven: _offer_given,
    wire.OfferChanged: _offer_changed,
    wire.OfferCancelled: _offer_cancelled,
    wire.MentorStarted: _mentor_started,
    wire.MentorContact: _mentor_contact,
    wire.MentorEnded: _mentor_ended,
    wire.FactRetracted: _fact_retracted,
    wire.CitizenErased: _citizen_erased,
}
"""By the type of the body."""
