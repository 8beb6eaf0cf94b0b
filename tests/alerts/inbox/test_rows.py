"""The list at 8:05 on a Monday: who comes first, what is one thing to do, what was asked for, and what is history."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.held_back import Silence
from alerts.inbox.entry import ByLaw, Entry
from alerts.inbox.item import items_of
from alerts.inbox.quiet_start import NotADayList, announces, is_history, parse_notify_from
from alerts.inbox.rows import CitizenRows, rows_of
from alerts.inbox.search import ALL, Asked, counts, matches
from alerts.inbox.urgency import working_days_left, working_days_past
from alerts.working_days import is_working_day, working_days_between
from rules.civil import day, iso, start_of_day
from tests.alerts.inbox.builders import action, entry, telling

MONDAY = day("2018-02-12")


def _rows(entries: list[Entry], asked: Asked = ALL, quiet: str = "", **names: str) -> list[CitizenRows]:
    return rows_of(items_of(entries, MONDAY, parse_notify_from(quiet)), MONDAY, asked, names)


def test_the_most_urgent_citizen_comes_first() -> None:
    entries = [
        entry(citizen="soon-passive", kind="passive-soon", duty="active-year", due_on="2018-03-01"),
        entry(citizen="unregistered", kind="outcome-missing", duty="interview", since="2018-02-01"),
        entry(citizen="today", due_on="2018-02-12"),
        entry(citizen="friday", due_on="2018-02-16"),
        entry(citizen="past-a-weekend", kind="overdue", due_on="2018-02-09"),
        entry(citizen="past-long", kind="overdue", due_on="2017-11-01"),
        entry(citizen="passive-long", kind="passive", duty="active-year", since="2016-02-01"),
        entry(citizen="passive", kind="passive", duty="active-year", since="2017-02-01"),
        entry(citizen="arranged", due_on="2018-02-16", summoned_for="2018-02-14"),
        entry(citizen="arranged-in-vain", due_on="2018-02-16", summoned_for="2018-02-09"),
    ]
    assert [each.citizen for each in _rows(entries)] == [
        "past-long",
        "past-a-weekend",
        "today",
        "arranged-in-vain",
        "friday",
        "arranged",
        "passive-long",
        "passive",
        "soon-passive",
        "unregistered",
    ]


def test_a_citizen_stands_where_the_most_urgent_alert_does() -> None:
    entries = [
        entry(citizen="b", due_on="2018-02-13"),
        entry(citizen="a", kind="passive", duty="active-year"),
        entry(citizen="a", kind="overdue", duty="first-offer", due_on="2018-02-09"),
        entry(citizen="a", kind="due-soon", duty="interview-interval", due_on="2018-02-20"),
    ]
    found = _rows(entries)
    assert [each.citizen for each in found] == ["a", "b"]
    assert [[item.telling.duty for item in row.items] for row in found[0].rows] == [
        ["first-offer", "active-year"],
        ["interview-interval"],
    ]


ONE_CURE: list[tuple[str, list[dict[str, Any]], list[tuple[str, int, list[str], str | None]]]] = [
    (
        "one interview moves both deadlines on",
        [
            {"duty": "interviews-in-period", "needed": 4, "held": 1, "summoned_for": "2018-02-20"},
            {"duty": "interview-interval", "kind": "overdue", "due_on": "2018-02-01"},
        ],
        [("interview", 3, ["interview-interval", "interviews-in-period"], None)],
    ),
    (
        "a joint interview counts as an interview too",
        [{"duty": "joint-interview-1"}, {"duty": "first-interview", "due_on": "2018-02-14"}],
        [("joint-interview", 1, ["first-interview", "joint-interview-1"], None)],
    ),
    (
        "an offer ends a year without one",
        [{"duty": "repeated-offer"}, {"duty": "active-year", "kind": "passive"}],
        [("offer", 1, ["repeated-offer", "active-year"], None)],
    ),
    (
        "what awaits an outcome is cured by registering that very interview",
        [
            {"duty": "interview", "kind": "outcome-missing", "since": "2018-02-05", "awaiting_outcome": True},
            {
                "duty": "interview",
                "kind": "outcome-missing",
                "since": "2018-01-02",
                "awaiting_outcome": True,
                "alert_id": "x",
            },
            {"duty": "interviews-in-period", "since": "2018-01-08", "due_on": "2018-02-19", "awaiting_outcome": True},
        ],
        [
            ("register", 1, ["interviews-in-period", "interview"], "2018-02-05"),
            ("register", 1, ["interview"], "2018-01-02"),
        ],
    ),
    (
        "an outcome that is awaited for a day or two has no alert of its own yet",
        [{"duty": "first-interview", "awaiting_outcome": True}, {"duty": "first-offer", "due_on": "2018-02-20"}],
        [("register", 1, ["first-interview"], None), ("offer", 1, ["first-offer"], None)],
    ),
    (
        "what nothing else cures stands alone",
        [{"duty": "mentor-contact"}, {"duty": "first-interview", "due_on": "2018-02-13"}],
        [("interview", 1, ["first-interview"], None), ("other", 1, ["mentor-contact"], None)],
    ),
]


@pytest.mark.parametrize(("alerts", "expected"), [case[1:] for case in ONE_CURE], ids=[case[0] for case in ONE_CURE])
def test_alerts_with_one_cure_are_one_row(
    alerts: list[dict[str, Any]], expected: list[tuple[str, int, list[str], str | None]]
) -> None:
    [found] = _rows([entry(**said) for said in alerts])
    assert [
        (row.cure, row.acts, [item.telling.duty for item in row.items], iso(row.planned_on) if row.planned_on else None)
        for row in found.rows
    ] == expected


def test_an_interview_that_is_summoned_is_shown_and_one_that_is_past_is_not() -> None:
    arranged = [
        entry(citizen=citizen, summoned_for=summoned)
        for citizen, summoned in (("a", "2018-02-12"), ("b", "2018-02-09"))
    ]
    assert {each.citizen: each.rows[0].summoned_for for each in _rows(arranged)} == {"a": MONDAY, "b": None}


def test_what_has_ended_is_in_no_list() -> None:
    assert _rows([entry(change="lapsed", revision=2), Entry(None, (action("acknowledged"),))]) == []


MIXED = [
    entry(citizen="new"),
    entry(action("acknowledged"), citizen="seen"),
    entry(action("noted"), citizen="noted", kind="overdue", duty="first-offer"),
    entry(action("snoozed", until="2018-02-15"), citizen="off"),
    entry(citizen="old", on="2018-01-20"),
    entry(action("snoozed", until="2018-02-15"), citizen="old-off", on="2018-01-20"),
]
QUIET = "101=2018-02-01"


@pytest.mark.parametrize(
    ("asked", "citizens"),
    [
        (Asked(), {"new", "seen", "noted"}),
        (ALL, {"new", "seen", "noted", "off", "old", "old-off"}),
        (Asked(shelf="snoozed"), {"off", "old-off"}),
        (Asked(shelf="history"), {"old"}),
        (Asked(states=frozenset({"new"})), {"new"}),
        (Asked(states=frozenset({"new", "noted"})), {"new", "noted"}),
        (Asked(kinds=frozenset({"overdue"})), {"noted"}),
        (Asked(duties=frozenset({"first-offer"})), {"noted"}),
        (Asked(duties=frozenset({"first-offer"}), kinds=frozenset({"due-soon"})), set()),
        (Asked(text="SØR"), {"new"}),
        (Asked(text="soe karen"), {"new"}),
        (Asked(text="see"), {"seen"}),
        (Asked(shelf="all", text="old"), {"old", "old-off"}),
    ],
)
def test_what_is_asked_for_is_shown(asked: Asked, citizens: set[str]) -> None:
    found = _rows(MIXED, asked, QUIET, new="Karen Sørensen", noted="Åge Ærø")
    assert {each.citizen for each in found} == citizens


def test_there_are_so_many_of_each() -> None:
    items = items_of(MIXED, MONDAY, parse_notify_from(QUIET))
    todo, history = counts(items), counts(items, "history")
    assert (todo.alerts, todo.citizens) == (3, 3)
    assert todo.kinds == {"due-soon": 2, "overdue": 1}
    assert todo.duties == {"first-interview": 2, "first-offer": 1}
    assert todo.states == {"new": 1, "acknowledged": 1, "noted": 1}
    assert todo.shelves == history.shelves == {"todo": 3, "snoozed": 2, "history": 1, "all": 6}
    assert (history.alerts, history.states) == (1, {"new": 1})


@pytest.mark.parametrize(
    ("text", "name", "is_found"),
    [
        ("", "", True),
        ("aage", "Åge Ærø", True),
        ("Åge", "Aage Aeroe", True),
        ("a\u030age", "Åge", True),
        ("ærø å", "Åge Ærø", True),
        ("rene", "René", True),
        ("øst", "Åge Ærø", False),
        ("C1", "Åge", True),
    ],
)
def test_people_are_found_however_they_are_spelt(text: str, name: str, is_found: bool) -> None:
    assert matches(text, "c1", name) == is_found


@pytest.mark.parametrize(
    ("notify_from", "municipality", "is_old"),
    [
        ("", "101", False),
        ("101=2018-02-01", "101", False),
        ("101=2018-02-02", "101", True),
        ("751=2018-02-02", "101", False),
        ("*=2018-02-02", "101", True),
        ("*=2018-02-02,101=2017-01-01", "101", False),
        (" 751=2018-02-02 , *=2018-02-02 ,", "751", True),
    ],
)
def test_what_was_true_before_a_municipality_began_is_history(
    notify_from: str, municipality: str, is_old: bool
) -> None:
    """Raised at midnight as 1 February 2018 begins: whoever began that day is told."""
    told, quiet = telling(municipality=municipality), parse_notify_from(notify_from)
    assert is_history(told, quiet) == is_old
    assert announces(told, quiet) == (not is_old)
    assert not announces(telling(municipality=municipality, held_back=True), quiet)
    assert not announces(telling(municipality=municipality, by_law=ByLaw(1, "8bdf6a60", "raised", 0)), quiet)
    assert not announces(told, quiet, {municipality: Silence(municipality, 0)})
    assert announces(told, quiet, {"999": Silence("999", 0)}) == (not is_old)


def test_what_is_held_back_comes_last_however_late_it_is() -> None:
    entries = [
        entry(citizen="there", kind="overdue", due_on="2017-11-01", municipality="825"),
        entry(citizen="unregistered", kind="outcome-missing", duty="interview", since="2018-02-01"),
        entry(citizen="flagged", kind="overdue", due_on="2017-12-01", held_back=True),
        entry(citizen="past", kind="overdue", due_on="2018-02-09"),
    ]
    silent = {"825": Silence("825", start_of_day(day("2017-10-20")) + 1)}
    items = items_of(entries, MONDAY, {}, silent)
    assert [(item.telling.citizen, item.is_held_back) for item in items] == [
        ("past", False),
        ("unregistered", False),
        ("there", True),
        ("flagged", True),
    ]
    assert {item.silence.heard_on for item in items if item.silence} == {day("2017-10-20")}


@pytest.mark.parametrize(
    "text",
    [
        "101",
        "=2018-01-01",
        "1=2018-01-01",
        "999=2018-01-01",
        "１０１=2018-01-01",
        "101=2018",
        "101=2018-13-01",
        "x=2018-01-01",
        "101=2018-01-01,101=2018-01-02",
    ],
)
def test_a_quiet_start_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(NotADayList):
        parse_notify_from(text)


def test_blanks_in_a_quiet_start_mean_nothing() -> None:
    assert parse_notify_from(" * = 2018-01-01 , 101=2018-02-01,") == {"*": day("2018-01-01"), "101": day("2018-02-01")}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2018-02-09", "2018-02-12", 1),
        ("2018-02-09", "2018-02-11", 0),
        ("2018-02-12", "2018-02-12", 0),
        ("2018-02-13", "2018-02-12", 0),
        ("2018-03-28", "2018-04-03", 1),  # Easter
        ("2017-12-29", "2018-01-02", 1),  # New Year
    ],
)
def test_working_days_between_two_days(first: str, last: str, days: int) -> None:
    assert working_days_between(day(first), day(last)) == days
    told = telling(due_on=first)
    assert working_days_past(told, day(last)) == days
    assert working_days_left(telling(due_on=last), day(first)) == days


def test_working_days_are_counted_over_years() -> None:
    first, last = day("2016-05-17"), day("2021-03-03")
    assert working_days_between(first, last) == sum(is_working_day(each) for each in range(first + 1, last + 1))
    assert working_days_between(first, day("9999-12-31")) == working_days_between(first, first + 20 * 366)
