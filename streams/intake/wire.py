"""The wire format of events in, type by type, as msgspec reads it in one pass; knows names and JSON types, not meaning.

Source: contracts/events.md. The names here are those of the wire (`from` is `from_`). An optional field reads as None
when it is absent; null is refused, because no type here admits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Union, cast

import msgspec
from msgspec import Meta

from rules import facts
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
from streams.topics import BENEFIT_EVENTS, INTERVIEW_EVENTS, OFFER_EVENTS

ABSENT: Final[Any] = None
"""The default of an optional field; its type leaves None out, so that null is refused."""
TYPE_PREFIX: Final = "dk.rettidig."
VERSION: Final = ".v1"

Id = Annotated[str, Meta(min_length=1)]
Category = Literal[1, 2, 3]
Days = Annotated[int, Meta(ge=0, le=3_652_059)]
"""No more days than the calendar has."""
Hours = Annotated[int, Meta(ge=0, le=1_000_000)] | Annotated[float, Meta(ge=0, le=1_000_000)]
"""Far beyond a working life; a bound, because a state holds 64-bit numbers."""


class Data(msgspec.Struct, frozen=True, gc=False, rename={"from_": "from"}):
    """The body of an event. `fact`: what it becomes."""

    fact: ClassVar[type[facts.Fact]]


class BenefitStarted(Data, frozen=True, gc=False):
    fact = facts.BenefitStarted
    benefit: Benefit
    target_group: TargetGroup
    municipality: str
    from_: date
    contact_group: str = ABSENT
    first_contact_on: date = ABSENT
    first_absence_on: date = ABSENT
    category: Category = ABSENT
    birth_date: date = ABSENT
    accumulated_days: Days = ABSENT
    caseworker: str = ABSENT
    direct_to_jobcentre: bool = ABSENT


class BenefitEnded(Data, frozen=True, gc=False):
    fact = facts.BenefitEnded
    to: date
    reason: str = ABSENT


class TargetGroupChanged(Data, frozen=True, gc=False):
    fact = facts.TargetGroupChanged
    target_group: TargetGroup
    from_: date
    benefit: Benefit = ABSENT
    category: Category = ABSENT


class MunicipalityChanged(Data, frozen=True, gc=False):
    fact = facts.MunicipalityChanged
    municipality: str
    from_: date


class CaseworkerAssigned(Data, frozen=True, gc=False):
    fact = facts.CaseworkerAssigned
    caseworker: str
    from_: date
    team: str = ABSENT


class AbsenceRegistered(Data, frozen=True, gc=False):
    fact = facts.AbsenceRegistered
    absence_id: Id
    kind: AbsenceKind
    from_: date
    to: date = ABSENT


class ExemptionGranted(Data, frozen=True, gc=False):
    fact = facts.ExemptionGranted
    exemption_id: Id
    scope: ExemptionScope
    from_: date
    to: date = ABSENT
    basis: ExemptionBasis = ABSENT
    reason: str = ABSENT


class WorkReported(Data, frozen=True, gc=False):
    fact = facts.WorkReported
    work_id: Id
    from_: date
    to: date
    hours: Hours


class InterviewSummoned(Data, frozen=True, gc=False):
    fact = facts.InterviewSummoned
    interview_id: Id
    planned_on: date
    kind: InterviewKind = ABSENT
    form: InterviewForm = ABSENT
    actor: InterviewActor = ABSENT


class InterviewMoved(Data, frozen=True, gc=False):
    fact = facts.InterviewMoved
    interview_id: Id
    planned_on: date


class InterviewCancelled(Data, frozen=True, gc=False):
    fact = facts.InterviewCancelled
    interview_id: Id
    by: CancelledBy


class InterviewHeld(Data, frozen=True, gc=False):
    fact = facts.InterviewHeld
    interview_id: Id
    held_on: date
    kind: InterviewKind = ABSENT
    form: InterviewForm = ABSENT
    actor: InterviewActor = ABSENT
    joint: bool = ABSENT
    a_kasse_attended: bool = ABSENT


class InterviewMissed(Data, frozen=True, gc=False):
    fact = facts.InterviewMissed
    interview_id: Id
    missed_on: date


class OfferGiven(Data, frozen=True, gc=False):
    fact = facts.OfferGiven
    offer_id: Id
    kind: OfferKind
    given_on: date
    from_: date
    to: date = ABSENT


class OfferChanged(Data, frozen=True, gc=False):
    fact = facts.OfferChanged
    offer_id: Id
    from_: date = ABSENT
    to: date = ABSENT
    kind: OfferKind = ABSENT


class OfferCancelled(Data, frozen=True, gc=False):
    fact = facts.OfferCancelled
    offer_id: Id


class MentorStarted(Data, frozen=True, gc=False):
    fact = facts.MentorStarted
    mentor_id: Id
    from_: date
    to: date = ABSENT


class MentorContact(Data, frozen=True, gc=False):
    fact = facts.MentorContact
    mentor_id: Id
    on: date


class MentorEnded(Data, frozen=True, gc=False):
    fact = facts.MentorEnded
    mentor_id: Id
    to: date


class FactRetracted(Data, frozen=True, gc=False):
    fact = facts.FactRetracted
    retracts: Id


class CitizenErased(Data, frozen=True, gc=False):
    fact = facts.CitizenErased


class Event(msgspec.Struct, frozen=True, gc=False):
    """CloudEvents 1.0, structured JSON; `type` is the union's tag. `data` is the body of the type.

    `name`: the middle of the type. `topic`: where events of the type belong.
    """

    name: ClassVar[str]
    topic: ClassVar[str]
    specversion: Literal["1.0"]
    id: Id
    source: str
    subject: str
    time: str
    data: Any
    datacontenttype: Literal["application/json"] = "application/json"
    supersedes: Id = ABSENT


def topic_of(name: str) -> str:
    """The source topic of an event type, by the beginning of its name (contracts/events.md, Topics)."""
    family = name.partition(".")[0]
    if family == "interview":
        return INTERVIEW_EVENTS
    return OFFER_EVENTS if family in ("offer", "mentor") else BENEFIT_EVENTS


def _event_type(data: type[Data]) -> type[Event]:
    """The envelope around one type of body. Only an erasure, which has nothing to say, may leave the body out."""
    body: Any = ("data", data, CitizenErased()) if data is CitizenErased else ("data", data)
    name = facts.WIRE_NAME[data.fact]
    made = msgspec.defstruct(
        data.__name__,
        [body],
        bases=(Event,),
        namespace={"name": name, "topic": topic_of(name)},
        tag_field="type",
        tag=TYPE_PREFIX + name + VERSION,
        frozen=True,
        gc=False,
        kw_only=True,
    )
    return cast("type[Event]", made)


EVENTS: Final[Mapping[str, type[Event]]] = {
    facts.WIRE_NAME[data.fact]: _event_type(data) for data in Data.__subclasses__()
}
"""By the name in the middle of the type."""
DECODER: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Union[tuple(EVENTS.values())])  # noqa: UP007 - made from a table
