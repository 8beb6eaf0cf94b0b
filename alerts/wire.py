"""The shape of a change in an alert's life on the wire: fields in the order of the alphabet, as canonical JSON has its keys."""

from __future__ import annotations

import msgspec
from msgspec import UnsetType

SOURCE = "/rettidig"
encode = msgspec.json.Encoder().encode


class Why(msgspec.Struct, frozen=True, gc=False):
    arithmetic: str
    confidence: str
    counted_from: str
    cure: str
    inputs: tuple[str, ...]
    reference: str
    version: str


class Data(msgspec.Struct, frozen=True, gc=False):
    alert_id: str
    awaiting_outcome: bool
    caseworker: str | None
    caused_by: str
    citizen: str
    due_on: str
    duty: str
    finding: Why
    follows: str | UnsetType
    held: int
    held_back: bool
    kind: str
    municipality: str
    needed: int
    plan_on: str | UnsetType
    revision: int
    since: str
    summoned_for: str | UnsetType
    target_group: str


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """`lawbook`: an extension of CloudEvents: the version of a changed law, where that brought the news."""

    data: Data
    datacontenttype: str
    id: str
    lawbook: str | UnsetType
    source: str
    specversion: str
    subject: str
    time: str
    type: str
