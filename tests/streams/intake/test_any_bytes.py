"""Whatever comes in: never a crash, always a fact or a named refusal; and every sound event comes through whole."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import WIRE_NAME, Fact
from streams.intake import wire
from streams.intake.decode import Accepted, Intake, decode, decode_line
from streams.intake.encode import encode, encode_line
from streams.intake.refusal import Refused
from streams.topics import SOURCES
from tests.streams.intake.wire_events import BODIES, CITIZENS, event, sound_facts

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
STATES = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Fact)


def is_named(found: Intake) -> bool:
    return isinstance(found, Accepted) or (isinstance(found, Refused) and len(found.error) > 20)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_fact_or_a_named_refusal(value: bytes) -> None:
    assert is_named(decode_line(value))


@given(
    st.sampled_from(SOURCES),
    st.none() | st.binary(max_size=70),
    st.none() | st.binary(max_size=100),
    st.lists(st.tuples(st.text(max_size=20), st.none() | st.binary(max_size=20)), max_size=2),
)
def test_any_message_is_a_fact_or_a_named_refusal(
    topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
) -> None:
    assert is_named(decode(topic, key, value, headers))


@given(ANY_JSON)
def test_any_json_is_a_fact_or_a_named_refusal(found: Any) -> None:
    assert is_named(decode_line(json.dumps(found).encode()))


@given(CITIZENS, sound_facts())
def test_every_sound_event_comes_through_whole_and_fits_into_a_state(citizen: str, fact: Fact) -> None:
    found = decode_line(encode_line(citizen, fact))
    assert found == Accepted(citizen, fact)
    encoder, decoder = STATES
    assert decoder.decode(encoder.encode(fact)) == fact


@given(CITIZENS, sound_facts(), st.data())
def test_a_sound_event_with_one_thing_changed_never_crashes(citizen: str, fact: Fact, data: st.DataObject) -> None:
    whole = encode(citizen, fact)
    place = data.draw(st.sampled_from([whole, whole["data"]]))
    name = data.draw(st.sampled_from([*place, "unread"]))
    place[name] = data.draw(ANY_JSON)
    assert is_named(decode_line(json.dumps(whole).encode()))


@given(CITIZENS, sound_facts(), st.integers(0, 400), st.binary(max_size=3), st.integers(0, 5))
def test_a_sound_event_with_some_bytes_changed_never_crashes(
    citizen: str, fact: Fact, at: int, new: bytes, gone: int
) -> None:
    line = encode_line(citizen, fact)
    assert is_named(decode_line(line[:at] + new + line[at + gone :]))


@given(st.sampled_from(sorted(BODIES)), st.text(min_size=1, max_size=8), ANY_JSON)
def test_what_the_contract_does_not_name_changes_nothing(name: str, unread: str, value: Any) -> None:
    plain = event(name)
    known = {field.encode_name for field in msgspec.structs.fields(wire.EVENTS[name])}
    body = {field.encode_name for data in wire.Data.__subclasses__() for field in msgspec.structs.fields(data)}
    if unread in known | body | {"type"}:
        return
    more = {**plain, unread: value, "data": {**plain["data"], unread: value}}
    found = decode_line(json.dumps(more, allow_nan=True).encode())
    if isinstance(found, Accepted):
        assert found == decode_line(json.dumps(plain).encode())
    else:
        assert found.reason in {"not-json", "person-number", "not-utf8"}  # NaN; ten digits; half a character


def test_the_wire_and_the_facts_have_the_same_types_and_fields() -> None:
    wired = {data.fact: set(data.__struct_fields__) for data in wire.Data.__subclasses__()}
    stated = {fact: set(fact.__struct_fields__) - {"id", "learnt_at", "supersedes"} for fact in get_args(Fact)}
    assert wired == stated
    assert set(wire.EVENTS) == set(WIRE_NAME.values()) == set(BODIES)
