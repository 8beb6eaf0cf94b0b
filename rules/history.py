"""A citizen's settled facts as things: interviews, offers, absences, exemptions, work, mentors and the timeline of benefits.

Built once for a set of facts and independent of the day it is looked at. Where several events state one thing, the latest
gives the status, and a field that it leaves out keeps its last stated value (contracts/events.md, Envelope).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from rules import facts as f
from rules.civil import Day, Instant
from rules.settle import Note, Settled, settle
from rules.timeline import Stretch, stretches
from rules.words import AbsenceKind, ExemptionScope, InterviewActor, InterviewForm, InterviewKind, OfferKind


class Interview(msgspec.Struct, frozen=True):
    """`event` gives the status: planned, held, missed or cancelled."""

    interview_id: str
    event: str
    status: str
    planned_on: Day | None
    held_on: Day | None
    kind: InterviewKind
    form: InterviewForm | None
    actor: InterviewActor
    joint: bool


class Offer(msgspec.Struct, frozen=True):
    """`to` None: no end known. `given_on` None: only a change is known."""

    offer_id: str
    event: str
    kind: OfferKind
    given_on: Day | None
    from_: Day
    to: Day | None


class Absence(msgspec.Struct, frozen=True):
    """`event`, here and below: the latest event that speaks of it, to be named in a reason."""

    event: str
    kind: AbsenceKind
    from_: Day
    to: Day | None


class Exemption(msgspec.Struct, frozen=True):
    event: str
    scope: ExemptionScope
    by_judgement: bool
    from_: Day
    to: Day | None


class Work(msgspec.Struct, frozen=True):
    event: str
    from_: Day
    to: Day
    hours: int | float


class Mentor(msgspec.Struct, frozen=True):
    """`contacts`: (day, event id), sorted."""

    mentor_id: str
    event: str
    from_: Day
    to: Day | None
    contacts: tuple[tuple[Day, str], ...]


class History(msgspec.Struct, frozen=True):
    """All that is known of a citizen; `known` False: nothing at all, `erased`: all of it was erased."""

    known: bool
    erased: bool
    stretches: tuple[Stretch, ...]
    interviews: tuple[Interview, ...]
    offers: tuple[Offer, ...]
    absences: tuple[Absence, ...]
    exemptions: tuple[Exemption, ...]
    works: tuple[Work, ...]
    mentors: tuple[Mentor, ...]
    caseworkers: tuple[tuple[Day, str], ...]
    birth_date: Day | None
    notes: tuple[Note, ...]


_Thing = TypeVar("_Thing", bound=f.FactBase)

THING_ID: dict[type, str] = {
    f.InterviewSummoned: "interview_id",
    f.InterviewMoved: "interview_id",
    f.InterviewCancelled: "interview_id",
    f.InterviewHeld: "interview_id",
    f.InterviewMissed: "interview_id",
    f.OfferGiven: "offer_id",
    f.OfferChanged: "offer_id",
    f.OfferCancelled: "offer_id",
    f.MentorStarted: "mentor_id",
    f.MentorContact: "mentor_id",
    f.MentorEnded: "mentor_id",
    f.AbsenceRegistered: "absence_id",
    f.ExemptionGranted: "exemption_id",
    f.WorkReported: "work_id",
}
_STATUS: dict[type, str] = {
    f.InterviewSummoned: "planned",
    f.InterviewMoved: "planned",
    f.InterviewCancelled: "cancelled",
    f.InterviewHeld: "held",
    f.InterviewMissed: "missed",
}


def history(facts: Sequence[f.Fact], known_at: Instant | None = None) -> History:
    """What the facts learnt up to `known_at` amount to."""
    return history_of(settle(facts, known_at))


class Ground(msgspec.Struct, frozen=True):
    """The part of a history that every answer may rest on."""

    stretches: tuple[Stretch, ...]
    absences: tuple[Absence, ...]
    exemptions: tuple[Exemption, ...]
    works: tuple[Work, ...]
    mentors: tuple[Mentor, ...]
    birth_date: Day | None


def history_of(settled: Settled) -> History:
    """What settled facts amount to."""
    notes = list(settled.notes)
    things = things_of(settled.facts)
    ground = ground_of(settled.facts, things, notes)
    return History(
        known=settled.known,
        erased=settled.erased,
        stretches=ground.stretches,
        interviews=tuple([interview_of(key, said) for key, said in sorted(things.get("interview_id", {}).items())]),
        offers=offers_of(things.get("offer_id", {}), notes),
        absences=ground.absences,
        exemptions=ground.exemptions,
        works=ground.works,
        mentors=ground.mentors,
        caseworkers=caseworkers_of(settled.facts),
        birth_date=ground.birth_date,
        notes=tuple(sorted(set(notes))),
    )


def ground_of(facts: Sequence[f.Fact], things: Mapping[str, dict[str, list[f.Fact]]], notes: list[Note]) -> Ground:
    """What settled facts say of benefits, absences, exemptions, work and mentors; what is left out of account is noted."""
    return Ground(
        stretches=stretches(facts, notes),
        absences=tuple(
            [
                Absence(said[-1].id, _last(said, "kind"), _last(said, "from_"), _last(said, "to"))
                for said in _in_order(things.get("absence_id", {}), notes)
            ]
        ),
        exemptions=tuple(
            [
                Exemption(
                    said[-1].id,
                    _last(said, "scope"),
                    _last(said, "basis") == "judgement",
                    _last(said, "from_"),
                    _last(said, "to"),
                )
                for said in _in_order(things.get("exemption_id", {}), notes)
            ]
        ),
        works=tuple(
            [
                Work(said[-1].id, _last(said, "from_"), _last(said, "to"), _last(said, "hours"))
                for said in _in_order(things.get("work_id", {}), notes)
            ]
        ),
        mentors=_mentors(things.get("mentor_id", {}), notes),
        birth_date=_last([fact for fact in facts if type(fact) is f.BenefitStarted], "birth_date"),
    )


def things_of(facts: Iterable[f.Fact]) -> dict[str, dict[str, list[f.Fact]]]:
    """What was said of each thing, in order, by the name of the field that holds the thing's id and by that id."""
    things: dict[str, dict[str, list[f.Fact]]] = {}
    for fact in facts:
        field = THING_ID.get(type(fact))
        if field is not None:
            things.setdefault(field, {}).setdefault(getattr(fact, field), []).append(fact)
    return things


def _last(said: Sequence[f.Fact], field: str):  # type: ignore[no-untyped-def] # the field decides the type; each caller's struct checks it
    """The last stated value of a field, None where no event states it."""
    for fact in reversed(said):
        value = getattr(fact, field, None)
        if value is not None:
            return value
    return None


def _in_order(things: dict[str, list[f.Fact]], notes: list[Note]) -> list[list[f.Fact]]:
    """The things whose merged dates do not end before they begin, by id; the others are named."""
    kept = []
    for _, said in sorted(things.items()):
        begins, ends = _last(said, "from_"), _last(said, "to")
        if begins is not None and ends is not None and ends < begins:
            notes.append(Note(said[-1].id, "ends before it begins: left out of account"))
        else:
            kept.append(said)
    return kept


def interview_of(interview_id: str, said: Sequence[f.Fact]) -> Interview:
    """What was said of one interview, in order, as one thing."""
    return Interview(
        interview_id=interview_id,
        event=said[-1].id,
        status=_STATUS[type(said[-1])],
        planned_on=_last(said, "planned_on"),
        held_on=_last(said, "held_on"),
        kind=_last(said, "kind") or "job-interview",
        form=_last(said, "form"),
        actor=_last(said, "actor") or "jobcentre",
        joint=bool(_last(said, "joint")),
    )


def offers_of(things: dict[str, list[f.Fact]], notes: list[Note]) -> tuple[Offer, ...]:
    """The offers not cancelled of which kind and first day are known."""
    kept = []
    for said in _in_order(things, notes):
        kind, begins = _last(said, "kind"), _last(said, "from_")
        if type(said[-1]) is f.OfferCancelled:
            continue
        if kind is None or begins is None:
            notes.append(Note(said[-1].id, "an offer of unknown kind or first day: left out of account"))
            continue
        offer_id: str = getattr(said[-1], "offer_id")  # noqa: B009 # every event of an offer has it, the union as a whole does not
        kept.append(Offer(offer_id, said[-1].id, kind, _last(said, "given_on"), begins, _last(said, "to")))
    return tuple(kept)


def _mentors(things: dict[str, list[f.Fact]], notes: list[Note]) -> tuple[Mentor, ...]:
    kept = []
    for said in _in_order(things, notes):
        begins = _last(said, "from_")
        if begins is None:
            notes.append(Note(said[-1].id, "a mentor whose start is unknown: left out of account"))
            continue
        contacts = sorted((fact.on, fact.id) for fact in said if type(fact) is f.MentorContact)
        mentor_id: str = getattr(said[-1], "mentor_id")  # noqa: B009 # every event of a mentor has it, the union as a whole does not
        kept.append(Mentor(mentor_id, said[-1].id, begins, _last(said, "to"), tuple(contacts)))
    return tuple(kept)


def caseworkers_of(facts: Sequence[f.Fact]) -> tuple[tuple[Day, str], ...]:
    """Who has the case from when on; an assignment on the day of a start stands after it."""
    said: dict[tuple[Day, bool], str] = {}
    for fact in facts:
        if type(fact) is f.CaseworkerAssigned:
            said[fact.from_, True] = fact.caseworker
        elif type(fact) is f.BenefitStarted and fact.caseworker is not None:
            said[fact.from_, False] = fact.caseworker
    return tuple((begins, name) for (begins, _), name in sorted(said.items()))
