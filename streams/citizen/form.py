"""What the engine asks of a citizen's state: where it stands, when it is due, its bytes; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from msgspec.structs import replace

from rules.facts import Fact
from streams.citizen.encoding import at_rest, decode, decode_offsets, decode_outbox, encode, glance
from streams.citizen.state import CitizenState, due_at
from streams.engine.ports import Form


def _place(state: CitizenState, partition: int, offsets: tuple[int, ...]) -> CitizenState:
    return replace(state, partition=partition, offsets=offsets, outbox=())


def _waits(state: CitizenState) -> bool:
    return bool(state.facts) and state.facts[-1].learnt_at > state.clock


def _encode(state: CitizenState, outbox: Sequence[bytes]) -> bytes:
    return encode(replace(state, outbox=tuple(outbox)) if outbox else state)


def _decode(value: bytes) -> tuple[CitizenState, tuple[bytes, ...]]:
    state = decode(value)
    return (replace(state, outbox=()), state.outbox) if state.outbox else (state, ())


def _facts(value: bytes) -> Sequence[Fact]:
    return decode(value).facts


FORM: Final[Form[CitizenState, Fact]] = Form(
    offsets=attrgetter("offsets"),
    place=_place,
    due_at=due_at,
    waits=_waits,
    encode=_encode,
    decode=_decode,
    decode_offsets=decode_offsets,
    decode_facts=_facts,
    decode_outbox=decode_outbox,
    at_rest=at_rest,
    glance=glance,
)
