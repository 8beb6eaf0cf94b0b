"""One citizen's state: facts, what was judged of them, and what still has to be told; knows its bytes, not how it changes.

Bytes of version 2: a msgpack array of version, partition, offsets, and packed each (streams/citizen/packing.py) the body
and the outbox. The body is a msgpack array that begins with what can be known at a glance (`Glance`); facts and alerts
follow. The first three stand at the same places in every version, so that a reader can refuse a state from the future by
name.
Version 1, all of it one array with nothing packed, is read and never written.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NoReturn

import msgspec

from alerts.life import Record
from rules.civil import Day, Instant, start_of_day
from rules.facts import Fact
from streams.citizen.packing import UnpackableError, pack, unpack

STATE_VERSION: Final = 2
SOURCES: Final = 3
"""How many source topics there are, and so how many offsets."""
UNKNOWN_CLOCK: Final[Instant] = -(2**62)
"""The clock of a partition that has not handled a tick yet: everything is still to come."""
NEVER: Final[Day] = 0
"""`next_check` of a citizen about whom nothing can change by time alone."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """What one citizen with a running benefit adds to the measures of one day.

    `counted` and `met` are bit sets: bit i stands for `rules.measures.NAMES[i]`.
    """

    municipality: str
    target_group: str
    counted: int
    met: int


class Today(msgspec.Struct, frozen=True, array_like=True):
    """What one citizen adds to the live figures; nothing without a running benefit.

    `obligations`: (duty, open, overdue) of the jobcentre, sorted. `alerts`: (kind, open), sorted.
    """

    standing: Standing | None = None
    obligations: tuple[tuple[str, int, int], ...] = ()
    alerts: tuple[tuple[str, int], ...] = ()


class CitizenState(msgspec.Struct, frozen=True, array_like=True):
    """All that a worker keeps of one citizen.

    - `offsets`: the last applied offset of each source topic, in the order of `streams.topics.SOURCE_TOPICS`; -1: none.
    - `clock`: the instant up to which the facts are judged; facts learnt after it are pending.
    - `facts`: sorted by (learnt_at, id); `next_check`: the first day on which time alone may change something.
    - `alerts`: the lives of the citizen's alerts by `alerts.identity.key`; an ended one keeps its revision.
    - `months`: (year * 12 + month - 1, standing at that month's end), oldest first, only where it differs from the entry
      before; it covers the last 25 month ends before the clock's day. What `today` says holds for the month ends since.
    - `outbox`: alert messages (canonical JSON) that may not have reached the broker.
    """

    version: int
    partition: int
    offsets: tuple[int, ...]
    clock: Instant
    facts: tuple[Fact, ...]
    alerts: dict[str, Record]
    today: Today
    months: tuple[tuple[int, Standing | None], ...]
    next_check: Day
    outbox: tuple[bytes, ...] = ()


class Glance(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a state without its facts and alerts: when it is due, and what it adds to the figures.

    `due`: the instant from which a tick concerns this citizen, None: none does. `heard`: see `newest_judged`.
    The others as in CitizenState.
    """

    due: Instant | None
    heard: Instant | None
    clock: Instant
    next_check: Day
    today: Today
    months: tuple[tuple[int, Standing | None], ...]


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


class UnreadableStateError(ValueError):
    """A changelog record that this version cannot read: damaged, or from a newer version."""


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


def at_a_glance(state: CitizenState) -> Glance:
    """What is known of a state without its facts and alerts."""
    due, heard = due_at(state), newest_judged(state)
    return Glance(due, heard, state.clock, state.next_check, state.today, state.months)


def decode(value: bytes) -> CitizenState:
    """The state in a changelog value, of this version whatever it was written by. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return read
    try:
        body, outbox = _body_decoder.decode(unpack(read.body)), _outbox(read)
    except (msgspec.MsgspecError, UnpackableError) as error:
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
    except (msgspec.MsgspecError, UnpackableError) as error:
        _refuse(value, error)


def at_rest(value: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The state in a changelog value as bytes of this version without its outbox, and the outbox. Raises UnreadableStateError."""
    read = _opened(value)
    if isinstance(read, CitizenState):
        return encode(msgspec.structs.replace(read, outbox=())), read.outbox
    if not read.outbox:
        return value, ()
    try:
        return _encoder.encode(msgspec.structs.replace(read, outbox=b"")), _outbox(read)
    except (msgspec.MsgspecError, UnpackableError) as error:
        _refuse(value, error)


def decode_offsets(value: bytes) -> tuple[int, ...]:
    """The source offsets of the state in a changelog value, at a tenth of decode's cost. Raises UnreadableStateError."""
    try:
        return _place_decoder.decode(value).offsets
    except msgspec.MsgspecError as error:
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
    except (msgspec.MsgspecError, UnpackableError) as error:
        _refuse(value, error)


def _outbox(read: _Packed) -> tuple[bytes, ...]:
    return _outbox_decoder.decode(unpack(read.outbox)) if read.outbox else ()


def _opened(value: bytes) -> _Packed | CitizenState:
    """A value of this version, still packed, or the whole state of one of version 1. Raises UnreadableStateError."""
    try:
        return _opened_packed(value)
    except msgspec.MsgspecError as error:
        try:
            version = _place_decoder.decode(value).version
            if version == 1:
                return msgspec.structs.replace(_version_1_decoder.decode(value), version=STATE_VERSION)
        except msgspec.MsgspecError as no_state:
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


def unknown(partition: int) -> CitizenState:
    """The state of a citizen of whom nothing was ever heard."""
    return CitizenState(
        version=STATE_VERSION,
        partition=partition,
        offsets=(-1,) * SOURCES,
        clock=UNKNOWN_CLOCK,
        facts=(),
        alerts={},
        today=Today(),
        months=(),
        next_check=NEVER,
    )


def due_at(state: CitizenState) -> Instant | None:
    """The instant from which a tick concerns this citizen: the next day to be looked at or the first pending fact."""
    pending = next((fact.learnt_at for fact in pending_facts(state)), None)
    if state.next_check == NEVER:
        return pending
    midnight = start_of_day(state.next_check)
    return midnight if pending is None else min(midnight, pending)


def newest_judged(state: CitizenState) -> Instant | None:
    """When the newest of the facts that were judged had been registered; None if none was."""
    facts = state.facts
    if facts and facts[-1].learnt_at > state.clock:
        facts = facts[: bisect_right(facts, state.clock, key=lambda fact: fact.learnt_at)]
    return facts[-1].learnt_at if facts else None


def pending_facts(state: CitizenState) -> tuple[Fact, ...]:
    """The facts that no tick has covered yet, in order of (learnt_at, id)."""
    if not state.facts or state.facts[-1].learnt_at <= state.clock:
        return ()
    first = bisect_right(state.facts, state.clock, key=lambda fact: fact.learnt_at)
    return state.facts[first:]
