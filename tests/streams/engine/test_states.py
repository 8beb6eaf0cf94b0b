"""States at rest as bytes and in use as objects, and a tick that touches nobody who is not due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from streams.citizen.encoding import encode
from streams.citizen.packing import pack
from streams.citizen.state import CitizenState, Today, unknown
from streams.engine.audit import AUDITED_A_TICK
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.ports import UnreadableStateError
from streams.engine.states import Recent, States
from tests.streams.engine import toy
from tests.streams.engine.toy import HOUR, START, TOPICS, Row, event, fact

ANNA, BO = b"anna", b"bo"
DAY = 24 * HOUR
OF_ANOTHER_LAW = msgspec.msgpack.encode(
    (
        2,
        0,
        (0, -1, -1),
        pack(msgspec.msgpack.encode((None, None, START, 0, Today(), (), [("??", "a", START)], {}))),
        b"",
    )
)
"""A state that is whole, but for a kind of fact that nobody has heard of."""


class Counted:
    """The toy's form, counting how often each of its parts is used."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        wrapped = {name: self._counting(name, part) for name, part in toy.FORM._asdict().items()}
        self.form = toy.FORM._replace(**wrapped)

    def _counting(self, name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            self.calls[name] += 1
            return part(*arguments)

        return counted


def state(*facts: str, offsets: tuple[int, ...] = (0, -1, -1)) -> CitizenState:
    made = toy.step(None, "anna", [toy.fact(name, START) for name in facts], START).state
    return replace(made, offsets=offsets)


def test_a_state_is_found_as_it_was_put_packed_or_not() -> None:
    states = States(toy.FORM, Recent(2))
    assert (states.get(ANNA), ANNA in states, len(states)) == (None, False, 0)
    states.put(ANNA, state("a"))
    assert (states[ANNA], states.get(ANNA), len(states)) == (state("a"), state("a"), 1)
    states.pack(ANNA)
    for number in range(5):
        states.put(b"%d" % number, state("b"))
        states.pack(b"%d" % number)
    assert (states[ANNA], states.get(ANNA)) == (state("a"), state("a"))
    assert (len(states), sorted(states)[-1], ANNA in states) == (6, ANNA, True)
    with pytest.raises(KeyError):
        states[BO]


def test_the_outbox_is_written_but_does_not_rest() -> None:
    states = States(toy.FORM)
    states.put(ANNA, state("a"))
    assert states.pack(ANNA, [b"told?"]) == encode(replace(state("a"), outbox=(b"told?",)))
    assert states.pack(ANNA) == encode(state("a")), "told meanwhile, and written again"
    assert states.pack(ANNA, [b"more?"]) == encode(replace(state("a"), outbox=(b"more?",)))
    assert states[ANNA] == state("a")
    assert states.pack(BO, [b"nothing was heard of Bo"]) is None


def test_what_was_just_touched_is_not_unpacked_again_and_the_others_are() -> None:
    counted = Counted()
    states = States(counted.form, Recent(4))
    for number in range(8):
        states.put(b"%d" % number, state("a"))
        states.pack(b"%d" % number)
    assert states[b"7"] is states[b"7"]
    assert counted.calls["decode"] == 0
    assert states[b"0"] is states[b"0"]
    assert counted.calls["decode"] == 1


def test_of_the_states_kept_as_objects_there_are_never_more_than_asked_for() -> None:
    recent = Recent(10)
    states = States(toy.FORM, recent)
    for number in range(100):
        states.put(b"%d" % number, state("a"))
        states.pack(b"%d" % number)
        assert 0 < len(recent) <= 10
    for number in range(100):
        assert states[b"%d" % number] == state("a")
        assert len(recent) <= 10


def test_an_owner_of_before_leaves_nothing_behind_that_its_successor_could_find() -> None:
    """A worker has one `Recent` for all that it ever owns."""
    recent = Recent()
    before, after = States(toy.FORM, recent), States(toy.FORM, recent)
    before.put(ANNA, state("a"))
    before.pack(ANNA)
    after.rest(ANNA, encode(state("a", "b")))
    assert after[ANNA] == state("a", "b")
    assert before[ANNA] == state("a")


@pytest.mark.parametrize(
    "value", [b"\xc1", encode(unknown(0))[:-40], OF_ANOTHER_LAW], ids=["none", "cut", "a fact unknown"]
)
def test_bytes_that_are_no_state_are_never_taken_for_an_unknown_citizen(value: bytes) -> None:
    """Else an event would be judged as the first that was ever heard of somebody, and the damage written over."""
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    partition.begin((1, 0, 0), 0)
    partition.states.rest(ANNA, value)
    with pytest.raises(UnreadableStateError):
        partition.apply(0, [event(1, "anna", fact("b", START))])
    assert not partition.take().letters


def recovered(citizens: int, counted: Counted) -> Partition:
    """Everybody is due three days after START, but for every hundredth: a day earlier."""
    merge = Merge(0, counted.form)
    for number in range(citizens):
        learnt = START - DAY if number % 100 == 0 else START
        made = toy.step(None, "x", [toy.fact("a", learnt)], START).state
        merge.absorb([Row(number, b"%06d" % number, encode(replace(made, offsets=(number, -1, -1))))])
    partition = Partition(0, TOPICS, toy.rules()._replace(form=counted.form), "epoch")
    for _ in merge.into(partition):
        pass
    partition.begin((citizens, 0, 0), 0)
    return partition


def ticked(partition: Partition, at: int) -> int:
    """How many were judged by a tick."""
    assert not partition.hold([toy.tick(partition.clock_position, at, *partition.positions)])
    held = partition.ripe()
    assert held is not None
    assert not partition.step_due(held, lambda: True)
    partition.finish(held)
    return len(partition.take().states)


@pytest.mark.parametrize("citizens", [1_000, 4_000])
def test_a_tick_costs_by_who_is_due_not_by_who_is_there(citizens: int) -> None:
    """Counted in states packed, unpacked, looked at or asked when they are due; the audit adds its few a tick."""
    counted = Counted()
    partition = recovered(citizens, counted)
    counted.calls.clear()
    for hour in range(5):
        assert ticked(partition, START + hour * HOUR) == 0
    assert counted.calls.total() <= 5 * AUDITED_A_TICK
    counted.calls.clear()
    due = citizens // 100
    assert ticked(partition, START + 2 * DAY) == due
    assert counted.calls["decode"] <= due + AUDITED_A_TICK
    assert counted.calls["glance"] == 0
    assert counted.calls.total() <= 10 * (due + AUDITED_A_TICK)


def test_recovery_looks_at_everybody_and_unpacks_nobody() -> None:
    counted = Counted()
    recovered(500, counted)
    assert (counted.calls["glance"], counted.calls["decode"], counted.calls["encode"]) == (500, 0, 0)
