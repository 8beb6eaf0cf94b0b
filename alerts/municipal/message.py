"""A change in a municipal alert's life in the words of the wire, there and back; knows neither topics nor lives.

Contract: contracts/outputs.md, Alerts; `citizen` and `caseworker` are no part of these.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from alerts.alert import Finding
from alerts.life import CLOCK
from alerts.municipal.life import MunicipalChange, MunicipalTold
from alerts.municipal.verdict import MunicipalKind, Said, Subject
from alerts.unreadable import UnreadableMessageError, why_unreadable
from alerts.wire import SOURCE
from rules.civil import day, instant, iso, iso_instant
from rules.words import Confidence

_CHANGES: Final[tuple[MunicipalChange, ...]] = ("raised", "changed", "resolved", "lapsed")
_TYPES: Final = {f"dk.rettidig.alert.{change}.v1": change for change in _CHANGES}


class _Finding(msgspec.Struct, frozen=True):
    reference: str
    version: str
    confidence: Confidence
    counted_from: str
    inputs: tuple[str, ...]
    arithmetic: str
    cure: str


class _Data(msgspec.Struct, frozen=True):
    alert_id: str
    revision: int
    kind: MunicipalKind
    duty: str
    municipality: str
    since: str
    needed: int
    as_of: str
    state: Said
    finding: _Finding
    caused_by: str
    numbers: Said = {}


class _Event(msgspec.Struct, frozen=True):
    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    data: _Data


_encoder: Final = msgspec.json.Encoder(order="sorted")
_decoder: Final = msgspec.json.Decoder(_Event)


def encode_municipal(told: MunicipalTold) -> bytes:
    """A CloudEvent in canonical JSON. What moves by time alone is found at a tick: it is the clock that causes it."""
    finding = told.finding
    data = _Data(
        alert_id=told.alert_id,
        revision=told.revision,
        kind=told.subject.kind,
        duty=told.subject.about,
        municipality=told.subject.municipality,
        since=iso(told.since),
        needed=told.needed,
        as_of=iso_instant(told.as_of),
        state=told.said,
        finding=_Finding(
            reference=finding.reference,
            version=finding.version,
            confidence=finding.confidence,
            counted_from=iso(finding.counted_from),
            inputs=finding.inputs,
            arithmetic=finding.arithmetic,
            cure=finding.cure,
        ),
        caused_by=CLOCK,
        numbers=told.numbers,
    )
    return _encoder.encode(
        _Event(
            specversion="1.0",
            id=f"{told.alert_id}#{told.revision}",
            source=SOURCE,
            type=f"dk.rettidig.alert.{told.change}.v1",
            subject=told.subject.municipality,
            time=iso_instant(told.at),
            datacontenttype="application/json",
            data=data,
        )
    )


def decode_municipal(value: bytes) -> MunicipalTold:
    """The message. Raises UnreadableMessageError."""
    try:
        event = _decoder.decode(value)
        data, found = event.data, event.data.finding
        return MunicipalTold(
            alert_id=data.alert_id,
            revision=data.revision,
            change=_TYPES[event.type],
            subject=Subject(data.kind, data.duty, data.municipality),
            since=day(data.since),
            needed=data.needed,
            at=instant(datetime.fromisoformat(event.time)),
            as_of=instant(datetime.fromisoformat(data.as_of)),
            said=data.state,
            finding=Finding(
                reference=found.reference,
                version=found.version,
                confidence=found.confidence,
                counted_from=day(found.counted_from),
                inputs=found.inputs,
                arithmetic=found.arithmetic,
                cure=found.cure,
            ),
            numbers=data.numbers,
        )
    except KeyError as error:
        raise UnreadableMessageError("a municipal alert's message of a type that this version does not know") from error
    except ValueError as error:
        raise UnreadableMessageError(
            f"a municipal alert's message of {len(value)} bytes {why_unreadable(error)}"
        ) from error
