"""Which law: the version in force on the due date yields the obligation; both sides of each border between two laws."""

from __future__ import annotations

import pytest

from rules.civil import iso
from tests.rules.builders import absence, assessed, due_dates, group_changed, held, obligations, on_benefit, the


def _owed(group: str, from_: str) -> list[str]:
    return [
        f"{each.duty} {each.needed} {iso(each.due_on)} {each.rule.binding}"
        for each in assessed([on_benefit(group, from_)], from_).obligations
    ]


BORDERS = [
    # due date 31 December 2019 is the old law's, 1 January 2020 the new one's
    ("jobparat", "2019-12-24", "first-interview 1 2019-12-31 person"),
    ("jobparat", "2019-12-25", "first-interview 1 2020-01-01 person"),
    ("jobparat", "2019-09-30", "interviews-in-period 3 2019-12-30 person"),
    ("dagpenge", "2019-06-30", "interviews-in-period 6 2019-12-30 person"),
    ("dagpenge", "2019-07-01", "interviews-in-period 4 2020-01-01 person"),
    ("dagpenge", "2018-08-31", "joint-interview-3 1 2019-12-31 person"),
    ("dagpenge", "2018-09-01", "joint-interview-3 1 2020-01-01 person"),
    # 31 December 2023 / 1 January 2024
    ("dagpenge", "2023-06-30", "interviews-in-period 4 2023-12-30 person"),
    ("dagpenge", "2023-07-01", "interviews-in-period 3 2024-01-01 person"),
    ("dagpenge", "2023-12-18", "a-kasse-interviews 1 2024-01-01 person"),
    ("dagpenge", "2023-10-01", "a-kasse-interviews 3 2024-01-01 person"),
    # 30 June / 1 July 2026
    ("jobparat", "2025-12-30", "interviews-in-period 4 2026-06-30 person"),
    ("jobparat", "2026-01-01", "interviews-in-period 4 2026-07-01 share"),
    ("dagpenge", "2025-12-30", "interviews-in-period 3 2026-06-30 person"),
    ("dagpenge", "2026-01-01", "interviews-in-period 2 2026-07-01 share"),
    ("dagpenge", "2026-03-30", "a-kasse-interviews 3 2026-06-30 person"),
    ("dagpenge", "2026-04-01", "a-kasse-interviews 2 2026-07-01 share"),
    ("dagpenge", "2025-12-30", "first-offer 1 2026-06-30 person"),
    ("dagpenge", "2026-01-01", "first-offer 1 2026-07-01 share"),
    ("aktivitetsparat", "2026-01-01", "first-offer 1 2026-07-01 person"),
    ("ledighedsydelse", "2025-12-30", "interviews-in-period 4 2026-06-30 person"),
    ("ledighedsydelse", "2026-01-01", "interviews-in-period 4 2026-07-01 share"),
]


@pytest.mark.parametrize(("group", "from_", "owed"), BORDERS)
def test_the_law_of_the_due_date_governs(group: str, from_: str, owed: str) -> None:
    assert owed in _owed(group, from_)


BETWEEN_TWO_LAWS = [
    # The old law's date lies in the new one's time and the new one's in the old one's: nobody demands it.
    # jobparat from 1 October 2019: three months are 1 January 2020 (old, outside); six are 1 April + 122 days (new).
    ("jobparat", "2019-10-01", ["first-interview 1 2019-10-08 person", "first-offer 1 2020-08-01 person", "interviews-in-period 4 2020-08-01 person"]),
    # jobparat from 15 September 2019: three months are 15 December 2019: the old law's; six are 15 March + 122: the new one's
    # too, but for `first-offer`, which arises once: the one due first.
    ("jobparat", "2019-09-15", ["first-interview 1 2019-09-22 person", "first-offer 1 2019-12-15 person", "interviews-in-period 3 2019-12-15 person", "interviews-in-period 4 2020-07-15 person"]),
    # dagpenge from 1 April 2026: the a-kasse's first by the old law, its others and the rest by the new.
    ("dagpenge", "2026-04-01", ["a-kasse-interviews 1 2026-04-15 person", "a-kasse-interviews 2 2026-07-01 share", "first-offer 1 2026-10-01 share", "interviews-in-period 2 2026-10-01 share", "joint-interview-3 1 2027-08-01 person"]),
    # aktivitetsparat from 1 July 2019: 12 months are 1 July 2020, outside the old law; six months 1 January 2020.
    ("aktivitetsparat", "2019-07-01", ["first-interview 1 2019-07-08 person", "first-offer 1 2020-01-01 person", "interviews-in-period 4 2020-01-01 person"]),
    # sygedagpenge from 1 May 2026: eight weeks are 26 June, six months lie in what is not found.
    ("sygedagpenge", "2026-05-01", ["first-interview 1 2026-06-26 person"]),
]  # fmt: skip


@pytest.mark.parametrize(("group", "from_", "owed"), BETWEEN_TWO_LAWS)
def test_each_version_is_judged_alone(group: str, from_: str, owed: list[str]) -> None:
    assert _owed(group, from_) == owed


def test_what_was_held_under_the_old_law_counts_under_the_new() -> None:
    life = [on_benefit("dagpenge", "2019-10-01"), held("2019-11-01"), held("2019-12-31"), held("2020-01-02")]
    assert the(life, "2020-01-02", "interviews-in-period").held == 3


def test_an_interval_that_would_be_due_under_the_new_law_does_not_arise() -> None:
    """sygedagpenge from 1 October 2019: window from 26 November; 24 December; then 21 January 2020, which is abolished."""
    life = [on_benefit("sygedagpenge", "2019-10-01"), held("2019-12-24")]
    listed = obligations(life, "2020-02-01", "interview-interval")
    assert [(iso(each.due_on), each.status) for each in listed] == [("2019-12-24", "fulfilled")]


def test_the_moving_date_of_what_is_suspended_may_move_into_the_next_law() -> None:
    """dagpenge from 25 June 2019, off sick from 1 December on: six months less six days, 25 December 2019 + days away."""
    life = [on_benefit("dagpenge", "2019-06-25"), absence("sickness", "2019-12-01")]
    old = the(life, "2019-12-06", "interviews-in-period")
    assert (iso(old.due_on), old.needed, old.status) == ("2019-12-31", 6, "suspended")
    new = the(life, "2019-12-07", "interviews-in-period")
    assert (iso(new.due_on), new.needed, new.status) == ("2020-01-01", 4, "suspended")


def test_change_and_14_days_may_carry_a_duty_over_the_border() -> None:
    """jobparat from 2 December 2019, aktivitetsparat from 20 December: first interview by 3 January 2020, the new law's."""
    life = [on_benefit("jobparat", "2019-12-02"), group_changed("aktivitetsparat", "2019-12-20")]
    assert due_dates(life, "2019-12-20")[:2] == [
        "first-interview 0/1 2019-12-09 overdue closed",
        "first-interview 0/1 2020-01-03 pending",
    ]
    assert (
        obligations(life, "2019-12-20", "first-interview")[1].rule.from_
        > obligations(life, "2019-12-20", "first-interview")[0].rule.from_
    )
