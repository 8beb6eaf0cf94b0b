"""How an alert stands: what people did counts for the life in which they did it, and a snooze ends by itself."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.inbox.entry import Action, Entry
from alerts.inbox.standing import owner_of, standing
from rules.civil import day, iso
from tests.alerts.inbox.builders import action, entry, telling

SEEN = action("acknowledged")
LATER = {"revision": 3, "change": "changed"}
NEW_LIFE = {"revision": 4, "change": "raised", "raised_revision": 4}
REMINDED = {"revision": 2, "change": "reminded", "reminded_revision": 2}
REMINDED_THEN_CHANGED = {"revision": 3, "change": "changed", "reminded_revision": 2}

CASES: list[tuple[str, list[Action], dict[str, Any], str, str]] = [
    ("nothing done", [], {}, "new", "w1"),
    ("nobody's", [], {"caseworker": None}, "new", ""),
    ("seen", [SEEN], {}, "acknowledged", "w1"),
    ("seen, then changed", [SEEN], LATER, "acknowledged", "w1"),
    ("seen in a former life", [SEEN], NEW_LIFE, "new", "w1"),
    ("seen, then reminded", [SEEN], REMINDED, "new", "w1"),
    ("seen, then reminded and changed", [SEEN], REMINDED_THEN_CHANGED, "new", "w1"),
    ("seen after the reminder", [action("acknowledged", revision=2)], REMINDED_THEN_CHANGED, "acknowledged", "w1"),
    ("reminded in a former life", [action("acknowledged", revision=4)], NEW_LIFE | {"reminded_revision": 2}, "acknowledged", "w1"),
    ("noted", [action("noted")], {}, "noted", "w1"),
    ("noted, then reminded", [action("noted")], REMINDED, "new", "w1"),
    ("noted and seen", [action("noted"), action("acknowledged", on="2018-02-03")], {}, "noted", "w1"),
    ("put off", [action("snoozed", until="2018-02-15")], {}, "snoozed", "w1"),
    ("put off, then reminded", [action("snoozed", until="2018-02-15")], REMINDED, "snoozed", "w1"),
    ("put off until today", [action("snoozed", until="2018-02-12")], {}, "new", "w1"),
    ("put off and fetched back", [action("snoozed", until="2018-02-15"), action("unsnoozed", on="2018-02-03")], {}, "new", "w1"),
    ("put off in a former life", [action("snoozed", until="2018-02-15")], NEW_LIFE, "new", "w1"),
    ("put off, the legal day moved forward", [action("snoozed", until="2018-02-15")], {"due_on": "2018-02-12"}, "new", "w1"),
    ("put off, overdue", [action("snoozed", until="2018-02-15")], {"kind": "overdue", "due_on": "2018-02-01"}, "snoozed", "w1"),
    ("handed over", [action("assigned", to="w2")], {}, "new", "w2"),
    ("handed on", [action("assigned", to="w2"), action("assigned", to="w3", by="w2", on="2018-02-03")], {}, "new", "w3"),
    ("handed over in a former life", [action("assigned", to="w2")], NEW_LIFE, "new", "w1"),
    ("handed over, then moved away", [action("assigned", to="w2")], LATER | {"municipality": "751", "caseworker": "v1"}, "new", "v1"),
    ("handed over, then another caseworker", [action("assigned", to="w2")], LATER | {"caseworker": "w5"}, "new", "w2"),
    ("taken from the queue", [action("assigned", to="w2")], {"caseworker": None}, "new", "w2"),
    ("taken back", [SEEN, action("undone", undoes=SEEN.id, on="2018-02-03")], {}, "new", "w1"),
    ("taken back by another", [SEEN, action("undone", undoes=SEEN.id, by="w2")], {}, "acknowledged", "w1"),
    ("the taking back taken back", [SEEN, action("undone", id="u", undoes=SEEN.id), action("undone", id="v", undoes="u")], {}, "new", "w1"),
]  # fmt: skip


@pytest.mark.parametrize(("actions", "said", "state", "owner"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_it_stands_on_the_twelfth(actions: list[Action], said: dict[str, Any], state: str, owner: str) -> None:
    known = entry(*actions, **said)
    found = standing(known, day("2018-02-12"))
    assert (found.state, found.owner) == (state, owner)
    assert owner_of(known) == owner


def test_a_snoozed_alert_comes_back_by_itself() -> None:
    known = entry(action("snoozed", until="2018-02-15"))
    states = [standing(known, day(f"2018-02-{number}")).state for number in range(13, 17)]
    assert states == ["snoozed", "snoozed", "new", "new"]
    back_on = standing(known, day("2018-02-13")).back_on
    assert back_on is not None and iso(back_on) == "2018-02-15"


def test_a_snoozed_alert_that_ends_has_ended() -> None:
    known = entry(action("snoozed", until="2018-02-15"), change="resolved", revision=2)
    assert known.telling is not None and not known.telling.is_open


def test_a_reminder_is_said_beside_who_had_seen_it() -> None:
    found = standing(entry(SEEN, **REMINDED), day("2018-02-12"))
    assert found.is_reminded
    assert found.acknowledged == SEEN


def test_what_was_written_stays_over_all_lives_and_what_was_taken_back_does_not() -> None:
    notes = [
        action("commented", id="1", note="første"),
        action("noted", id="2", note="set", on="2018-02-03"),
        action("commented", id="3", note="fortrudt", on="2018-02-04"),
        action("undone", id="4", undoes="3", on="2018-02-05"),
        action("commented", id="5", note="sidste", by="w2", on="2018-02-06"),
    ]
    found = standing(entry(*notes, **NEW_LIFE), day("2018-02-12"))
    assert [each.note for each in found.comments] == ["første", "set", "sidste"]


def test_actions_without_their_alert_stand_for_nothing_yet() -> None:
    known = Entry(None, (SEEN, action("commented", note="x")))
    found = standing(known, day("2018-02-12"))
    assert (found.state, found.owner, len(found.comments)) == ("new", "", 1)
    assert owner_of(known) == ""


def test_a_life_of_which_the_beginning_was_not_read_takes_what_was_done() -> None:
    known = Entry(telling(raised_revision=0, revision=3, change="changed"), (SEEN,))
    assert standing(known, day("2018-02-12")).state == "acknowledged"
