"""Spells, anchors, changes of group and what is closed: from which day the law counts, and when it starts anew."""

from __future__ import annotations

import pytest

from rules import facts as f
from rules.civil import iso
from tests.rules.builders import (
    absence,
    assessed,
    due_dates,
    ended,
    group_changed,
    held,
    moved_to,
    obligations,
    offer,
    on_benefit,
    the,
)

DAGPENGE = on_benefit("dagpenge", "2018-01-02")
JOBPARAT = on_benefit("jobparat", "2018-01-02")

ANCHORS = [
    ("from", [JOBPARAT], "2018-01-10", "2018-01-02"),
    ("first contact", [on_benefit("jobparat", "2018-01-02", first_contact_on="2017-12-20")], "2018-01-10", "2017-12-20"),
    ("first contact after the first day", [on_benefit("jobparat", "2018-01-02", first_contact_on="2018-01-05")], "2018-01-10", "2018-01-05"),
    ("dagpenge knows no first contact", [on_benefit("dagpenge", "2018-01-02", first_contact_on="2017-12-20")], "2018-01-10", "2018-01-02"),
    ("revalidering neither", [on_benefit("revalidering", "2018-01-02", first_contact_on="2017-12-20")], "2018-01-10", "2018-01-02"),
    ("first day of absence", [on_benefit("sygedagpenge", "2018-01-02", first_absence_on="2017-12-20")], "2018-01-10", "2017-12-20"),
    ("first absence is for sygedagpenge", [on_benefit("jobparat", "2018-01-02", first_absence_on="2017-12-20")], "2018-01-10", "2018-01-02"),
    ("accumulated days", [on_benefit("dagpenge", "2018-06-01", accumulated_days=200)], "2018-06-01", "2017-11-13"),
    ("they are dagpenge's", [on_benefit("jobparat", "2018-06-01", accumulated_days=200)], "2018-06-01", "2018-06-01"),
    ("first contact on a later day of the spell is not read",
     [JOBPARAT, on_benefit("jobparat", "2018-03-01", first_contact_on="2018-02-20")], "2018-03-10", "2018-01-02"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "on", "anchor"), [row[1:] for row in ANCHORS], ids=[row[0] for row in ANCHORS])
def test_the_anchor(life: list[f.Fact], on: str, anchor: str) -> None:
    answer = assessed(life, on)
    assert answer.counted_from is not None
    assert iso(answer.counted_from) == anchor


def test_before_a_first_contact_that_is_still_ahead_nothing_is_listed() -> None:
    life = [on_benefit("jobparat", "2018-01-02", first_contact_on="2018-01-05")]
    assert (due_dates(life, "2018-01-04"), assessed(life, "2018-01-04").seniority_months) == ([], 0)
    assert due_dates(life, "2018-01-05")[0] == "first-interview 0/1 2018-01-12 pending"


GOES_ON = [
    # name, life, day, the spell's anchor on that day
    ("dagpenge over 364 days off", [DAGPENGE, ended("2018-02-01"), on_benefit("dagpenge", "2019-02-01")], "2019-02-01", "2018-01-02"),
    ("not over 365", [DAGPENGE, ended("2018-02-01"), on_benefit("dagpenge", "2019-02-02")], "2019-02-02", "2019-02-02"),
    ("over another benefit", [DAGPENGE, on_benefit("sygedagpenge", "2018-02-01"), on_benefit("dagpenge", "2018-06-01")], "2018-06-01", "2018-01-02"),
    ("accumulated_days 0 begins anew", [DAGPENGE, on_benefit("dagpenge", "2018-03-01", accumulated_days=0)], "2018-03-01", "2018-03-01"),
    ("a number above 0 is ignored in a spell that goes on", [DAGPENGE, on_benefit("dagpenge", "2018-03-01", accumulated_days=300)], "2018-03-01", "2018-01-02"),
    ("jobparat without a gap", [JOBPARAT, ended("2018-02-01"), on_benefit("jobparat", "2018-02-02")], "2018-02-02", "2018-01-02"),
    ("jobparat with a day's gap", [JOBPARAT, ended("2018-02-01"), on_benefit("jobparat", "2018-02-03")], "2018-02-03", "2018-02-03"),
    ("another benefit begins anew", [on_benefit("jobafklaring", "2018-01-02"), on_benefit("ledighedsydelse", "2018-02-02")], "2018-02-02", "2018-02-02"),
    ("within revalidering it does not", [on_benefit("revalidering", "2018-01-02"), on_benefit("revalidering", "2018-02-02", benefit="kontanthjaelp")], "2018-02-02", "2018-01-02"),
    ("renamed by law", [on_benefit("jobparat", "2019-06-01", benefit="integrationsydelse"), on_benefit("jobparat", "2020-01-01", benefit="overgangsydelse")], "2020-01-01", "2019-06-01"),
    ("renamed to sho-ydelse", [on_benefit("jobparat", "2019-06-01", benefit="integrationsydelse"), on_benefit("jobparat", "2020-01-01", benefit="sho-ydelse")], "2020-01-01", "2019-06-01"),
    ("renamed a day too early", [on_benefit("jobparat", "2019-06-01", benefit="integrationsydelse"), on_benefit("jobparat", "2019-12-31", benefit="overgangsydelse")], "2019-12-31", "2019-12-31"),
    ("uddannelseshjaelp to kontanthjaelp", [on_benefit("uddannelsesparat", "2025-02-01"), on_benefit("uddannelsesparat", "2025-07-01", benefit="kontanthjaelp")], "2025-07-01", "2025-02-01"),
    ("a day before the law", [on_benefit("uddannelsesparat", "2025-02-01"), on_benefit("uddannelsesparat", "2025-06-30", benefit="kontanthjaelp")], "2025-06-30", "2025-06-30"),
    ("not the other way", [on_benefit("jobparat", "2025-08-01"), on_benefit("jobparat", "2025-09-01", benefit="overgangsydelse")], "2025-09-01", "2025-09-01"),
    ("a municipality", [JOBPARAT, moved_to("461", "2018-02-01")], "2018-02-01", "2018-01-02"),
    ("jobparat to aktivitetsparat", [JOBPARAT, group_changed("aktivitetsparat", "2018-02-01")], "2018-02-01", "2018-01-02"),
    ("among the young", [on_benefit("uddannelsesparat", "2018-01-02"), group_changed("ung-aktivitetsparat", "2018-02-01")], "2018-02-01", "2018-01-02"),
    ("young to jobparat: anew", [on_benefit("uddannelsesparat", "2018-01-02"), group_changed("jobparat", "2018-02-01")], "2018-02-01", "2018-02-01"),
    ("young to aktivitetsparat: anew", [on_benefit("ung-aktivitetsparat", "2018-01-02"), group_changed("aktivitetsparat", "2018-02-01")], "2018-02-01", "2018-02-01"),
    ("young to jobparat by a start that states a first contact",
     [on_benefit("uddannelsesparat", "2018-01-02", benefit="kontanthjaelp"), on_benefit("jobparat", "2018-02-01", first_contact_on="2018-01-30")], "2018-02-01", "2018-01-30"),
    ("jobparat to young: goes on", [JOBPARAT, group_changed("uddannelsesparat", "2018-02-01")], "2018-02-01", "2018-01-02"),
    ("from dagpenge: anew", [DAGPENGE, group_changed("jobparat", "2018-02-01")], "2018-02-01", "2018-02-01"),
    ("sygedagpenge category", [on_benefit("sygedagpenge", "2018-01-02"), group_changed("sygedagpenge", "2018-02-01", category=1)], "2018-02-01", "2018-01-02"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "on", "anchor"), [row[1:] for row in GOES_ON], ids=[row[0] for row in GOES_ON])
def test_where_a_spell_goes_on_and_where_a_new_one_begins(life: list[f.Fact], on: str, anchor: str) -> None:
    assert iso(assessed(life, on).counted_from or 0) == anchor


TIMELINE = [
    # name, life, day, group, benefit, municipality
    ("a start ends the one before", [DAGPENGE, on_benefit("jobparat", "2018-03-01")], "2018-03-01", "jobparat", "kontanthjaelp", "101"),
    ("until the day before", [DAGPENGE, on_benefit("jobparat", "2018-03-01")], "2018-02-28", "dagpenge", "dagpenge", "101"),
    ("of two of one day the later told", [DAGPENGE, on_benefit("jobparat", "2018-01-02", learnt="2018-02-01")], "2018-01-02", "jobparat", "kontanthjaelp", "101"),
    ("the last day of a benefit", [JOBPARAT, ended("2018-02-01")], "2018-02-01", "jobparat", "kontanthjaelp", "101"),
    ("the day after", [JOBPARAT, ended("2018-02-01")], "2018-02-02", None, None, "101"),
    ("an end closes the period begun last before it", [JOBPARAT, on_benefit("dagpenge", "2018-03-01"), ended("2018-02-10")], "2018-02-11", None, None, "101"),
    ("of two ends the later told", [JOBPARAT, ended("2018-02-01"), ended("2018-04-01", learnt="2018-04-02")], "2018-03-01", "jobparat", "kontanthjaelp", "101"),
    ("an end still ahead comes true on its day", [JOBPARAT, ended("2018-02-01", learnt="2018-01-05")], "2018-01-31", "jobparat", "kontanthjaelp", "101"),
    ("a change outside a benefit has no effect", [JOBPARAT, group_changed("aktivitetsparat", "2018-01-01")], "2018-01-03", "jobparat", "kontanthjaelp", "101"),
    ("a move outside a benefit has no effect", [JOBPARAT, ended("2018-02-01"), moved_to("461", "2018-02-02")], "2018-02-05", None, None, "101"),
    ("a change on the first day applies after the start", [JOBPARAT, group_changed("aktivitetsparat", "2018-01-02", learnt="2017-12-01"), moved_to("461", "2018-01-02", learnt="2017-12-01")], "2018-01-02", "aktivitetsparat", "kontanthjaelp", "461"),
    ("without a benefit the last municipality", [JOBPARAT, moved_to("461", "2018-01-10"), ended("2018-02-01")], "2018-05-01", None, None, "461"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("life", "on", "group", "benefit", "municipality"), [row[1:] for row in TIMELINE], ids=[row[0] for row in TIMELINE]
)
def test_what_runs_on_a_day(
    life: list[f.Fact], on: str, group: str | None, benefit: str | None, municipality: str
) -> None:
    answer = assessed(life, on)
    assert (answer.target_group, answer.benefit, answer.municipality) == (group, benefit, municipality)


def test_before_the_first_benefit_there_is_nothing() -> None:
    answer = assessed([JOBPARAT], "2018-01-01")
    assert (answer.target_group, answer.municipality, answer.obligations, answer.measured.counted) == (
        None,
        None,
        [],
        0,
    )


def test_a_change_of_group_closes_the_old_duties_and_gives_14_days_for_the_new() -> None:
    """jobparat from 2 January, aktivitetsparat from 1 March 2018; one interview on 20 February."""
    life = [JOBPARAT, held("2018-02-20"), group_changed("aktivitetsparat", "2018-03-01")]
    assert due_dates(life, "2018-03-01") == [
        "first-interview 1/1 2018-01-09 fulfilled-late closed",  # 9 January, met on 20 February
        "first-interview 1/1 2018-03-15 fulfilled",  # the act since the anchor counts; due on 1 + 14 March
        "first-offer 0/1 2018-04-02 lapsed closed",
        "interviews-in-period 1/3 2018-04-02 lapsed closed",
        "first-offer 0/1 2018-07-02 pending",
        "interviews-in-period 1/4 2019-01-02 pending",
    ]


@pytest.mark.parametrize(
    ("change", "status"), [("2018-01-09", "lapsed"), ("2018-01-10", "overdue"), ("2018-01-11", "overdue")]
)
def test_what_was_due_on_the_groups_last_day_is_overdue_and_closed_and_what_was_due_later_lapses(
    change: str, status: str
) -> None:
    """Due 9 January; the group's last day is the day before the change."""
    first = obligations([JOBPARAT, group_changed("aktivitetsparat", change)], change, "first-interview")[0]
    assert (iso(first.due_on), first.status, first.closed) == ("2018-01-09", status, True)


@pytest.mark.parametrize(
    ("change", "due_on"),
    [("2018-03-19", "2018-04-02"), ("2018-03-20", "2018-04-03")],  # 19 + 14 March = 2 April, the duty's own date
)
def test_the_later_of_the_own_date_and_14_days_after_the_change(change: str, due_on: str) -> None:
    life = [on_benefit("aktivitetsparat", "2018-01-02"), group_changed("jobparat", change)]
    (new,) = [each for each in obligations(life, change, "first-offer") if not each.closed]
    assert iso(new.due_on) == due_on


def test_the_14_days_are_calendar_days_that_no_stop_moves() -> None:
    life = [JOBPARAT, group_changed("aktivitetsparat", "2018-03-01"), absence("maternity", "2018-03-05", "2018-03-10")]
    (new,) = [each for each in obligations(life, "2018-03-12", "first-interview") if not each.closed]
    assert (iso(new.due_on), new.status) == ("2018-03-15", "pending")


def test_acts_after_the_groups_last_day_do_not_count_for_its_duties() -> None:
    life = [JOBPARAT, group_changed("aktivitetsparat", "2018-01-20"), held("2018-01-20")]
    left, new = obligations(life, "2018-02-01", "first-interview")
    assert (left.held, left.status, left.closed) == (0, "overdue", True)
    assert (new.held, new.status) == (1, "fulfilled")


def test_periods_that_ended_before_the_change_do_not_arise() -> None:
    """jobparat to aktivitetsparat on 1 March 2018 after more than two years: only the period to 4 January 2019 arises."""
    life = [on_benefit("jobparat", "2016-01-04"), group_changed("aktivitetsparat", "2018-03-01")]
    open_ = [each for each in obligations(life, "2018-03-01", "interviews-in-period") if not each.closed]
    assert [(iso(each.since), iso(each.due_on)) for each in open_] == [("2018-01-04", "2019-01-04")]


@pytest.mark.parametrize(("last", "status"), [("2018-01-08", "lapsed"), ("2018-01-09", "overdue")])
def test_the_end_of_a_spell_closes_all_of_it(last: str, status: str) -> None:
    life = [JOBPARAT, ended(last)]
    answer = assessed(life, "2018-06-01")
    assert [each.closed for each in answer.obligations] == [True] * 3
    assert the(life, "2018-06-01", "first-interview").status == status


def test_fulfilled_ones_of_an_ended_spell_are_closed_too() -> None:
    life = [JOBPARAT, held("2018-01-05"), ended("2018-01-20")]
    assert due_dates(life, "2018-06-01")[0] == "first-interview 1/1 2018-01-09 fulfilled closed"


@pytest.mark.parametrize(("last", "status"), [("2026-12-31", "lapsed"), ("2027-01-01", "outstanding")])
def test_an_open_share_duty_of_an_ended_spell_is_outstanding(last: str, status: str) -> None:
    it = the([on_benefit("jobparat", "2026-07-01"), ended(last)], "2027-02-01", "interviews-in-period")
    assert (it.status, it.closed) == (status, True)


def test_a_new_spell_hides_the_old_ones_duties() -> None:
    life = [JOBPARAT, ended("2018-02-01"), on_benefit("jobparat", "2018-03-01")]
    assert [iso(each.due_on) for each in assessed(life, "2018-03-01").obligations] == [
        "2018-03-08",
        "2018-06-01",
        "2018-06-01",
    ]


def test_duties_due_before_the_first_day_in_this_system_do_not_arise_and_the_next_act_starts_the_chain() -> None:
    """dagpenge with 200 days behind it on 1 June 2018, anchor 13 November 2017: six months were over on 13 May.

    The quarterly window began on 13 May: 13 August. The monthly one ended on 13 May."""
    life = [on_benefit("dagpenge", "2018-06-01", accumulated_days=200)]
    assert due_dates(life, "2018-06-01") == [
        "interview-interval 0/1 2018-08-13 pending",
        "joint-interview-3 0/1 2019-03-13 pending",
    ]
    # With 300 days: anchor 5 August 2017, window from 5 February, due 5 May: before the first day. The next act restarts it.
    early = [on_benefit("dagpenge", "2018-06-01", accumulated_days=300)]
    assert obligations(early, "2018-06-09", "interview-interval") == []
    (link,) = obligations([*early, held("2018-06-10")], "2018-06-10", "interview-interval")
    assert (iso(link.since), iso(link.due_on)) == ("2018-06-10", "2018-09-10")


def test_obligations_are_numbered_within_their_duty_and_sorted_by_day() -> None:
    life = [
        on_benefit("aktivitetsparat", "2016-01-04"),
        held("2016-01-05"),
        offer("nytteindsats", "2016-02-01", "2016-03-31"),
    ]
    listed = assessed(life, "2018-01-10").obligations
    assert [(each.due_on, each.duty, each.sequence) for each in listed] == sorted(
        (each.due_on, each.duty, each.sequence) for each in listed
    )
    assert [each.sequence for each in listed if each.duty == "interviews-in-period"] == [1, 2, 3]
