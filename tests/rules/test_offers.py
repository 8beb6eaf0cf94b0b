"""Which offers fulfil an offer duty, and on which day: length, kind, beginning, the weeks of grace; ages and exemptions."""

from __future__ import annotations

from typing import Any

import pytest

from rules import facts as f
from rules.civil import iso
from tests.rules.builders import at, exemption, group_changed, held, obligations, offer, on_benefit, plus, the, work

JOBPARAT = on_benefit("jobparat", "2018-01-02")  # first offer by 2 April 2018, three months
DUE = "2018-04-02"
PRAKTIK = "virksomhedspraktik"

ONE_OFFER = [
    # kind, from, to, given on, judged on, status; 14 unbroken days: 2 to 15 April
    ("14 days from the due date", "nytteindsats", DUE, "2018-04-15", DUE, "2018-04-03", "fulfilled"),
    ("13 days are too short", "nytteindsats", DUE, "2018-04-14", DUE, "2018-04-03", "overdue"),
    ("from the anchor itself", PRAKTIK, "2018-01-02", "2018-01-15", "2018-01-02", "2018-01-02", "fulfilled"),
    ("the day before the anchor", PRAKTIK, "2018-01-01", "2018-02-28", "2018-01-01", "2018-04-03", "overdue"),
    ("a day late", PRAKTIK, "2018-04-03", "2018-04-30", DUE, "2018-04-03", "fulfilled-late"),
    ("given long after it began", PRAKTIK, DUE, "2018-04-30", "2018-04-20", "2018-04-03", "fulfilled"),
    # Of unknown end: it counts from `from` + 14 = 16 April on, and keeps the duty pending until then.
    ("unknown end, 13 days on", PRAKTIK, DUE, None, DUE, "2018-04-15", "pending"),
    ("unknown end, 14 days on", PRAKTIK, DUE, None, DUE, "2018-04-16", "fulfilled"),
    ("unknown end, begun late", PRAKTIK, "2018-04-03", None, DUE, "2018-04-16", "overdue"),
    ("unknown end, begun late, 14 days on", PRAKTIK, "2018-04-03", None, DUE, "2018-04-17", "fulfilled-late"),
    # loentilskud: given by 2 April and begun by 2 + 21 = 23 April.
    ("grace, before it begins", "loentilskud", "2018-04-23", "2018-06-30", DUE, "2018-04-22", "pending"),
    ("grace, 21 days", "loentilskud", "2018-04-23", "2018-06-30", DUE, "2018-04-23", "fulfilled"),
    ("grace, 22 days, before", "loentilskud", "2018-04-24", "2018-06-30", DUE, "2018-04-22", "overdue"),
    ("grace, 22 days", "loentilskud", "2018-04-24", "2018-06-30", DUE, "2018-04-24", "fulfilled-late"),
    ("grace, given a day late", "loentilskud", "2018-04-23", "2018-06-30", "2018-04-03", "2018-04-22", "overdue"),
    ("grace is for loentilskud alone", PRAKTIK, "2018-04-10", "2018-06-30", DUE, "2018-04-05", "overdue"),
    ("begun in time, given late", "loentilskud", DUE, "2018-06-30", "2018-04-20", "2018-04-20", "fulfilled"),
    ("grace for 13 days", "loentilskud", "2018-04-10", "2018-04-22", DUE, "2018-04-05", "overdue"),
    ("grace, unknown end, begun", "loentilskud", "2018-04-23", None, DUE, "2018-05-06", "pending"),
    ("grace, unknown end, 14 days on", "loentilskud", "2018-04-23", None, DUE, "2018-05-07", "fulfilled"),
    # Kinds.
    ("guidance qualifies", "vejledning-opkvalificering", DUE, "2018-04-30", DUE, "2018-04-03", "fulfilled"),
    ("other guidance until March 2023", "oevrig-vejledning", DUE, "2018-04-30", DUE, "2018-04-03", "fulfilled"),
    ("reading and writing does not", "laese-skrive-kursus", DUE, "2018-04-30", DUE, "2018-04-03", "overdue"),
    ("realkompetence does not", "realkompetence", DUE, "2018-04-30", DUE, "2018-04-03", "overdue"),
    ("adult apprenticeship does not", "voksenlaerling", DUE, "2018-04-30", DUE, "2018-04-03", "overdue"),
    ("other does not", "other", DUE, "2018-04-30", DUE, "2018-04-03", "overdue"),
]


@pytest.mark.parametrize(
    ("kind", "from_", "to", "given", "on", "status"), [r[1:] for r in ONE_OFFER], ids=[r[0] for r in ONE_OFFER]
)
def test_what_an_offer_makes_of_the_first_offer_due_on_2_april(
    kind: str, from_: str, to: str | None, given: str, on: str, status: str
) -> None:
    assert the([JOBPARAT, offer(kind, from_, to, given)], on, "first-offer").status == status


@pytest.mark.parametrize(("begun", "status"), [("2023-03-19", "fulfilled"), ("2023-03-20", "overdue")])
def test_other_guidance_counts_if_begun_before_20_march_2023(begun: str, status: str) -> None:
    """lov 295 af 20/03/2023. jobparat from 1 October 2022: six months, 1 April 2023."""
    life = [on_benefit("jobparat", "2022-10-01"), offer("oevrig-vejledning", begun, plus(begun, 60))]
    assert the(life, "2023-04-02", "first-offer").status == status


def test_of_several_offers_the_earliest_in_time_fulfils_else_the_earliest() -> None:
    late = [offer(PRAKTIK, "2018-04-05", "2018-05-05"), offer(PRAKTIK, "2018-04-04", "2018-05-04")]
    assert the([JOBPARAT, *late], "2018-06-01", "first-offer").acts[0][1] == "offer 2018-04-04"
    # A loentilskud in its grace is in time although it begins after one that is late.
    graced = offer("loentilskud", "2018-04-20", "2018-06-20", DUE)
    it = the([JOBPARAT, *late, graced], "2018-06-01", "first-offer")
    assert (it.status, it.acts[0][1], iso(it.fulfilled_on or 0)) == ("fulfilled", "offer 2018-04-20", "2018-04-20")


def test_a_cancelled_offer_never_took_place() -> None:
    gone = f.OfferCancelled(id="off", learnt_at=at("2018-04-01"), offer_id="offer 2018-03-01")
    assert the([JOBPARAT, offer(PRAKTIK, "2018-03-01", "2018-04-30"), gone], DUE, "first-offer").held == 0


AGES = [
    # dagpenge from 2 January 2018: three months (2 April) under 30 and from 50, else six (2 July).
    ("30 on the due date of the young", "1988-04-02", "2018-07-02"),
    ("30 the day after it", "1988-04-03", "2018-04-02"),
    ("30 on the anchor: not young any more", "1988-01-02", "2018-07-02"),
    ("30 the day after the anchor", "1988-01-03", "2018-07-02"),
    ("50 on the anchor", "1968-01-02", "2018-04-02"),
    ("50 the day after the anchor", "1968-01-03", "2018-04-02"),
    ("50 on the three months", "1968-04-02", "2018-04-02"),
    ("50 the day after the three months: at the earliest the birthday", "1968-04-03", "2018-04-03"),
    ("50 on the due date of the middle", "1968-07-02", "2018-07-02"),
    ("50 the day after it", "1968-07-03", "2018-07-02"),
    ("born 29 February 1988: 30 on 28 February", "1988-02-29", "2018-07-02"),
    ("born 29 February 1968: 50 on 28 February", "1968-02-29", "2018-04-02"),
    ("no birth date: as 30-49", None, "2018-07-02"),
]


@pytest.mark.parametrize(("born", "due_on"), [row[1:] for row in AGES], ids=[row[0] for row in AGES])
def test_birthdays_are_foreseen(born: str | None, due_on: str) -> None:
    life = [on_benefit("dagpenge", "2018-01-02", birth_date=born)]
    assert iso(the(life, "2018-01-02", "first-offer").due_on) == due_on


@pytest.mark.parametrize(("anchor", "due_on"), [("2017-11-28", "2018-05-28"), ("2017-11-27", "2018-02-27")])
def test_one_born_on_29_february_turns_30_on_the_28th(anchor: str, due_on: str) -> None:
    """Born 29 February 1988, 30 on 28 February 2018: on the due date of the young (28 November + 3 months) or after it."""
    life = [on_benefit("dagpenge", anchor, birth_date="1988-02-29")]
    assert iso(the(life, anchor, "first-offer").due_on) == due_on


EXEMPT = [
    # jobparat from 2 January 2018, due 2 April. Exempt on that day: a month after the exemption's last day.
    ("ends on the due date", "offers", "2018-03-20", "2018-04-02", None, "2018-05-02"),
    ("ends the day before", "offers", "2018-03-20", "2018-04-01", None, "2018-04-02"),
    ("begins on the due date", "all", "2018-04-02", "2018-04-10", None, "2018-05-10"),
    ("begins the day after", "all", "2018-04-03", "2018-04-10", None, "2018-04-02"),
    ("interviews only", "interviews", "2018-03-20", "2018-04-10", None, "2018-04-02"),
    ("by judgement", "offers", "2018-03-20", "2018-04-10", "judgement", "2018-04-02"),
    ("a month too short: 31 May + 1 month", "offers", "2018-03-20", "2018-05-31", None, "2018-06-30"),
]


@pytest.mark.parametrize(
    ("scope", "from_", "to", "basis", "due_on"), [r[1:] for r in EXEMPT], ids=[r[0] for r in EXEMPT]
)
def test_who_is_exempt_on_the_due_date_owes_the_offer_a_month_after(
    scope: str, from_: str, to: str, basis: str | None, due_on: str
) -> None:
    it = the([JOBPARAT, exemption(scope, from_, to, basis=basis)], "2018-01-10", "first-offer")
    assert (iso(it.due_on), it.status) == (due_on, "pending")


def test_exempt_again_on_the_new_day_owes_it_a_month_after_that_one() -> None:
    """2 April lies in the first (to 10 April), 10 May in the second (to 20 May): 20 June."""
    both = [exemption("offers", "2018-03-20", "2018-04-10"), exemption("all", "2018-05-05", "2018-05-20")]
    assert iso(the([JOBPARAT, *both], "2018-01-10", "first-offer").due_on) == "2018-06-20"


@pytest.mark.parametrize(
    ("on", "due_on", "status"),
    [("2018-04-01", DUE, "pending"), (DUE, "2018-05-02", "pending"), ("2018-04-20", "2018-05-20", "pending")],
)
def test_an_open_exemption_is_taken_to_end_on_the_assessed_day_and_never_suspends_the_first_offer(
    on: str, due_on: str, status: str
) -> None:
    it = the([JOBPARAT, exemption("all", "2018-03-01")], on, "first-offer")
    assert (iso(it.due_on), it.status) == (due_on, status)


WORK = [
    # Seven days of 20 hours stop, 19 do not; due 2 April moves by seven days.
    ("20 hours a week", "2018-02-01", "2018-02-07", 20, "2018-04-09"),
    ("a little less", "2018-02-01", "2018-02-07", 19.99, DUE),
    ("one day of 3 hours: 21 a week", "2018-02-01", "2018-02-01", 3, "2018-04-03"),
    ("one day of 2 hours: 14 a week", "2018-02-01", "2018-02-01", 2, DUE),
    ("known ahead", "2018-03-30", "2018-04-05", 37, "2018-04-09"),
    ("on the due date alone", DUE, DUE, 3, "2018-04-03"),
    ("after it", "2018-04-03", "2018-04-09", 37, DUE),
]


@pytest.mark.parametrize(("from_", "to", "hours", "due_on"), [row[1:] for row in WORK], ids=[row[0] for row in WORK])
def test_work_of_20_hours_a_week_stops_the_offer_clock_and_no_other(
    from_: str, to: str, hours: float, due_on: str
) -> None:
    life = [JOBPARAT, work(from_, to, hours)]
    assert iso(the(life, "2018-01-10", "first-offer").due_on) == due_on
    assert iso(the(life, "2018-01-10", "interviews-in-period").due_on) == DUE


def test_each_work_is_judged_alone() -> None:
    two_halves = [
        work("2018-02-01", "2018-02-07", 10, work_id="a"),
        work("2018-02-01", "2018-02-07", 10, id="b", work_id="b"),
    ]
    assert iso(the([JOBPARAT, *two_halves], "2018-01-10", "first-offer").due_on) == DUE


def test_an_offer_closes_the_interval_while_it_runs_and_its_last_day_starts_the_next() -> None:
    """aktivitetsparat from 4 January 2016: first offer by 4 July 2016, then every 12 months from the former one's last day."""
    life = [on_benefit("aktivitetsparat", "2016-01-04"), offer("nytteindsats", "2016-05-01", "2016-08-31")]
    assert obligations(life, "2016-08-30", "repeated-offer") == []
    (new,) = obligations(life, "2016-08-31", "repeated-offer")
    assert (iso(new.since), iso(new.due_on), new.status) == ("2016-08-31", "2017-08-31", "pending")
    life.append(offer("nytteindsats", "2017-08-31", "2017-09-30"))
    listed = obligations(life, "2017-09-30", "repeated-offer")
    assert [(iso(each.since), iso(each.due_on), each.status) for each in listed] == [
        ("2016-08-31", "2017-08-31", "fulfilled"),
        ("2017-09-30", "2018-09-30", "pending"),
    ]


@pytest.mark.parametrize(
    ("from_", "needs"), [("2021-10-29", ["2021-12-27", "2022-03-29"]), ("2021-11-04", ["2022-04-04"])]
)
def test_the_two_versions_of_repeated_offer_are_judged_apart(from_: str, needs: list[str]) -> None:
    """Window from a month after the anchor: 29 November 2021 + 28 = 27 December, inside the version until 2021, and + 4
    months = 29 March 2022, inside the one from 2022. From 4 December + 28 = 1 January 2022, outside the first."""
    listed = obligations([on_benefit("uddannelsesparat", from_)], plus(from_, 40), "repeated-offer")
    assert [iso(each.due_on) for each in listed] == needs


def test_a_change_of_group_gives_the_first_offer_at_least_14_days_and_its_window_none() -> None:
    """uddannelsesparat from 1 March 2022: 1 April; ung-aktivitetsparat from 25 March: the later of 1 April and 8 April.
    The window of repeated-offer starts on 1 April, without the 14 days: + 4 months = 1 August."""
    life = [on_benefit("uddannelsesparat", "2022-03-01"), group_changed("ung-aktivitetsparat", "2022-03-25")]
    left, new = obligations(life, "2022-04-02", "first-offer")
    assert (iso(left.due_on), left.status, left.closed) == ("2022-04-01", "lapsed", True)
    assert (iso(new.due_on), new.status) == ("2022-04-08", "pending")
    (repeated,) = obligations(life, "2022-04-02", "repeated-offer")
    assert (iso(repeated.since), iso(repeated.due_on)) == ("2022-04-01", "2022-08-01")


INTERVIEWS = [
    # what is said of one interview; does it count for the jobcentre, for the first interview, for the a-kasse?
    ({}, True, True, False),
    ({"kind": "follow-up"}, True, True, False),
    ({"kind": "first-contact"}, False, True, False),
    ({"kind": "cv-interview"}, False, False, False),
    ({"kind": "availability-interview"}, False, False, False),
    ({"kind": "team-meeting"}, False, False, False),
    ({"kind": "group-meeting"}, False, False, False),
    ({"form": "phone"}, True, True, False),
    ({"form": "video"}, True, True, False),
    ({"form": "digital"}, True, True, False),
    ({"form": "in-person"}, True, True, False),
    ({"form": "letter"}, False, False, False),
    ({"actor": "other-actor"}, True, True, False),
    ({"actor": "a-kasse"}, False, False, True),
    ({"actor": "a-kasse", "kind": "cv-interview"}, False, False, True),
    ({"actor": "a-kasse", "kind": "first-contact"}, False, False, True),
    ({"actor": "a-kasse", "kind": "group-meeting"}, False, False, False),
    ({"actor": "a-kasse", "form": "letter"}, False, False, False),
]


@pytest.mark.parametrize(("said", "jobcentre", "first", "a_kasse"), INTERVIEWS, ids=[str(row[0]) for row in INTERVIEWS])
def test_which_interviews_qualify(said: dict[str, str], jobcentre: bool, first: bool, a_kasse: bool) -> None:
    talk = held("2024-02-05", **said)
    job, dagpenge = on_benefit("jobparat", "2024-02-01"), on_benefit("dagpenge", "2024-02-01")
    assert the([job, talk], "2024-02-05", "interviews-in-period").held == jobcentre
    assert the([job, talk], "2024-02-05", "first-interview").held == first
    assert [each.held for each in obligations([dagpenge, talk], "2024-02-05", "a-kasse-interviews")] == [a_kasse] * 2


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"joint": True}, 1),
        ({"joint": False}, 0),
        ({}, 0),
        ({"joint": True, "actor": "a-kasse"}, 0),
        ({"joint": True, "form": "letter"}, 0),
    ],
)
def test_a_joint_interview_is_one_of_the_jobcentre_called_as_such(said: dict[str, Any], counts: int) -> None:
    life = [on_benefit("dagpenge", "2018-01-02"), held("2018-02-01", **said)]
    assert the(life, "2018-02-01", "joint-interview-1").held == counts


def test_the_evidence_is_the_event_that_gives_each_act_its_status() -> None:
    """The first of the three interviews is stated again by a later event, which gives the status."""
    life = [JOBPARAT, held("2018-01-05"), held("2018-01-05", learnt="2018-02-01", id="again"), held("2018-02-02")]
    it = the(life, "2018-03-01", "interviews-in-period")
    assert [event for _, event in it.acts] == ["again", "held 2018-02-02"]
