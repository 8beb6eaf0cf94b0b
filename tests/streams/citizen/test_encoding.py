"""A state's bytes: what is read is what was written, by this release or the one before, and damage is never taken for a state."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files

import msgspec
import pytest
from msgspec.structs import replace

from rules.civil import Instant, day, start_of_day
from rules.facts import Fact
from streams.citizen.encoding import at_rest, decode, decode_facts, decode_offsets, decode_outbox, encode, glance
from streams.citizen.state import STATE_VERSION, CitizenState, at_a_glance, due_at, newest_judged, unknown
from streams.citizen.step import step
from streams.engine.ports import UnreadableStateError
from tests.bench.lives import lives
from tests.streams.citizen.walks import judge

AT: Instant = start_of_day(day("2018-12-03"))
OUTBOX = (b'{"one":"message"}', b'{"another":"one"}')


@lru_cache(maxsize=1)
def states() -> list[CitizenState]:
    """Lives in their midst: judged and pending facts, open and ended alerts; and the state of nobody."""
    made = [step(None, life.citizen, life.facts, AT, judge()).state for life in lives(25)]
    return [*(replace(state, partition=7, offsets=(3, 70_000, -1)) for state in made), unknown(2)]


def version_1(state: CitizenState) -> bytes:
    """The bytes that releases with state version 1 wrote."""
    return msgspec.msgpack.encode(replace(state, version=1))


@pytest.mark.parametrize("outbox", [(), OUTBOX], ids=["all told", "with an outbox"])
@pytest.mark.parametrize("written", [encode, version_1], ids=["version 2", "version 1"])
def test_what_was_written_is_read(written: object, outbox: tuple[bytes, ...]) -> None:
    assert callable(written)
    for state in (replace(each, outbox=outbox) for each in states()):
        value = written(state)
        assert decode(value) == state
        assert decode_offsets(value) == state.offsets
        assert msgspec.msgpack.decode(decode_facts(value), type=tuple[Fact, ...]) == state.facts
        assert glance(value) == at_a_glance(state)
        assert (decode(at_rest(value)), decode_outbox(value)) == (replace(state, outbox=()), outbox)


def test_what_rests_is_of_this_version_and_nothing_else_is_written() -> None:
    for state in states():
        assert at_rest(version_1(state))[1] == STATE_VERSION
        assert encode(decode(version_1(state)))[1] == STATE_VERSION
        assert at_rest(encode(state)) == encode(state)


def test_at_a_glance_it_is_seen_when_a_citizen_is_due_and_was_last_heard_of() -> None:
    for state in states():
        seen = glance(encode(state))
        assert (seen.due, seen.heard) == (due_at(state), newest_judged(state))
        assert (seen.clock, seen.today, seen.months) == (state.clock, state.today, state.months)


def test_any_damage_to_a_state_is_refused_or_changes_nothing_but_its_place() -> None:
    """The offsets and the partition stand unpacked; Kafka's own checksum covers them."""
    state = states()[0]
    value = encode(state)
    refused = 0
    for place in range(len(value)):
        damaged = value[:place] + bytes([value[place] ^ 0x11]) + value[place + 1 :]
        for read in (decode, glance):
            try:
                found = read(damaged)
            except UnreadableStateError:
                refused += 1
            else:
                whole = replace(found, partition=7, offsets=state.offsets) if isinstance(found, CitizenState) else found
                assert whole in (state, at_a_glance(state)), place
    assert refused > 1.9 * len(value)


@pytest.mark.parametrize("length", [0, 1, 5, 40])
@pytest.mark.parametrize("read", [decode, glance, at_rest, decode_facts, decode_offsets])
def test_what_was_cut_short_is_refused(read: object, length: int) -> None:
    assert callable(read)
    value = encode(states()[0])
    if read is not decode_offsets or length < 5:
        with pytest.raises(UnreadableStateError, match="cannot be read"):
            read(value[:length])


def test_a_length_that_no_state_has_is_refused_before_memory_is_asked_for() -> None:
    claims = bytes.fromhex("28b52ffd") + b"\xe0" + (1 << 60).to_bytes(8, "little") + bytes(16)
    value = msgspec.msgpack.encode((STATE_VERSION, 0, (0, 0, 0), claims, b""))
    with pytest.raises(UnreadableStateError, match="cannot be read"):
        decode(value)


def test_the_dictionary_is_the_one_that_states_were_packed_with() -> None:
    """Without it no state of version 2 can be read again: it may be joined by another one, never changed."""
    kept = files("streams.citizen").joinpath("packing-1.zdict").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == "ebe1d471660c0c148945f5f13a813efd520f582d93410f29d094b6eb567f1f53"


def test_states_can_be_packed_and_unpacked_by_several_threads_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda state: decode(encode(state)), states() * 20))
    assert read == states() * 20


def test_a_state_takes_less_than_two_fifths_of_the_bytes_of_version_1() -> None:
    """Of ten-event lives; the dictionary was made of other ones."""
    assert 5 * sum(len(encode(state)) for state in states()) < 2 * sum(len(version_1(state)) for state in states())
