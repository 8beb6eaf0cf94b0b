"""Writes events in the wire format, for tests and for the invented Denmark; the inverse of decode."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from rules.civil import iso, iso_instant
from rules.facts import WIRE_NAME, Fact
from streams.intake import wire

_FIELDS: Final[Mapping[type[Fact], tuple[msgspec.structs.FieldInfo, ...]]] = {
    data.fact: msgspec.structs.fields(data) for data in wire.Data.__subclasses__()
}
_encoder = msgspec.json.Encoder(order="sorted")


def encode(citizen: str, fact: Fact, source: str = "/rettidig") -> dict[str, Any]:
    """The event that states `fact` of `citizen`, as JSON's types; fields that are None are left out."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": fact.id,
        "source": source,
        "type": wire.TYPE_PREFIX + WIRE_NAME[type(fact)] + wire.VERSION,
        "subject": citizen,
        "time": iso_instant(fact.learnt_at),
        "datacontenttype": "application/json",
        "data": _body(fact),
    }
    if fact.supersedes is not None:
        event["supersedes"] = fact.supersedes
    return event


def encode_line(citizen: str, fact: Fact, source: str = "/rettidig") -> bytes:
    """The event as canonical JSON: keys sorted, no spaces, UTF-8, no newline."""
    return _encoder.encode(encode(citizen, fact, source))


def _body(fact: Fact) -> dict[str, Any]:
    stated = ((field, getattr(fact, field.name)) for field in _FIELDS[type(fact)])
    return {
        field.encode_name: iso(value) if field.type is date else value for field, value in stated if value is not None
    }
