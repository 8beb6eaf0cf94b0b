"""The dead letter of a refused event: its record and how to read it back; knows no broker.

A CloudEvent in canonical JSON, `dk.rettidig.event.refused.v1` (contracts/events.md, "What a bad event gets"; outputs.md).
Of an event with a person number only hash, topic, partition and offset are kept: no key, no bytes, not even their number.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final, Literal

import msgspec

from rules.civil import Instant, iso_instant
from streams.intake.refusal import KEPT_OF_TOO_LARGE, Reason, Refused

TYPE: Final = "dk.rettidig.event.refused.v1"
SOURCE: Final = "/rettidig"

Kept = Literal["whole", "beginning", "nothing"]


class Origin(msgspec.Struct, frozen=True):
    """Where a refused event was met: full topic name, partition and offset; the last two None where it was never sent.

    `refused_at`: when the broker appended it, so that doing it again gives the same bytes; else when it was refused.
    """

    topic: str
    partition: int | None
    offset: int | None
    refused_at: Instant


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """`data` of a dead letter. `original`: base64 of what was kept. `sha256`: of the whole value, in hex.

    `size`: bytes of the whole value; None for a person number, and for a message without a value.
    """

    reason: str
    error: str
    topic: str
    partition: int | None
    offset: int | None
    sha256: str
    kept: Kept
    size: int | None = None
    original: str | None = None

    def original_bytes(self) -> bytes:
        """What was kept. Raises ValueError where nothing was."""
        if self.original is None:
            raise ValueError("nothing was kept of this event")
        return base64.b64decode(self.original, validate=True)


class DeadLetter(msgspec.Struct, frozen=True, rename={"type_": "type"}):
    """The whole record's value. `id`: the same for the same refusal, however often it is met."""

    id: str
    time: str
    data: Body
    specversion: Literal["1.0"] = "1.0"
    source: str = SOURCE
    type_: Literal["dk.rettidig.event.refused.v1"] = TYPE
    datacontenttype: Literal["application/json"] = "application/json"


class UnreadableDeadLetterError(ValueError):
    """A record of `dead-letters` that is none, or of a later version."""


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(DeadLetter)


def dead_letter(
    origin: Origin,
    key: bytes | None,
    value: bytes | None,
    refusal: Refused,
    *,
    size: int | None = None,
    sha256: str = "",
) -> tuple[bytes | None, bytes]:
    """(key, value) of the record for `dead-letters`.

    `size` and `sha256` are given where `value` is only the beginning of what was refused.
    """
    digest = sha256 or hashlib.sha256(value or b"").hexdigest()
    is_secret = refusal.reason is Reason.PERSON_NUMBER
    kept, original = _kept(None if is_secret else value, refusal.reason)
    body = Body(
        reason=refusal.reason.value,
        error=refusal.error,
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        sha256=digest,
        kept=kept,
        size=None if is_secret or value is None else size or len(value),
        original=original,
    )
    letter = DeadLetter(id=_id(origin, digest), time=iso_instant(origin.refused_at), data=body)
    return None if is_secret else key, _encoder.encode(letter)


def read_dead_letter(value: bytes | None) -> DeadLetter:
    """The dead letter in a record. Raises UnreadableDeadLetterError."""
    try:
        return _decoder.decode(value or b"")
    except msgspec.MsgspecError as error:
        raise UnreadableDeadLetterError(str(error)) from error


def _kept(value: bytes | None, reason: Reason) -> tuple[Kept, str | None]:
    if value is None:
        return "nothing", None
    if reason is Reason.TOO_LARGE:
        return "beginning", base64.b64encode(value[:KEPT_OF_TOO_LARGE]).decode()
    return "whole", base64.b64encode(value).decode()


def _id(origin: Origin, sha256: str) -> str:
    if origin.partition is None or origin.offset is None:
        return f"{origin.topic}-{sha256}"
    return f"{origin.topic}-{origin.partition}-{origin.offset}"
