"""An entry depends on the set of what was read alone: not on its order, and not on how often it was read."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.inbox.entry import NOT_HEARD, Action, ByLaw, Entry, Telling
from alerts.inbox.fold import EMPTY, merged, with_actions, with_telling
from tests.alerts.inbox.builders import action, telling

BY_LAW = (2, 4)
LIFE = ["raised", "changed", "resolved", "raised", "reminded", "changed"]


def _told(revision: int) -> Telling:
    """The message of this revision as it is read from the wire."""
    change = LIFE[revision - 1]
    read = telling(revision=revision, change=change, on=f"2018-02-{revision:02}")
    raised = change == "raised"
    return msgspec.structs.replace(
        read,
        raised_at=read.at if raised else NOT_HEARD,
        raised_revision=revision if raised else 0,
        reminded_revision=revision if change == "reminded" else 0,
        by_law=ByLaw(revision, "8bdf6a60", read.change, read.at) if revision in BY_LAW else None,
    )


MESSAGES = [_told(number) for number in range(1, len(LIFE) + 1)]
ACTIONS = [
    action("acknowledged", on="2018-02-03"),
    action("commented", on="2018-02-02", note="ringet"),
    action("commented", on="2018-02-02", note="ringet igen", id="0000-b"),
    action("undone", on="2018-02-04", undoes="0000-b"),
]


def _folded(read: list[Telling | Action]) -> Entry:
    entry = EMPTY
    for each in read:
        entry = with_telling(entry, each) if isinstance(each, Telling) else with_actions(entry, (each,))
    return entry


@given(st.permutations([*MESSAGES, *ACTIONS]), st.lists(st.sampled_from([*MESSAGES, *ACTIONS])))
def test_any_order_and_any_repetition_give_one_entry(
    read: list[Telling | Action], again: list[Telling | Action]
) -> None:
    assert _folded([*again, *read]) == _folded([*MESSAGES, *ACTIONS])


@given(st.lists(st.sampled_from([*MESSAGES, *ACTIONS])), st.lists(st.sampled_from([*MESSAGES, *ACTIONS])))
def test_two_parts_folded_apart_merge_to_the_whole(one: list[Telling | Action], other: list[Telling | Action]) -> None:
    assert merged(_folded(one), _folded(other)) == _folded(one + other) == merged(_folded(other), _folded(one))


def test_the_life_began_when_it_was_raised_last() -> None:
    stands = _folded(list(MESSAGES)).telling
    assert stands is not None
    assert (stands.revision, stands.raised_revision, stands.reminded_revision) == (6, 4, 5)
    assert stands.raised_at == stands.began_at == MESSAGES[3].at
    assert stands.by_law == MESSAGES[3].by_law and not stands.is_by_law


def test_a_life_whose_beginning_was_never_read_began_when_it_was_first_heard_of() -> None:
    assert MESSAGES[1].began_at == MESSAGES[1].at


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_different_messages_of_one_revision_are_settled_in_any_order(order: tuple[int, ...]) -> None:
    rivals = [telling(held=0), telling(held=1), telling(caseworker=None)]
    assert _folded([rivals[number] for number in order]) == _folded([*rivals])


def test_actions_stand_in_the_order_of_time_and_name() -> None:
    assert [(each.type, each.note) for each in _folded(list(reversed(ACTIONS))).actions] == [
        ("commented", "ringet igen"),
        ("commented", "ringet"),
        ("acknowledged", None),
        ("undone", None),
    ]
