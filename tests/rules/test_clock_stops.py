"""The clock that stops: what stops it, on which days, for whom, and what the standing clock does to a status."""

from __future__ import annotations

import pytest

from rules import facts as f
from rules.civil import iso
from tests.rules.builders import absence, assessed, due_dates, ended, exemption, held, on_benefit, the, work

DAGPENGE = on_benefit("dagpenge", "2018-01-02")  # joint-interview-1 by 13 February: 42 counted days
JOBPARAT = on_benefit("jobparat", "2018-01-02")  # first-interview by 9 January: 7 counted days
JOINT, FIRST = "joint-interview-1", "first-interview"

MOVED = [
    # name, life, duty, due date as of 4 January 2018
    ("ten days of sickness", [DAGPENGE, absence("sickness", "2018-02-01", "2018-02-10")], JOINT, "2018-02-23"),
    ("on the base day: nothing", [DAGPENGE, absence("holiday", "2018-01-02", "2018-01-02")], JOINT, "2018-02-13"),
    ("from the base day on: the days after it", [DAGPENGE, absence("holiday", "2018-01-02", "2018-01-04")], JOINT, "2018-02-15"),
    ("the day after the base day", [DAGPENGE, absence("holiday", "2018-01-03", "2018-01-03")], JOINT, "2018-02-14"),
    ("before the spell: nothing", [DAGPENGE, absence("holiday", "2017-12-01", "2017-12-31")], JOINT, "2018-02-13"),
    ("on the due date", [DAGPENGE, absence("holiday", "2018-02-13", "2018-02-13")], JOINT, "2018-02-14"),
    ("the day after the due date: nothing", [DAGPENGE, absence("holiday", "2018-02-14", "2018-03-14")], JOINT, "2018-02-13"),
    ("on the due date and on the day it moves to",
     [DAGPENGE, absence("holiday", "2018-02-13", "2018-02-13"), absence("sickness", "2018-02-14", "2018-02-15")], JOINT, "2018-02-16"),
    ("two stops over one another count once",
     [DAGPENGE, absence("holiday", "2018-01-10", "2018-01-19"), absence("sickness", "2018-01-15", "2018-01-24")], JOINT, "2018-02-28"),
    ("an exemption from interviews", [JOBPARAT, exemption("interviews", "2018-01-05", "2018-01-06")], FIRST, "2018-01-11"),
    ("an exemption from all", [JOBPARAT, exemption("all", "2018-01-05", "2018-01-06")], FIRST, "2018-01-11"),
    ("an exemption from offers: nothing", [JOBPARAT, exemption("offers", "2018-01-05", "2018-01-06")], FIRST, "2018-01-09"),
    ("by judgement: nothing", [JOBPARAT, exemption("all", "2018-01-05", "2018-01-06", basis="judgement")], FIRST, "2018-01-09"),
    ("work: nothing", [JOBPARAT, work("2018-01-05", "2018-01-06", 20)], FIRST, "2018-01-09"),
    ("maternity, every group", [JOBPARAT, absence("maternity", "2018-01-05", "2018-01-06")], FIRST, "2018-01-11"),
    ("open, begun: up to the assessed day", [JOBPARAT, absence("maternity", "2018-01-03")], FIRST, "2018-01-11"),
    ("open, not begun: nothing yet", [JOBPARAT, absence("maternity", "2018-01-05")], FIRST, "2018-01-09"),
    # Off dagpenge from 11 to 20 January, both ends known: ten days, ahead.
    ("a gap between a known end and a known start", [DAGPENGE, ended("2018-01-10"), on_benefit("dagpenge", "2018-01-21")], JOINT, "2018-02-23"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "duty", "due_on"), [row[1:] for row in MOVED], ids=[row[0] for row in MOVED])
def test_stopped_days_move_a_due_date(life: list[f.Fact], duty: str, due_on: str) -> None:
    assert iso(the(life, "2018-01-04", duty).due_on) == due_on


KINDS = ["holiday", "sickness", "maternity", "education", "temporary-work", "civic-duty", "free-period", "other"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_absence_stops_dagpenge_and_only_maternity_the_others(kind: str) -> None:
    away = absence(kind, "2018-01-04", "2018-01-05")
    assert iso(the([DAGPENGE, away], "2018-01-04", JOINT).due_on) == "2018-02-15"
    others = "2018-01-11" if kind == "maternity" else "2018-01-09"
    assert iso(the([JOBPARAT, away], "2018-01-04", FIRST).due_on) == others


def test_a_window_and_a_period_begin_later_by_the_days_stopped() -> None:
    """Ten days off: the window of week six begins on 23 February, its month ends on 23 March; between 4 and 6 months too."""
    life = [DAGPENGE, absence("sickness", "2018-01-10", "2018-01-19")]
    interval = the(life, "2018-02-23", "interview-interval")
    assert (iso(interval.since), iso(interval.due_on)) == ("2018-02-23", "2018-03-23")
    second = the(life, "2018-02-23", "joint-interview-2")
    assert (iso(second.since), iso(second.due_on)) == ("2018-05-12", "2018-07-12")


@pytest.mark.parametrize(
    ("on", "status"),
    [("2018-01-07", "pending"), ("2018-01-08", "suspended"), ("2018-01-12", "suspended"), ("2018-01-13", "pending")],
)
def test_what_is_open_is_suspended_while_the_clock_stands_still(on: str, status: str) -> None:
    life = [JOBPARAT, exemption("interviews", "2018-01-08", "2018-01-12")]
    assert the(life, on, FIRST).status == status


def test_what_was_overdue_before_the_stop_stays_overdue_and_what_is_fulfilled_stays_so() -> None:
    life = [JOBPARAT, held("2018-01-12"), exemption("interviews", "2018-01-20")]
    assert due_dates(life, "2018-02-01") == [
        "first-interview 1/1 2018-01-09 fulfilled-late",
        "first-offer 0/1 2018-04-02 pending",
        "interviews-in-period 1/3 2018-04-15 suspended",  # 20 January to 1 February: 13 days
    ]
    assert the([JOBPARAT, exemption("interviews", "2018-01-20")], "2018-02-01", FIRST).status == "overdue"


def test_off_dagpenge_open_duties_are_suspended_from_the_first_day_and_for_ever() -> None:
    life = [DAGPENGE, ended("2018-01-31")]
    joint = the(life, "2018-01-31", JOINT)
    assert (iso(joint.due_on), joint.status) == ("2018-02-13", "pending")
    joint = the(life, "2018-02-10", JOINT)
    assert (iso(joint.due_on), joint.status, joint.closed) == ("2018-02-23", "suspended", False)  # ten days off so far
    assert the(life, "2018-12-31", JOINT).status == "suspended"


@pytest.mark.parametrize(
    ("life", "duty", "due_on"),
    [
        # Six months from 1 December 2019 are 1 June 2020; 1 March to 30 June are 122 days: 1 June + 122 = 1 October.
        ([on_benefit("aktivitetsparat", "2019-12-01")], "first-offer", "2020-10-01"),
        # A week from 28 February 2020: one day until 29 February, six from 1 July on.
        ([on_benefit("jobparat", "2020-02-28")], "first-interview", "2020-07-06"),
        # Begun inside the stop on 30 June: the base day does not count anyway.
        ([on_benefit("jobparat", "2020-06-30")], "first-interview", "2020-07-07"),
        # Due on 29 February 2020, the last day before it.
        ([on_benefit("jobparat", "2020-02-22")], "first-interview", "2020-02-29"),
        # Due on 1 March 2020, its first day: moved by 122 days.
        ([on_benefit("jobparat", "2020-02-23")], "first-interview", "2020-07-01"),
    ],
)
def test_the_national_stop_of_2020_stops_everything(life: list[f.Fact], duty: str, due_on: str) -> None:
    assert iso(the(life, "2020-03-01" if duty == "first-offer" else due_on, duty).due_on) == due_on


SENIORITY = [
    ([DAGPENGE], "2018-02-01", 0),
    ([DAGPENGE], "2018-02-02", 1),
    ([DAGPENGE], "2018-07-01", 5),
    ([DAGPENGE], "2018-07-02", 6),
    ([on_benefit("dagpenge", "2018-01-31")], "2018-02-27", 0),
    ([on_benefit("dagpenge", "2018-01-31")], "2018-02-28", 1),  # that month's last day
    ([DAGPENGE, absence("sickness", "2018-02-01", "2018-02-10")], "2018-02-11", 0),
    ([DAGPENGE, absence("sickness", "2018-02-01", "2018-02-10")], "2018-02-12", 1),
    ([JOBPARAT, exemption("interviews", "2018-01-20", "2018-01-29")], "2018-02-02", 1),  # stops the duties only
    ([JOBPARAT, exemption("offers", "2018-01-20", "2018-01-29")], "2018-02-02", 1),
    ([JOBPARAT, exemption("all", "2018-01-20", "2018-01-29")], "2018-02-11", 0),
    ([JOBPARAT, exemption("all", "2018-01-20", "2018-01-29")], "2018-02-12", 1),
    ([JOBPARAT, exemption("all", "2018-01-20", "2018-01-29", basis="judgement")], "2018-02-02", 1),
    ([on_benefit("dagpenge", "2018-01-02", accumulated_days=365)], "2018-01-02", 12),  # anchor 2 January 2017
]


@pytest.mark.parametrize(("life", "on", "months"), SENIORITY)
def test_seniority_is_the_months_whose_day_has_come(life: list[f.Fact], on: str, months: int) -> None:
    assert assessed(life, on).seniority_months == months


def test_a_pause_earned_before_a_change_of_group_is_kept_after_it() -> None:
    """Others have lost pauses when the rule changed in mid-clock. Four days of maternity, then another group of the spell."""
    life = [on_benefit("aktivitetsparat", "2016-01-04"), absence("maternity", "2016-02-01", "2016-02-04")]
    before = the(life, "2016-03-01", "first-offer")
    changed = f.TargetGroupChanged(id="g", learnt_at=0, target_group="jobparat", from_=before.since + 60)
    (left, new) = [each for each in assessed([*life, changed], "2016-03-10").obligations if each.duty == "first-offer"][
        ::-1
    ]
    assert iso(left.due_on) == "2016-07-08"
    assert iso(new.due_on) == "2016-04-08"  # three months and four days
    interviews = [
        each for each in assessed([*life, changed], "2016-04-08").obligations if each.needed == 4 and not each.closed
    ]
    assert [(iso(each.since), iso(each.due_on)) for each in interviews] == [("2016-04-08", "2017-04-08")]


def test_a_pause_earned_under_the_old_law_is_kept_under_the_new() -> None:
    """dagpenge from 1 August 2019: six months are 1 February 2020, ten sick days in September make it the 11th."""
    life = [on_benefit("dagpenge", "2019-08-01"), absence("sickness", "2019-09-01", "2019-09-10")]
    it = the(life, "2019-10-01", "interviews-in-period")
    assert (iso(it.due_on), it.needed) == ("2020-02-11", 4)
