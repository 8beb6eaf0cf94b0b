"""Wire bytes in, a typed fact or a named refusal out; reads no clock, no topic and no state.

A sound event costs one pass of msgspec and a few cheap checks. Only a refused one is looked at again, to say in words what
is wrong with it. An event has one reason; of several faults the first in the order of this file, and a person number
before everything else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from rules.facts import Fact
from streams.intake import person_number, wire
from streams.intake.body import to_fact
from streams.intake.explain import explain
from streams.intake.nesting import is_too_deep
from streams.intake.refusal import MAX_BYTES, Reason, RefusalError, Refused, refused
from streams.intake.rfc3339 import parse_instant

_PSEUDONYM: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_URI_REFERENCE: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A sound event: the citizen's pseudonym and the fact stated."""

    citizen: str
    fact: Fact


Intake: TypeAlias = Accepted | Refused


def decode(topic: str, key: bytes | None, value: bytes | None, headers: person_number.Headers | None = None) -> Intake:
    """What a message from Kafka says. `topic`: the source topic's name in the contract (without a prefix). Never raises."""
    if (value is not None and person_number.in_bytes(value)) or (headers and person_number.in_headers(headers)):
        return refused(Reason.PERSON_NUMBER)
    try:
        if value is None:
            raise RefusalError(Reason.NO_VALUE)
        event = _read(value)
        _check_address(event, topic, key)
        return _accept(event)
    except RefusalError as refusal:
        # An accepted event's key is its subject, which has been looked at with the value.
        if key is not None and person_number.in_bytes(key):
            return refused(Reason.PERSON_NUMBER)
        return refusal.refused


def decode_line(value: bytes) -> Intake:
    """What a line of a file says, without its newline: there is no key to compare, and the type tells the topic."""
    if person_number.in_bytes(value):
        return refused(Reason.PERSON_NUMBER)
    try:
        return _accept(_read(value))
    except RefusalError as refusal:
        return refusal.refused


def _read(value: bytes) -> wire.Event:
    """The envelope with its body, sound by itself. Raises RefusalError."""
    if len(value) > MAX_BYTES:
        raise RefusalError(Reason.TOO_LARGE, detail=f"{len(value)} bytes")
    if not value.isascii():
        try:
            value.decode()
        except UnicodeDecodeError as error:
            raise RefusalError(Reason.NOT_UTF8, f"byte {error.start}") from None
    if is_too_deep(value):
        raise RefusalError(Reason.TOO_DEEP)
    try:
        event = wire.DECODER.decode(value)
    except msgspec.MsgspecError:
        raise explain(value) from None
    if not is_pseudonym(event.subject):
        raise RefusalError(Reason.SUBJECT, "subject")
    if not event.id.isprintable() and _CONTROL.search(event.id):
        raise RefusalError(Reason.BAD_ID, "id")
    if not _is_uri_reference(event.source):
        raise RefusalError(Reason.BAD_SOURCE, "source")
    return event


def is_pseudonym(text: str) -> bool:
    """Whether `text` has the form of a citizen's pseudonym."""
    return _PSEUDONYM.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _is_uri_reference(text: str) -> bool:
    """RFC 3986, its characters only; an empty one names no source (CloudEvents 1.0, source)."""
    return _URI_REFERENCE.fullmatch(text) is not None


def _check_address(event: wire.Event, topic: str, key: bytes | None) -> None:
    """Whether an event came to where its citizen's events meet. Raises RefusalError."""
    if event.topic != topic:
        raise RefusalError(Reason.WRONG_TOPIC, "type", f"its topic is {event.topic}")
    if key is None:
        raise RefusalError(Reason.KEY_MISMATCH, "key", "the message has none")
    if key != event.subject.encode():
        raise RefusalError(Reason.KEY_MISMATCH, "key")


def _accept(event: wire.Event) -> Accepted:
    try:
        learnt_at = parse_instant(event.time)
    except ValueError as error:
        raise RefusalError(Reason.BAD_TIME, "time", str(error)) from None
    return Accepted(event.subject, to_fact(event, learnt_at))
