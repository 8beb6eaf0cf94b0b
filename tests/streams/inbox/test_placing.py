"""What is stored follows from the entries alone: moved step by step or written at once, the keys are the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.inbox.entry import ByLaw, Entry
from streams.inbox.keys import LAYOUT, Keys
from streams.inbox.placing import Command, Move, commands, decode_entry, encode_entry
from tests.alerts.inbox.builders import action, entry

GENERATION = Keys("t-").generation("g1-x")
ENTRIES = [
    Entry(None, (action("commented", note="før advis"),)),
    entry(),
    entry(revision=2, change="changed", caseworker="w2"),
    entry(action("assigned", to="w3", revision=2), revision=2, change="changed", caseworker="w2"),
    entry(revision=3, change="changed", municipality="751", caseworker=None),
    entry(revision=4, change="resolved"),
    entry(revision=4, change="resolved", caseworker=None),
    entry(revision=4, change="withdrawn", by_law=ByLaw(4, "8bdf6a60", "withdrawn", 0)),
    entry(revision=5, change="raised", municipality="751", by_law=ByLaw(5, "8bdf6a60", "raised", 0)),
    entry(revision=6, change="changed", caseworker=None, by_law=ByLaw(5, "8bdf6a60", "raised", 0)),
]


class Memory:
    """Redis, as far as these commands go."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, Any]] = {}

    def run(self, given: Iterable[Command]) -> None:
        """Execute commands."""
        for name, key, *rest in given:
            held = self.keys.setdefault(str(key), {})
            if name == "HSET":
                held.update(zip(map(str, rest[::2]), rest[1::2], strict=True))
            elif name == "HDEL":
                for field in rest:
                    held.pop(str(field), None)
            elif name == "ZINCRBY":
                held[str(rest[1])] = held.get(str(rest[1]), 0) + int(rest[0])
            elif name == "ZREMRANGEBYSCORE":
                self.keys[str(key)] = {member: score for member, score in held.items() if score > 0}
            else:
                raise AssertionError(name)
        self.keys = {key: held for key, held in self.keys.items() if held}


@given(st.lists(st.sampled_from(ENTRIES), min_size=1), st.lists(st.sampled_from(ENTRIES), min_size=1))
def test_step_by_step_or_at_once(one: list[Entry], other: list[Entry]) -> None:
    step_by_step, at_once = Memory(), Memory()
    for alert_id, life in (("one", one), ("other", other)):
        for was, is_now in pairwise([None, *life]):
            assert is_now is not None
            step_by_step.run(commands([Move(alert_id, "c1", was, is_now)], GENERATION))
    at_once.run(commands([Move("one", "c1", None, one[-1]), Move("other", "c1", None, other[-1])], GENERATION))
    assert step_by_step.keys == at_once.keys


@given(st.sampled_from(ENTRIES))
def test_an_entry_is_read_as_it_was_stored(stored: Entry) -> None:
    assert decode_entry(encode_entry(stored)) == stored


def test_a_generation_of_another_layout_is_not_read() -> None:
    keys = Keys()
    assert keys.new_generation().is_readable
    assert not keys.generation("g999-ab").is_readable
    assert keys.generation_of(keys.new_generation().citizen("g1-a:b")).startswith(f"g{LAYOUT}-")
