"""Who may do what with an alert, and why not: every refusal has a name, and nothing is done by halves."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from alerts.inbox.acting import act
from alerts.inbox.entry import Action, Entry
from alerts.inbox.fold import with_actions
from alerts.inbox.people import User
from alerts.inbox.refusal import REASONS, Refused
from alerts.inbox.snoozing import snooze_limit
from alerts.inbox.standing import standing
from alerts.inbox.wanted import (
    Acknowledge,
    Comment,
    HandOver,
    Seen,
    Snooze,
    TakeNote,
    Undo,
    Unsnooze,
    Wanted,
    seen_in,
    seen_of,
)
from alerts.policy import load_policy
from rules.civil import day, iso
from tests.alerts.inbox.builders import ANNA, BO, LEADER, STRANGER, action, entry, noon, telling

MONDAY = noon("2018-02-12")
COLLEAGUES = ["w1", "w2"]
DUE_SOON = entry(due_on="2018-02-19")
OVERDUE = entry(kind="overdue", due_on="2018-02-09")
PASSIVE = entry(kind="passive", duty="active-year", due_on="2018-02-01")
MISSING = entry(kind="outcome-missing", duty="interview", due_on="2018-02-08")
ENDED = entry(change="resolved", revision=2, on="2018-02-10")
QUEUE = entry(caseworker=None)
SNOOZED = entry(action("snoozed", until="2018-02-16"))
HANDED_TO_BO = entry(action("assigned", to="w2"))
MOVED_DUE = entry(revision=2, change="changed", due_on="2018-02-26")

ALLOWED: list[tuple[Entry, User, Wanted, dict[str, Any]]] = [
    (DUE_SOON, ANNA, Acknowledge(), {"type": "acknowledged"}),
    (DUE_SOON, LEADER, Acknowledge(), {"type": "acknowledged", "by": "leder-101"}),
    (QUEUE, BO, HandOver("w2", COLLEAGUES), {"type": "assigned", "to": "w2", "by": "w2"}),
    (DUE_SOON, ANNA, HandOver("w2", COLLEAGUES), {"type": "assigned", "to": "w2"}),
    (HANDED_TO_BO, BO, HandOver("w1", COLLEAGUES), {"type": "assigned", "to": "w1"}),
    (DUE_SOON, ANNA, Snooze(day("2018-02-13")), {"type": "snoozed", "until": day("2018-02-13"), "reason": None}),
    (DUE_SOON, ANNA, Snooze(day("2018-02-19")), {"until": day("2018-02-19")}),
    (OVERDUE, ANNA, Snooze(day("2018-02-26"), " afventer lægen "), {"reason": "afventer lægen"}),
    (PASSIVE, ANNA, Snooze(day("2018-02-26"), "i gang"), {"until": day("2018-02-26")}),
    (SNOOZED, ANNA, Unsnooze(), {"type": "unsnoozed"}),
    (DUE_SOON, ANNA, Comment(" Ringet.\r\nTager den torsdag \0"), {"note": "Ringet.\nTager den torsdag"}),
    (ENDED, ANNA, Comment("afholdt i går"), {"type": "commented"}),
    (OVERDUE, ANNA, TakeNote(), {"type": "noted", "note": None}),
    (OVERDUE, ANNA, TakeNote("fritaget"), {"type": "noted", "note": "fritaget"}),
    (DUE_SOON, ANNA, Comment("<script>alert(1)</script>"), {"note": "<script>alert(1)</script>"}),
    (DUE_SOON, ANNA, Comment("sag 1234567890 og 3213-1234"), {"type": "commented"}),
]


@pytest.mark.parametrize(("known", "user", "wanted", "said"), ALLOWED)
def test_what_is_allowed_is_written_down(known: Entry, user: User, wanted: Wanted, said: dict[str, Any]) -> None:
    done = act(known, user, wanted, MONDAY)
    assert isinstance(done, Action)
    assert known.telling is not None
    assert said.items() <= msgspec.structs.asdict(done).items()
    assert (done.alert_id, done.citizen, done.revision, done.at) == (
        known.telling.alert_id,
        "c1",
        known.telling.revision,
        MONDAY,
    )


REFUSED: list[tuple[Entry | None, User, Wanted, Refused]] = [
    (None, ANNA, Acknowledge(), Refused("unknown-alert")),
    (Entry(None, (action("commented", note="x"),)), ANNA, Acknowledge(), Refused("unknown-alert")),
    (DUE_SOON, STRANGER, Acknowledge(), Refused("unknown-alert")),
    (ENDED, ANNA, Acknowledge(), Refused("ended", ended_by="resolved", at=noon("2018-02-10") - 12 * 3_600_000_000)),
    (
        ENDED,
        LEADER,
        Snooze(day("2018-02-20")),
        Refused("ended", ended_by="resolved", at=noon("2018-02-10") - 12 * 3_600_000_000),
    ),
    (DUE_SOON, BO, Acknowledge(), Refused("not-yours", who="w1")),
    (HANDED_TO_BO, ANNA, Comment("x"), Refused("not-yours", who="w2")),
    (DUE_SOON, ANNA, Snooze(day("2018-02-12")), Refused("snooze-into-the-past", on=day("2018-02-19"))),
    (entry(due_on="2018-02-12"), ANNA, Snooze(day("2018-02-12")), Refused("snooze-into-the-past")),
    (DUE_SOON, ANNA, Snooze(day("2018-02-20")), Refused("snooze-past-the-legal-day", on=day("2018-02-19"))),
    (DUE_SOON, ANNA, Snooze(day("2018-02-20"), "grund"), Refused("snooze-past-the-legal-day", on=day("2018-02-19"))),
    (OVERDUE, ANNA, Snooze(day("2018-02-13"), " "), Refused("snooze-without-reason", on=day("2018-02-26"))),
    (MISSING, ANNA, Snooze(day("2018-02-13")), Refused("snooze-without-reason", on=day("2018-02-26"))),
    (OVERDUE, ANNA, Snooze(day("2018-02-27"), "grund"), Refused("snooze-too-long", on=day("2018-02-26"), limit=10)),
    (OVERDUE, ANNA, Snooze(day("2018-02-13"), "x" * 301), Refused("too-long", limit=300)),
    (DUE_SOON, ANNA, Unsnooze(), Refused("not-snoozed")),
    (entry(action("snoozed", until="2018-02-12")), ANNA, Unsnooze(), Refused("not-snoozed")),
    (DUE_SOON, ANNA, Comment(" \n\t\0 "), Refused("nothing-written")),
    (DUE_SOON, ANNA, Comment("x" * 2001), Refused("too-long", limit=2000)),
    (DUE_SOON, ANNA, TakeNote("x" * 2001), Refused("too-long", limit=2000)),
    (DUE_SOON, ANNA, Comment("cpr 311299-1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("cpr 311299 1234."), Refused("person-number")),
    (DUE_SOON, ANNA, TakeNote("3112991234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("31 12 99 1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("31.12.99-1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("311299/1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("311299\u20141234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("311299\u2011 1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("31\u200b1299\u2060-1234"), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("".join(chr(0xFF10 + int(digit)) for digit in "3112991234")), Refused("person-number")),
    (DUE_SOON, ANNA, Comment("\u200b\u202e \u200d"), Refused("nothing-written")),
    (OVERDUE, ANNA, Snooze(day("2018-02-13"), "0101901234"), Refused("person-number")),
    (DUE_SOON, ANNA, HandOver("w1", COLLEAGUES), Refused("hand-over-to-oneself", who="w1")),
    (HANDED_TO_BO, LEADER, HandOver("w2", COLLEAGUES), Refused("hand-over-to-oneself", who="w2")),
    (DUE_SOON, ANNA, HandOver("w7", COLLEAGUES), Refused("unknown-colleague", who="w7")),
    (DUE_SOON, ANNA, HandOver("", COLLEAGUES), Refused("unknown-colleague", who="")),
    (DUE_SOON, ANNA, HandOver("w9", ["w9"], "751"), Refused("colleague-elsewhere", who="w9")),
    (DUE_SOON, ANNA, Undo("nothing", in_time=True), Refused("nothing-to-undo")),
    (entry(action("acknowledged", id="a", by="w2")), ANNA, Undo("a", in_time=True), Refused("nothing-to-undo")),
    (entry(action("acknowledged", id="a")), ANNA, Undo("a", in_time=False), Refused("undo-too-late", limit=30)),
]


@pytest.mark.parametrize(("known", "user", "wanted", "refused"), REFUSED)
def test_what_is_refused_says_why(known: Entry | None, user: User, wanted: Wanted, refused: Refused) -> None:
    assert act(known, user, wanted, MONDAY) == refused


def test_every_refusal_is_in_the_tables() -> None:
    assert {refused.reason for _, _, _, refused in REFUSED} | {"stale"} == set(REASONS)


AFTER = telling(revision=5, change="changed", raised_revision=3, due_on="2018-02-26", held=1, summoned_for="2018-02-20")


@pytest.mark.parametrize(
    ("seen", "differs"),
    [
        (seen_of(AFTER), ()),
        (Seen(4, AFTER.due_on, 1, AFTER.summoned_for or 0), ()),  # a reminder, another caseworker
        (Seen(4, AFTER.due_on - 7, 1, AFTER.summoned_for or 0), ("due_on",)),
        (Seen(4, AFTER.due_on, 0, 0), ("held", "summoned_for")),
        (Seen(2, AFTER.due_on, 1, AFTER.summoned_for or 0), ("life",)),
        (Seen(9, 1, 1, 1), ()),  # the page is ahead of what this process has read
    ],
)
def test_a_stale_page_is_refused_when_it_matters(seen: Seen, differs: tuple[str, ...]) -> None:
    deciding: list[Wanted] = [Acknowledge(), Snooze(day("2018-02-15")), TakeNote(), HandOver("w2", COLLEAGUES)]
    for wanted in deciding:
        found = act(Entry(AFTER), ANNA, wanted, MONDAY, seen)
        assert found == Refused("stale", differs=differs) if differs else isinstance(found, Action)
    assert isinstance(act(Entry(AFTER), ANNA, Comment("en note er aldrig for sen"), MONDAY, seen), Action)


@pytest.mark.parametrize("text", ["", "1.2.3", "1.2.3.4.5", "1.2.3.x", "1.2.3.-4", "1.2.3.99999999999", "¹.2.3.4"])
def test_what_is_no_sight_is_none(text: str) -> None:
    assert seen_in(text) is None
    assert seen_in(seen_of(AFTER).text()) == seen_of(AFTER)


def test_what_one_did_is_taken_back_even_when_the_alert_went_to_somebody_else() -> None:
    handed = act(DUE_SOON, ANNA, HandOver("w2", COLLEAGUES), MONDAY)
    assert isinstance(handed, Action)
    after = with_actions(DUE_SOON, (handed,))
    assert standing(after, day("2018-02-12")).owner == "w2"
    back = act(after, ANNA, Undo(handed.id, in_time=True), MONDAY)
    assert isinstance(back, Action)
    assert (back.type, back.undoes) == ("undone", handed.id)
    whole = with_actions(after, (back,))
    assert standing(whole, day("2018-02-12")).owner == "w1"
    assert act(whole, ANNA, Undo(handed.id, in_time=True), MONDAY) == Refused("nothing-to-undo")


def test_many_actions_within_one_tick_keep_their_order() -> None:
    """One tick's instant may last for seconds: what was done last still stands."""
    known = DUE_SOON
    clicks: list[Wanted] = [Snooze(day("2018-02-15")), Unsnooze()]
    for wanted in clicks * 6:
        done = act(known, ANNA, wanted, MONDAY)
        assert isinstance(done, Action)
        known = with_actions(known, (done,))
    assert len(known.actions) == 12
    assert [each.type for each in known.actions] == ["snoozed", "unsnoozed"] * 6
    assert standing(known, day("2018-02-12")).state == "new"


def test_the_same_click_twice_is_one_action_and_another_person_s_is_another() -> None:
    once, twice = act(DUE_SOON, ANNA, Comment("x"), MONDAY), act(DUE_SOON, ANNA, Comment("x"), MONDAY)
    other = act(DUE_SOON, LEADER, Comment("x"), MONDAY)
    assert isinstance(once, Action) and isinstance(other, Action)
    assert once == twice
    assert once.id != other.id


def test_an_action_is_never_before_what_it_is_about() -> None:
    """The clock may be read a moment before the alert that a tick brought."""
    done = act(entry(on="2018-02-13"), ANNA, Acknowledge(), MONDAY)
    assert isinstance(done, Action)
    assert done.at == telling(on="2018-02-13").at


@pytest.mark.parametrize(
    ("known", "today", "first", "last", "needs_reason"),
    [
        (DUE_SOON, "2018-02-12", "2018-02-13", "2018-02-19", False),
        (DUE_SOON, "2018-02-19", "2018-02-20", "2018-02-19", False),
        (entry(kind="passive-soon", due_on="2018-03-01"), "2018-02-12", "2018-02-13", "2018-03-01", False),
        (OVERDUE, "2018-02-12", "2018-02-13", "2018-02-26", True),
        (PASSIVE, "2018-03-26", "2018-03-27", "2018-04-12", True),  # Easter: ten working days are 17 days
    ],
)
def test_the_days_that_a_snooze_may_have(known: Entry, today: str, first: str, last: str, needs_reason: bool) -> None:
    assert known.telling is not None
    limit = snooze_limit(known.telling, day(today), load_policy())
    assert (iso(limit.first), iso(limit.last), limit.needs_reason) == (first, last, needs_reason)
    assert limit.is_possible == (first <= last)
