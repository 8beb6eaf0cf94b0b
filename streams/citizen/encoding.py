"""A citizen's state as bytes, and back; knows the form of each version, not what a state means.

Bytes of version 2: a msgpack array of version, partition, offsets, and packed each (streams/citizen/packing.py) the body
and the outbox. The body is a msgpack array that begins with what can be known at a glance (`Glance`); facts and alerts
follow. The first three stand at the same places in every version, so that a reader can refuse a state from the future by
name.
Version 1, all of it one array with nothing packed, is read and never written.
"""

from __future__ import annotations

from typing import NoReturn

import msgspec

from alerts.record import Record
from rules.facts import Fact
from streams.citizen.packing import UnpackableError, pack, unpack
from streams.citizen.state import STATE_VERSION, CitizenState, Glance, at_a_glance, due_at, newest_judged
from streams.engine.ports import UnreadableStateError


class _Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How every state begins, whatever its version."""

    version: int
    partition: int
    offsets: tuple[int, ...]


class _Packed(_Place, frozen=True, array_like=True, gc=False):
    """The bytes of version 2. `outbox`: empty when there is none, which is nearly always."""

    body: bytes
    outbox: bytes = b""


class _Body(Glance, frozen=True, array_like=True):
    """What is packed of a state."""

    facts: tuple[Fact, ...]
    alerts: dict[str, Record]


class _WithFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The packed part with its facts left as they are."""

    due: msgspec.Raw
    heard: msgspec.Raw
    clock: msgspec.Raw
    next_check: msgspec.Raw
    today: msgspec.Raw
    months: msgspec.Raw
    facts: msgspec.Raw


_encoder = msgspec.msgpack.Encoder()
_place_decoder = msgspec.msgpack.Decoder(_Place)
_packed_decoder = msgspec.msgpack.Decoder(_Packed)
_body_decoder = msgspec.msgpack.Decoder(_Body)
_glance_decoder = msgspec.msgpack.Decoder(Glance)
_outbox_decoder = msgspec.msgpack.Decoder(tuple[bytes, ...])
_facts_decoder = msgspec.msgpack.Decoder(_WithFacts)
_version_1_decoder = msgspec.msgpack.Decoder(CitizenState)
"""Version 1 is CitizenState as it stands, field by field: a field that is added must come last and have a default."""


def encode(state: CitizenState) -> bytes:
    """The changelog value."""
    outbox = pack(_encoder.encode(state.outbox)) if state.outbox else b""
    return _encoder.encode(_Packed(STATE_VERSION, state.partition, state.offsets, pack(plain(state)), outbox))


def plain(state: CitizenState) -> bytes:
    """The body of a changelog value before it is packed."""
    due, heard = due_at(state), newest_judged(state)
    return _encoder.encode(
        _Body(due, heard, state.clock, state.next_check, state.today, state.months, state.facts, state.alerts)
    )


def decode(value: bytes) -> CitizenState:
    """The state in a changelog value, of this version whatever it was written by. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return read
    try:
        body, outbox = _body_decoder.decode(unpack(read.body)), _outbox(read)
    except (msgspec.MsgspecError, UnpackableError, RecursionError) as error:
        _refuse(value, error)
    return CitizenState(
        STATE_VERSION,
        read.partition,
        read.offsets,
        body.clock,
        body.facts,
        body.alerts,
        body.today,
        body.months,
        body.next_check,
        outbox,
    )


def glance(value: bytes) -> Glance:
    """What is known of the state in a changelog value without its facts and alerts. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return at_a_glance(read)
    try:
        return _glance_decoder.decode(unpack(read.body))
    except (msgspec.MsgspecError, UnpackableError, RecursionError) as error:
        _refuse(value, error)


def at_rest(value: bytes) -> bytes:
    """The state in a changelog value as bytes of this version, without its outbox. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return encode(msgspec.structs.replace(read, outbox=()))
    return _encoder.encode(msgspec.structs.replace(read, outbox=b"")) if read.outbox else value


def decode_outbox(value: bytes) -> tuple[bytes, ...]:
    """The messages in a changelog value. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return read.outbox
    try:
        return _outbox(read)
    except (msgspec.MsgspecError, UnpackableError, RecursionError) as error:
        _refuse(value, error)


def decode_offsets(value: bytes) -> tuple[int, ...]:
    """The source offsets of the state in a changelog value, at a tenth of decode's cost. Raises UnreadableStateError."""
    try:
        return _place_decoder.decode(value).offsets
    except (msgspec.MsgspecError, RecursionError) as error:
        _refuse(value, error)


def decode_facts(value: bytes) -> bytes:
    """The facts of the state in a changelog value, a msgpack array of them, without looking into them.

    Raises UnreadableStateError.
    """
    read = _opened(value)
    if isinstance(read, CitizenState):
        return _encoder.encode(read.facts)
    try:
        return bytes(_facts_decoder.decode(unpack(read.body)).facts)
    except (msgspec.MsgspecError, UnpackableError, RecursionError) as error:
        _refuse(value, error)


def _outbox(read: _Packed) -> tuple[bytes, ...]:
    return _outbox_decoder.decode(unpack(read.outbox)) if read.outbox else ()


def _opened(value: bytes) -> _Packed | CitizenState:
    """A value of this version, still packed, or the whole state of one of version 1. Raises UnreadableStateError."""
    try:
        return _opened_packed(value)
    except (msgspec.MsgspecError, RecursionError) as error:
        try:
            version = _place_decoder.decode(value).version
            if version == 1:
                return msgspec.structs.replace(_version_1_decoder.decode(value), version=STATE_VERSION)
        except (msgspec.MsgspecError, RecursionError) as no_state:
            _refuse(value, no_state)
        _check(version)
        _refuse(value, error)


def _opened_packed(value: bytes) -> _Packed:
    read = _packed_decoder.decode(value)
    _check(read.version)
    return read


def _check(version: int) -> None:
    if version != STATE_VERSION:
        raise UnreadableStateError(
            f"state version {version} is not {STATE_VERSION} or 1: run the release that wrote it, or a newer one"
        )


def _refuse(value: bytes, error: Exception) -> NoReturn:
    raise UnreadableStateError(f"state of {len(value)} bytes cannot be read: {error}") from error
