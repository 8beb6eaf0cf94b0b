"""Reads a message of the topic `alerts` into what the inbox keeps of it; knows the wire's words, not Kafka.

Contract: contracts/outputs.md, Alerts. The same topic is read a million messages at a time, so that what is not kept
(`caused_by`, `follows`) is passed over while decoding.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from alerts.alert import Finding, Kind
from alerts.inbox.entry import NOT_HEARD, ByLaw, Change, Telling
from alerts.unreadable import UnreadableMessageError, why_unreadable
from rules.civil import instant
from rules.words import Confidence

_TYPES: Final[dict[str, Change]] = {
    f"dk.rettidig.alert.{change}.v1": change
    for change in ("raised", "reminded", "changed", "resolved", "withdrawn", "lapsed")
}


class _Finding(msgspec.Struct, frozen=True, gc=False):
    reference: str
    version: str
    confidence: Confidence
    counted_from: date
    inputs: tuple[str, ...]
    arithmetic: str
    cure: str


class _Data(msgspec.Struct, frozen=True, gc=False):
    alert_id: str
    revision: int
    kind: Kind
    duty: str
    citizen: str
    municipality: str
    target_group: str
    caseworker: str | None
    since: date
    due_on: date
    needed: int
    held: int
    awaiting_outcome: bool
    held_back: bool
    finding: _Finding
    plan_on: date | None = None
    summoned_for: date | None = None


class _Event(msgspec.Struct, frozen=True, gc=False):
    specversion: Literal["1.0"]
    type: str
    time: datetime
    data: _Data
    lawbook: str = ""


class Head(msgspec.Struct, frozen=True, gc=False):
    """What says which of two messages is the newer one."""

    alert_id: str
    revision: int


class _Headed(msgspec.Struct, frozen=True, gc=False):
    data: Head


_decoder: Final = msgspec.json.Decoder(_Event)
_head_decoder: Final = msgspec.json.Decoder(_Headed)


def decode_alert(value: bytes) -> Telling:
    """The message. Raises UnreadableMessageError."""
    try:
        event = _decoder.decode(value)
        change = _TYPES[event.type]
        at = instant(event.time)
    except KeyError as error:
        raise UnreadableMessageError("an alert's message of a type that this version does not know") from error
    except ValueError as error:
        raise UnreadableMessageError(f"an alert's message of {len(value)} bytes {why_unreadable(error)}") from error
    data = event.data
    return Telling(
        alert_id=data.alert_id,
        revision=data.revision,
        change=change,
        at=at,
        raised_at=at if change == "raised" else NOT_HEARD,
        kind=data.kind,
        duty=data.duty,
        citizen=data.citizen,
        municipality=data.municipality,
        target_group=data.target_group,
        caseworker=data.caseworker,
        since=data.since.toordinal(),
        due_on=data.due_on.toordinal(),
        needed=data.needed,
        held=data.held,
        awaiting_outcome=data.awaiting_outcome,
        held_back=data.held_back,
        finding=_finding(data.finding),
        plan_on=None if data.plan_on is None else data.plan_on.toordinal(),
        summoned_for=None if data.summoned_for is None else data.summoned_for.toordinal(),
        raised_revision=data.revision if change == "raised" else 0,
        reminded_revision=data.revision if change == "reminded" else 0,
        by_law=ByLaw(data.revision, event.lawbook, change, at) if event.lawbook else None,
    )


def _finding(found: _Finding) -> Finding:
    return Finding(
        reference=found.reference,
        version=found.version,
        confidence=found.confidence,
        counted_from=found.counted_from.toordinal(),
        inputs=found.inputs,
        arithmetic=found.arithmetic,
        cure=found.cure,
    )


def citizen_of(alert_id: str) -> str:
    """Whom an alert is about, by its name `<kind>:<duty>:<citizen>:<since>:<needed>`; empty where it is no such name."""
    parts = alert_id.split(":")
    return parts[2] if len(parts) == 5 else ""
