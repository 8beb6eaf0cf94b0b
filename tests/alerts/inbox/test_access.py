"""Whose life and deadlines a reader may see."""

from __future__ import annotations

import pytest

from alerts.inbox.access import Whereabouts, why_not
from alerts.inbox.entry import Entry
from alerts.inbox.people import User
from tests.alerts.inbox.builders import ANNA, BO, LEADER, STRANGER, action, entry

HERE = Whereabouts("101", "w1")
MOVED_HERE = Whereabouts("101", "w1", frozenset({"101", "751"}))
NOBODYS = Whereabouts("101", None)
ERASED = Whereabouts(None, None)
HANDED_TO_BO = entry(action("assigned", to="w2"))
ENDED = entry(action("assigned", to="w2"), change="resolved", revision=2)


@pytest.mark.parametrize(
    ("user", "citizen", "entries", "why"),
    [
        (ANNA, HERE, [], None),
        (BO, HERE, [], "colleagues"),
        (LEADER, HERE, [], None),
        (STRANGER, HERE, [], "unknown"),
        (User("leder-751", "751", "leader"), HERE, [], "unknown"),
        (User("leder-751", "751", "leader"), MOVED_HERE, [], "elsewhere"),
        (ANNA, NOBODYS, [], None),
        (BO, NOBODYS, [], None),
        (STRANGER, NOBODYS, [], "unknown"),
        (BO, HERE, [HANDED_TO_BO], None),
        (ANNA, HERE, [HANDED_TO_BO], None),
        (BO, HERE, [ENDED], "colleagues"),
        (BO, HERE, [entry()], "colleagues"),
        (STRANGER, HERE, [HANDED_TO_BO], "unknown"),
        (BO, HERE, [Entry(None)], "colleagues"),
        (ANNA, ERASED, [], "unknown"),
        (LEADER, ERASED, [entry()], None),
        (STRANGER, ERASED, [entry()], "unknown"),
    ],
)
def test_who_sees_whom(user: User, citizen: Whereabouts, entries: list[Entry], why: str | None) -> None:
    assert why_not(user, citizen, entries) == why


def test_who_got_an_alert_by_hand_over_sees_nothing_of_a_citizen_who_moved_away() -> None:
    assert why_not(BO, Whereabouts("751", "w9"), [HANDED_TO_BO]) == "elsewhere"
