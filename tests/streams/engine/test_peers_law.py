"""The toy law of the peers' kit in our words: whatever order the three topics are read in, what a straight walk through the days says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.peer import FORM, KIT, kit_module
from tests.bench.toy import HELD, OFFERED, STARTED, Event, State, Tally, handler

_CITIZEN = "c7"
_FIRST = date(2018, 1, 1)
_LIMITS = (45, 91, 136, 182)


class _Life(NamedTuple):
    """Days after the benefit's start of interviews and offers, ascending, and the order in which the topics are read."""

    interviews: list[int]
    offers: list[int]
    order: list[int]

    def events(self) -> list[dict[str, Any]]:
        """As the kit sends them: the events of each topic in order, the topics in any."""
        topics = [[_event(STARTED, {"from": _iso(0), "target_group": "2.2", "municipality": "101"})]]
        topics.append(
            [_event(HELD, {"date": _iso(each), "interview_id": f"i{nth}"}) for nth, each in enumerate(self.interviews)]
        )
        topics.append(
            [_event(OFFERED, {"offer_id": f"o{nth}", "from": _iso(each)}) for nth, each in enumerate(self.offers)]
        )
        queues = [iter(each) for each in topics]
        read: list[dict[str, Any]] = []
        for topic in (*self.order, *(nth for nth, each in enumerate(topics) for _ in each)):
            read.extend(each for each in (next(queues[topic], None),) if each is not None)
        return [{**each, "id": f"e{nth}"} for nth, each in enumerate(read)]


def _iso(days: int) -> str:
    return (_FIRST + timedelta(days=days)).isoformat()


def _event(kind: str, data: dict[str, str]) -> dict[str, Any]:
    return {"type": kind, "data": {"citizen": _CITIZEN, **data}}


def _days(most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 260), max_size=most, unique=True).map(sorted)


_LIVES = st.builds(_Life, _days(6), _days(2), st.lists(st.integers(0, 2), max_size=9))


def _handled(events: Sequence[dict[str, Any]]) -> tuple[State, list[str], Tally]:
    tally, state, told = Tally(), State(), []
    handle = handler(tally, None)
    for event in events:
        alert = handle(state, _CITIZEN, msgspec.convert(event, Event))
        told += [] if alert is None else [alert.id]
    return state, told, tally


@given(_LIVES)
def test_order_of_topics_changes_no_answer(life: _Life) -> None:
    state, told, tally = _handled(life.events())
    dues = [_iso(each) for each in _LIMITS]
    held = [_iso(each) for each in life.interviews]
    late = [due for due, day in zip(dues, held, strict=False) if day > due]
    assert told == [f"overdue:{_CITIZEN}:{due}" for due in late[:1]]
    assert (state.start, state.tg, state.mun, state.alerted) == (_iso(0), "2.2", "101", bool(late))
    assert state.interviews == held
    assert state.due == (dues[len(held)] if len(held) < len(dues) else None)
    assert len(state.offers) == len(life.offers)
    assert tally.counters == {("101", "2.2"): [1, 0 if late else 1]}


@given(_LIVES, st.integers(0, 8))
def test_event_delivered_again_changes_nothing(life: _Life, nth: int) -> None:
    events = life.events()
    again = events[max(0, len(events) - 8) :][:: nth + 1]
    state, told, tally = _handled([*events, *again])
    once, told_once, _ = _handled(events)
    assert (state, told) == (once, told_once)
    assert tally.dups == len(again)


@given(_LIVES, st.lists(st.text(max_size=5).map(str.encode), max_size=2))
def test_state_comes_back_from_its_bytes(life: _Life, outbox: list[bytes]) -> None:
    state, _, _ = _handled(life.events())
    placed = FORM.place(state, 0, (3, 1, 4))
    value = FORM.encode(placed, outbox)
    assert FORM.decode(value) == (placed, outbox or ())
    assert FORM.decode(FORM.at_rest(value)) == (placed, ())
    assert FORM.decode_offsets(value) == (3, 1, 4)


@pytest.mark.skipif(
    KIT not in os.environ, reason=f"{KIT} names no benchmark kit, whose law this would be compared with"
)
@given(_LIVES)
def test_kits_own_law_says_the_same(life: _Life) -> None:
    law = kit_module("law")
    theirs, told = law.new_state(), []
    for event in life.events():
        _, alert = law.handle(theirs, _CITIZEN, event)
        told += [] if alert is None else [alert["id"]]
    state, ours, _ = _handled(life.events())
    assert told == ours
    assert theirs == {name: getattr(state, name) for name in theirs}
