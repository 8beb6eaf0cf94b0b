"""Tiny cases worked by hand from assess.md (clocks, age, offers): the twin is only worth something if it is right."""

import pytest

from tests.twins.twin_answers import assessed, duties, one
from tests.twins.wire_events import DAGPENGE, JOBPARAT, Event, absence, exemption, held, offer, on_benefit


def test_the_first_day_of_dagpenge_in_2018_lists_the_one_off_duties() -> None:
    assert duties([DAGPENGE], "2018-01-02") == [
        ("joint-interview-1", "2018-02-13", "pending"),
        ("first-offer", "2018-07-02", "pending"),
        ("interviews-in-period", "2018-07-02", "pending"),
        ("joint-interview-2", "2018-07-02", "pending"),
        ("joint-interview-3", "2019-05-02", "pending"),
    ]


def test_each_interview_fulfils_the_open_interval_and_starts_the_next() -> None:
    listed = assessed([DAGPENGE, held("2018-03-13")], "2018-03-20")["obligations"]
    chain = [(o["sequence"], o["since"], o["due_on"], o["status"]) for o in listed if o["duty"] == "interview-interval"]
    assert chain == [(1, "2018-02-13", "2018-03-13", "fulfilled"), (2, "2018-03-13", "2018-04-13", "pending")]


@pytest.mark.parametrize(("on", "status"), [("2018-01-09", "pending"), ("2018-01-10", "overdue")])
def test_the_due_date_itself_is_in_time(on: str, status: str) -> None:
    assert one([JOBPARAT], on, "first-interview")["status"] == status


STOPS = [
    (
        "sickness stops dagpenge",
        [DAGPENGE, absence("sickness", "2018-02-01", to="2018-02-10")],
        "joint-interview-1",
        "2018-02-23",
    ),
    (
        "a stop on the base day moves nothing",
        [DAGPENGE, absence("sickness", "2018-01-02", to="2018-01-02")],
        "joint-interview-1",
        "2018-02-13",
    ),
    (
        "a stop on the due date moves it",
        [DAGPENGE, absence("sickness", "2018-02-13", to="2018-02-13")],
        "joint-interview-1",
        "2018-02-14",
    ),
    (
        "a stop after it does not",
        [DAGPENGE, absence("sickness", "2018-02-14", to="2018-02-20")],
        "joint-interview-1",
        "2018-02-13",
    ),
    (
        "sickness does not stop jobparat",
        [JOBPARAT, absence("sickness", "2018-01-04", to="2018-01-06")],
        "first-interview",
        "2018-01-09",
    ),
    (
        "maternity does",
        [JOBPARAT, absence("maternity", "2018-01-04", to="2018-01-06")],
        "first-interview",
        "2018-01-12",
    ),
    (
        "an open absence counts up to the day",
        [DAGPENGE, absence("holiday", "2018-01-10")],
        "joint-interview-1",
        "2018-02-17",
    ),
    (
        "an exemption by judgement stops nothing",
        [JOBPARAT, exemption("all", "2018-01-04", basis="judgement")],
        "first-interview",
        "2018-01-09",
    ),
    ("a month too short for the day number", [on_benefit("dagpenge", "2017-08-31")], "first-offer", "2018-02-28"),
]


@pytest.mark.parametrize(("events", "duty", "due_on"), [case[1:] for case in STOPS], ids=[case[0] for case in STOPS])
def test_the_clock_counts_the_days_that_are_not_stopped(events: list[Event], duty: str, due_on: str) -> None:
    assert one(events, "2018-01-13", duty)["due_on"] == due_on


def test_what_was_overdue_before_the_stop_stays_overdue_and_the_rest_is_suspended() -> None:
    listed = duties([JOBPARAT, exemption("interviews", "2018-01-12")], "2018-01-20")
    assert ("first-interview", "2018-01-09", "overdue") in listed
    assert ("interviews-in-period", "2018-04-11", "suspended") in listed  # nine days stood still
    assert ("first-offer", "2018-04-02", "pending") in listed


BIRTHDAYS = [
    ("1990-06-01", "2018-04-02"),  # under 30
    ("1988-03-01", "2018-07-02"),  # 30 before three months
    ("1988-04-02", "2018-07-02"),  # 30 on the due date of the former age
    ("1988-04-03", "2018-04-02"),  # 30 the day after it
    ("1988-02-29", "2018-07-02"),  # 30 on 28 February
    ("1970-01-01", "2018-07-02"),  # 48
    ("1968-05-01", "2018-05-01"),  # 50 between three and six months
    ("1968-02-29", "2018-04-02"),  # 50 on 28 February
    ("1968-01-02", "2018-04-02"),  # 50 on the anchor
]


@pytest.mark.parametrize(("born", "due_on"), BIRTHDAYS)
def test_birthdays_are_foreseen_for_the_first_offer(born: str, due_on: str) -> None:
    assert one([on_benefit("dagpenge", "2018-01-02", birth_date=born)], "2018-01-02", "first-offer")["due_on"] == due_on


@pytest.mark.parametrize(
    ("more", "due_on"),
    [
        ({"scope": "offers"}, "2018-05-10"),
        ({"scope": "all"}, "2018-05-10"),
        ({"scope": "interviews"}, "2018-04-02"),
        ({"scope": "offers", "basis": "judgement"}, "2018-04-02"),
    ],
)
def test_who_is_exempt_on_the_due_date_owes_the_offer_a_month_after(more: dict[str, str], due_on: str) -> None:
    granted = exemption(from_="2018-03-20", to="2018-04-10", **more)
    assert one([JOBPARAT, granted], "2018-02-01", "first-offer")["due_on"] == due_on


OFFERS = [
    (offer("nytteindsats", "2018-04-02", to="2018-04-15"), "2018-04-03", "fulfilled"),
    (offer("nytteindsats", "2018-04-02", to="2018-04-14"), "2018-04-03", "overdue"),  # 13 days
    (offer("nytteindsats", "2018-04-03", to="2018-04-30"), "2018-04-03", "fulfilled-late"),
    (offer("realkompetence", "2018-03-01", to="2018-04-30"), "2018-04-03", "overdue"),
    (offer("virksomhedspraktik", "2018-03-30"), "2018-04-12", "pending"),  # of unknown end, 13 days on
    (offer("virksomhedspraktik", "2018-03-30"), "2018-04-13", "fulfilled"),
    (offer("loentilskud", "2018-04-23", to="2018-06-30", given_on="2018-04-02"), "2018-04-10", "pending"),
    (offer("loentilskud", "2018-04-23", to="2018-06-30", given_on="2018-04-02"), "2018-04-23", "fulfilled"),
    (offer("loentilskud", "2018-04-24", to="2018-06-30", given_on="2018-04-02"), "2018-04-10", "overdue"),
    (offer("loentilskud", "2018-04-23", to="2018-06-30", given_on="2018-04-03"), "2018-04-10", "overdue"),
]


@pytest.mark.parametrize(("given", "on", "status"), OFFERS)
def test_which_offers_fulfil_the_first_offer_due_on_2_april(given: Event, on: str, status: str) -> None:
    assert one([JOBPARAT, given], on, "first-offer")["status"] == status
