"""Tiny cases worked by hand from assess.md (spells, groups, eras, measures, settling), and that no life makes it fail."""

import random
from datetime import date, datetime

import pytest

from tests.twins.assess_twin import assess_twin, next_change_twin
from tests.twins.lives import random_day, random_life
from tests.twins.twin_answers import assessed, duties, one
from tests.twins.wire_events import AKTIV, DAGPENGE, JOBPARAT, Event, event, exemption, held, offer, on_benefit


def test_a_change_of_group_in_the_spell_closes_the_old_duties_and_gives_14_days_for_the_new() -> None:
    change = event("target-group.changed", "g", target_group="aktivitetsparat", from_="2018-03-01")
    listed = assessed([JOBPARAT, change], "2018-03-01")["obligations"]
    assert [(o["duty"], o["sequence"], o["due_on"], o["status"], o["closed"]) for o in listed] == [
        ("first-interview", 1, "2018-01-09", "overdue", True),
        ("first-interview", 2, "2018-03-15", "pending", False),
        ("first-offer", 1, "2018-04-02", "lapsed", True),
        ("interviews-in-period", 1, "2018-04-02", "lapsed", True),
        ("first-offer", 2, "2018-07-02", "pending", False),
        ("interviews-in-period", 2, "2019-01-02", "pending", False),
    ]


def test_from_a_young_group_to_jobparat_a_new_spell_begins() -> None:
    young = on_benefit("uddannelsesparat", "2018-01-02", first_contact_on="2017-12-20")
    change = event("target-group.changed", "g", target_group="jobparat", from_="2018-03-01")
    assert assessed([young, change], "2018-02-28")["counted_from"] == "2017-12-20"
    assert assessed([young, change], "2018-03-01")["counted_from"] == "2018-03-01"


def test_the_version_in_force_on_the_due_date_yields_the_obligation() -> None:
    # The national stop of 122 days moves 1 March 2020 to 1 July 2020, and 1 January 2021 to 3 May 2021.
    assert duties([on_benefit("dagpenge", "2019-09-01")], "2019-09-01") == [
        ("joint-interview-1", "2019-10-13", "pending"),
        ("first-offer", "2020-07-01", "pending"),
        ("interviews-in-period", "2020-07-01", "pending"),
        ("joint-interview-3", "2021-05-03", "pending"),
    ]


def test_duties_due_before_the_first_day_do_not_arise() -> None:
    late = on_benefit("dagpenge", "2018-06-01", accumulated_days=200)  # anchor 13 November 2017
    assert assessed([late], "2018-06-01")["counted_from"] == "2017-11-13"
    assert duties([late], "2018-06-01") == [
        ("interview-interval", "2018-08-13", "pending"),
        ("joint-interview-3", "2019-03-13", "pending"),
    ]


@pytest.mark.parametrize(("again", "counted_from"), [("2019-02-01", "2018-01-02"), ("2019-02-02", "2019-02-02")])
def test_dagpenge_goes_on_over_364_days_off_and_not_over_365(again: str, counted_from: str) -> None:
    ended = event("benefit.ended", "e", to="2018-02-01")
    assert assessed([DAGPENGE, ended, on_benefit("dagpenge", again)], again)["counted_from"] == counted_from


def test_off_dagpenge_the_open_duties_are_suspended_and_not_closed() -> None:
    ended = event("benefit.ended", "e", to="2018-01-31")
    joint = one([DAGPENGE, ended], "2018-02-10", "joint-interview-1")
    assert (joint["due_on"], joint["status"], joint["closed"]) == ("2018-02-23", "suspended", False)
    assert assessed([DAGPENGE, ended], "2018-02-10")["target_group"] is None


def test_the_end_of_another_benefit_closes_its_spell() -> None:
    assert duties([JOBPARAT, event("benefit.ended", "e", to="2018-01-31")], "2018-06-01") == [
        ("first-interview", "2018-01-09", "overdue"),
        ("first-offer", "2018-04-02", "lapsed"),
        ("interviews-in-period", "2018-04-02", "lapsed"),
    ]


def test_periods_of_twelve_months_follow_one_another_from_the_anchor() -> None:
    listed = assessed([AKTIV, held("2017-01-04")], "2017-01-04")["obligations"]
    periods = [(o["since"], o["due_on"], o["held"]) for o in listed if o["duty"] == "interviews-in-period"]
    assert periods == [("2016-01-04", "2017-01-04", 1), ("2017-01-04", "2018-01-04", 0)]


def test_the_repeated_offer_runs_from_the_last_day_of_the_former() -> None:
    events = [AKTIV, offer("nytteindsats", "2016-05-01", to="2016-08-31")]
    assert not [d for d in duties(events, "2016-08-30") if d[0] == "repeated-offer"]
    repeated = one(events, "2016-08-31", "repeated-offer")
    assert (repeated["since"], repeated["due_on"], repeated["status"]) == ("2016-08-31", "2017-08-31", "pending")


def test_a_share_duty_is_outstanding_and_never_overdue() -> None:
    shared = one([on_benefit("jobparat", "2026-06-01")], "2026-12-02", "interviews-in-period")
    assert (shared["binding"], shared["due_on"], shared["status"]) == ("share", "2026-12-01", "outstanding")


@pytest.mark.parametrize(("direct", "expected"), [(False, [1, 3, 3]), (True, [6])])
def test_direct_to_the_jobcentre_leaves_the_a_kasse_out(direct: bool, expected: list[int]) -> None:
    listed = assessed([on_benefit("dagpenge", "2024-01-01", direct_to_jobcentre=direct)], "2024-01-01")["obligations"]
    interviews = ("a-kasse-interviews", "interviews-in-period")
    assert [o["needed"] for o in listed if o["duty"] in interviews] == expected


def test_category_1_has_no_duties_and_none_stated_is_category_2() -> None:
    assert duties([on_benefit("sygedagpenge", "2018-01-02", category=1)], "2018-02-27") == []
    assert duties([on_benefit("sygedagpenge", "2018-01-02")], "2018-02-27") == [
        ("first-interview", "2018-02-27", "pending"),
        ("interview-interval", "2018-03-27", "pending"),
    ]


@pytest.mark.parametrize(("again", "since"), [("2018-03-01", "2018-01-02"), ("2018-03-02", "2018-03-02")])
def test_support_goes_on_over_28_days_of_neither(again: str, since: str) -> None:
    ended = event("benefit.ended", "e", to="2018-01-31")
    assert assessed([JOBPARAT, ended, on_benefit("jobparat", again)], again)["support_since"] == since


@pytest.mark.parametrize(
    ("more", "on", "passive"),
    [
        ([], "2019-01-01", False),  # not yet a year
        ([], "2019-01-02", True),
        ([offer("voksenlaerling", "2018-01-02", to="2018-01-03")], "2019-01-02", False),  # 3 January is inside the year
        ([offer("voksenlaerling", "2018-01-02", to="2018-01-02")], "2019-01-02", True),
        ([exemption("offers", "2019-01-02", basis="judgement")], "2019-01-02", False),
        ([exemption("interviews", "2019-01-02")], "2019-01-02", True),
        (
            [event("work.reported", "w", work_id="w", from_="2018-01-02", to="2018-01-03", hours=200)],
            "2019-01-02",
            False,
        ),
        (
            [event("work.reported", "w", work_id="w", from_="2018-01-02", to="2018-01-03", hours=199)],
            "2019-01-02",
            True,
        ),
    ],
)
def test_who_is_passive_after_a_year(more: list[Event], on: str, passive: bool) -> None:
    assert assessed([JOBPARAT, *more], on)["passive"] is passive


SETTLING = [
    ("retracted", [event("fact.retracted", "r", retracts="b-2018-01-02")], None),
    (
        "a retracted retraction does nothing",
        [event("fact.retracted", "r", retracts="b-2018-01-02"), event("fact.retracted", "s", retracts="r")],
        "2018-01-02",
    ),
    (
        "a superseded retraction does nothing",
        [
            event("fact.retracted", "r", retracts="b-2018-01-02"),
            event("caseworker.assigned", "s", supersedes="r", from_="2018-01-02", caseworker="w"),
        ],
        "2018-01-02",
    ),
    (
        "superseded",
        [event("benefit.started", "c", supersedes="b-2018-01-02", **{**JOBPARAT["data"], "from": "2018-01-05"})],
        "2018-01-05",
    ),
    (
        "one id twice: the later stands",
        [{**on_benefit("jobparat", "2018-01-07", time="2011-01-01"), "id": "b-2018-01-02"}],
        "2018-01-07",
    ),
    ("erased", [event("citizen.erased", "z", time="2010-01-01")], None),
    ("erased before", [event("citizen.erased", "z", time="2009-12-31")], "2018-01-02"),
]


@pytest.mark.parametrize(("more", "counted_from"), [case[1:] for case in SETTLING], ids=[case[0] for case in SETTLING])
def test_how_events_about_events_are_settled(more: list[Event], counted_from: str | None) -> None:
    assert assessed([JOBPARAT, *more], "2018-01-10")["counted_from"] == counted_from


def test_nothing_known_is_no_answer() -> None:
    assert assess_twin([JOBPARAT], date(2018, 1, 2), datetime.fromisoformat("2010-01-01T11:59:59+00:00")) is None


def test_the_next_change_is_the_first_day_that_says_something_else() -> None:
    assert next_change_twin([JOBPARAT], date(2018, 1, 2)) == date(2018, 1, 9)  # due today: duty-kept counts it
    assert next_change_twin([JOBPARAT], date(2018, 1, 9)) == date(2018, 1, 10)  # first-interview overdue
    assert next_change_twin([DAGPENGE], date(2018, 1, 2)) == date(2018, 2, 13)  # the interval's window begins
    assert next_change_twin([JOBPARAT], date(2018, 1, 2), limit_days=6) is None


def test_invented_lives_are_assessed_without_failing() -> None:
    rng = random.Random(7)
    seen = 0
    for _ in range(200):
        life = random_life(rng)
        seen += bool(assessed(life, random_day(rng, life).isoformat())["obligations"])
    assert seen > 60
