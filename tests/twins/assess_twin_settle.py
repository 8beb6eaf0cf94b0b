"""Knows which of one citizen's wire events stand and what each thing (interview, offer, …) is after merging; knows no law."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

Event = dict[str, Any]

KNOWN_FIELDS = {  # events.md; unknown data fields are ignored
    "benefit.started": "benefit target_group municipality from contact_group first_contact_on first_absence_on category"
    " birth_date accumulated_days caseworker direct_to_jobcentre",
    "benefit.ended": "to reason",
    "target-group.changed": "target_group from benefit category",
    "municipality.changed": "municipality from",
    "caseworker.assigned": "caseworker team from",
    "absence.registered": "absence_id kind from to",
    "exemption.granted": "exemption_id scope from to basis reason",
    "work.reported": "work_id from to hours",
    "interview.summoned": "interview_id planned_on kind form actor",
    "interview.moved": "interview_id planned_on",
    "interview.cancelled": "interview_id by",
    "interview.held": "interview_id held_on kind form actor joint a_kasse_attended",
    "interview.missed": "interview_id missed_on",
    "offer.given": "offer_id kind given_on from to",
    "offer.changed": "offer_id from to kind",
    "offer.cancelled": "offer_id",
    "mentor.started": "mentor_id from to",
    "mentor.contact": "mentor_id on",
    "mentor.ended": "mentor_id to",
    "fact.retracted": "retracts",
    "citizen.erased": "",
}


@dataclass(frozen=True)
class Thing:
    """One interview, offer, absence, exemption, work or mentor: its merged fields and the event that states its status."""

    status: str  # "interview.held", "offer.given", …
    event_id: str
    fields: dict[str, Any]

    def day(self, name: str) -> date | None:
        text = self.fields.get(name)
        return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True)
class Settled:
    """What stands of one citizen's events, in (time, id) order."""

    standing: list[Event]
    known: bool  # at least one event was known, even if all of it was erased or retracted since

    def of_type(self, name: str) -> list[Event]:
        return [event for event in self.standing if kind_of(event) == name]


def kind_of(event: Event) -> str:
    """`dk.rettidig.offer.given.v1` → `offer.given`."""
    return str(event["type"]).removeprefix("dk.rettidig.").removesuffix(".v1")


def learnt_at(event: Event) -> datetime:
    return datetime.fromisoformat(str(event["time"]).upper())


def hours_of(thing: Thing) -> Fraction:
    return Fraction(str(thing.fields["hours"]))


def settle(events: list[Event], known_at: datetime | None) -> Settled:
    """assess.md section 8: known-at, erasure, one id twice, then supersedes and retractions."""
    known = [event for event in events if known_at is None or learnt_at(event) <= known_at]
    erased_until = [learnt_at(event) for event in known if kind_of(event) == "citizen.erased"]
    kept = [event for event in known if not erased_until or learnt_at(event) > max(erased_until)]
    by_id: dict[str, Event] = {}
    for event in kept:
        other = by_id.get(event["id"])
        if other is None or _weight(event) > _weight(other):
            by_id[event["id"]] = event
    ordered = sorted(by_id.values(), key=lambda event: (learnt_at(event), event["id"]))
    standing_ids = _standing_ids(ordered)
    return Settled([_known_fields(event) for event in ordered if event["id"] in standing_ids], bool(known))


def _known_fields(event: Event) -> Event:
    known = KNOWN_FIELDS[kind_of(event)].split()
    return {**event, "data": {name: value for name, value in event["data"].items() if name in known}}


def _weight(event: Event) -> tuple[datetime, str]:
    return learnt_at(event), json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _standing_ids(ordered: list[Event]) -> set[str]:
    """Decide, round by round, what can be decided; where nothing can, the latest undecided event stands.

    Retracted: by a retraction that itself stands. Superseded: by an event that is not retracted (even if superseded).
    """
    retracted: dict[str, bool | None] = {event["id"]: None for event in ordered}
    superseded: dict[str, bool | None] = {event["id"]: None for event in ordered}
    retractors: dict[str, list[str]] = {event["id"]: [] for event in ordered}
    successors: dict[str, list[str]] = {event["id"]: [] for event in ordered}
    for event in ordered:
        # An event that retracts or supersedes itself has no effect on itself.
        if kind_of(event) == "fact.retracted" and event["data"]["retracts"] in retractors.keys() - {event["id"]}:
            retractors[event["data"]["retracts"]].append(event["id"])
        if event.get("supersedes") in successors.keys() - {event["id"]}:
            successors[event["supersedes"]].append(event["id"])

    def stands(event_id: str) -> bool | None:
        if retracted[event_id] or superseded[event_id]:
            return False
        if retracted[event_id] is False and superseded[event_id] is False:
            return True
        return None

    while True:
        progress = False
        for event in ordered:
            this = event["id"]
            if retracted[this] is None:
                retracted[this] = _any([stands(other) for other in retractors[this]])
                progress = progress or retracted[this] is not None
            if superseded[this] is None:
                superseded[this] = _any([_opposite(retracted[other]) for other in successors[this]])
                progress = progress or superseded[this] is not None
        if progress:
            continue
        undecided = [event["id"] for event in ordered if stands(event["id"]) is None]
        if not undecided:
            return {event["id"] for event in ordered if stands(event["id"])}
        retracted[undecided[-1]] = superseded[undecided[-1]] = False


def _any(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers else False


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def things(settled: Settled, prefix: str, id_field: str) -> list[Thing]:
    """Merge the events `prefix`.* by their thing; those whose merged dates end before they begin are left out."""
    by_thing: dict[str, list[Event]] = {}
    for event in settled.standing:
        if kind_of(event).startswith(prefix + "."):
            by_thing.setdefault(event["data"][id_field], []).append(event)
    merged = []
    for events in by_thing.values():
        fields: dict[str, Any] = {}
        for event in events:
            fields.update(event["data"])
        thing = Thing(kind_of(events[-1]), events[-1]["id"], fields)
        first, last = thing.day("from"), thing.day("to")
        if first is None or last is None or first <= last:
            merged.append(thing)
    return merged
