"""Every cell of the contract's duty table, both sides of every due date; the table is worked by hand in duty_table.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import yaml

from rules import facts as f
from rules.civil import day, iso
from rules.load import CELLS
from rules.words import TARGET_GROUPS
from tests.rules.builders import assessed, held, obligations, offer, on_benefit, plus

ERA_STARTS: Final = (date(2014, 1, 1), date(2020, 1, 1), date(2024, 1, 1), date(2026, 7, 1))


class Owed(msgspec.Struct, frozen=True):
    """One row for one group: what is owed, from when on it runs and its last day."""

    cell: str
    group: str
    from_: str
    more: dict[str, Any]
    listed_at_once: bool
    duty: str
    needed: int
    since: str
    due_on: str
    binding: str

    def life(self, *acts: f.Fact) -> list[f.Fact]:
        return [on_benefit(self.group, self.from_, **self.more), *acts]

    def act(self, on: str) -> f.Fact:
        """An act of the kind that fulfils the duty."""
        if self.duty in ("first-offer", "repeated-offer"):
            return offer("virksomhedspraktik", on, plus(on, 20))
        if self.duty == "a-kasse-interviews":
            return held(on, kind="cv-interview", actor="a-kasse")
        return held(on, joint=self.duty.startswith("joint"))

    def all_but_one(self) -> list[f.Fact]:
        """Acts on the first days that count; a period that follows another begins the day after."""
        first = 0 if self.since == self.from_ or self.duty.startswith("joint") else 1
        return [self.act(plus(self.since, first + index)) for index in range(self.needed - 1)]


def _table() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("duty_table.yaml").read_text("utf-8"))
    return read


def _owed() -> Iterator[Owed]:
    for cell in _table():
        for group in cell["groups"]:
            for key in ("owes", "later"):
                for duty, needed, since, due_on, binding, arithmetic in cell.get(key, []):
                    assert arithmetic, "say how the date comes about"
                    yield Owed(
                        cell["cell"],
                        group,
                        str(cell["from"]),
                        cell.get("more", {}),
                        key == "owes",
                        duty,
                        needed,
                        str(since),
                        str(due_on),
                        binding,
                    )


OWED: Final = list(_owed())
_id = [f"{each.cell}: {each.group} {each.duty} {each.needed} by {each.due_on}" for each in OWED]
every_owed = pytest.mark.parametrize("owed", OWED, ids=_id)


def _status(owed: Owed, on: str, *acts: f.Fact) -> tuple[str, int, str | None]:
    found = [each for each in obligations(owed.life(*acts), on, owed.duty) if iso(each.due_on) == owed.due_on]
    (it,) = [each for each in found if each.needed == owed.needed]
    assert (iso(it.since), it.rule.binding, it.closed) == (owed.since, owed.binding, False)
    assert it.rule.owner == ("a-kasse" if owed.duty == "a-kasse-interviews" else "jobcentre")
    return it.status, it.held, None if it.fulfilled_on is None else iso(it.fulfilled_on)


@every_owed
def test_the_last_day_is_in_time_and_the_day_after_is_not(owed: Owed) -> None:
    acts = owed.all_but_one()
    unmet = "outstanding" if owed.binding == "share" else "overdue"
    assert _status(owed, owed.due_on, *acts) == ("pending", owed.needed - 1, None)
    assert _status(owed, plus(owed.due_on, 1), *acts) == (unmet, owed.needed - 1, None)


@every_owed
def test_the_last_act_on_the_due_date_fulfils_and_the_day_after_fulfils_late(owed: Owed) -> None:
    acts, next_day = owed.all_but_one(), plus(owed.due_on, 1)
    last, late = owed.act(owed.due_on), owed.act(next_day)
    assert _status(owed, owed.due_on, *acts, last) == ("fulfilled", owed.needed, owed.due_on)
    assert _status(owed, next_day, *acts, last) == ("fulfilled", owed.needed, owed.due_on)
    assert _status(owed, next_day, *acts, late) == ("fulfilled-late", owed.needed, next_day)


@every_owed
def test_it_is_listed_from_the_anchor_or_from_the_day_its_window_begins(owed: Owed) -> None:
    first = owed.from_ if owed.listed_at_once else owed.since
    assert owed.due_on in [iso(each.due_on) for each in obligations(owed.life(), first, owed.duty)]
    earlier = [each for each in obligations(owed.life(), plus(first, -1), owed.duty) if each.needed == owed.needed]
    assert owed.due_on not in [iso(each.due_on) for each in earlier]


@pytest.mark.parametrize("cell", _table(), ids=lambda cell: cell["cell"])
def test_on_the_first_day_the_cell_owes_this_and_nothing_else(cell: dict[str, Any]) -> None:
    expected = sorted((row[0], row[1], str(row[2]), str(row[3]), row[4]) for row in cell["owes"])
    for group in cell["groups"]:
        answer = assessed([on_benefit(group, str(cell["from"]), **cell.get("more", {}))], str(cell["from"]))
        assert expected == sorted(
            (each.duty, each.needed, iso(each.since), iso(each.due_on), each.rule.binding)
            for each in answer.obligations
        )


def test_the_table_holds_every_group_in_every_era_and_every_cell_of_the_lawbook() -> None:
    seen = {
        (group, max(era for era in ERA_STARTS if era <= cell["from"])) for cell in _table() for group in cell["groups"]
    }
    assert seen == {(group, era) for group in TARGET_GROUPS for era in ERA_STARTS}
    assert set(CELLS) == {*TARGET_GROUPS, "sygedagpenge-1"}


@pytest.mark.parametrize(
    ("group", "from_", "duty", "dues"),
    [
        # Monthly from week six (13 February) until six months (2 July): an interview a month keeps one open at a time;
        # the link from 13 June would be due 13 July, after the window's end, so it does not arise.
        ("dagpenge", "2018-01-02", "interview-interval", ["2018-03-13", "2018-04-13", "2018-05-13", "2018-06-13"]),
        # Every four weeks from week eight (27 February), without an end until the law of 2020: 27 March + 28 = 24 April.
        ("sygedagpenge", "2018-01-02", "interview-interval", ["2018-03-27", "2018-04-24", "2018-05-22", "2018-06-19"]),
    ],
)
def test_each_interview_on_the_last_day_starts_the_next_interval(
    group: str, from_: str, duty: str, dues: list[str]
) -> None:
    life = [on_benefit(group, from_), *(held(on) for on in dues)]
    listed = obligations(life, dues[-1], duty)
    assert [(iso(each.due_on), each.status) for each in listed if each.status == "fulfilled"] == [
        (on, "fulfilled") for on in dues
    ]
    pending = [iso(each.due_on) for each in listed if each.status == "pending"]
    assert pending == ([] if group == "dagpenge" else [plus(dues[-1], 28)])
    assert [each.sequence for each in listed] == list(range(1, len(listed) + 1))


def test_an_interview_on_the_day_the_window_begins_is_the_base_and_fulfils_nothing() -> None:
    life = [on_benefit("dagpenge", "2018-01-02"), held("2018-02-13")]
    (first,) = obligations(life, "2018-02-13", "interview-interval")
    assert (first.held, first.status, iso(first.due_on)) == (0, "pending", "2018-03-13")


def test_the_two_windows_of_dagpenge_are_judged_apart() -> None:
    """An interview in July fulfils the monthly link of June late and the quarterly one that began on 2 July in time."""
    life = [on_benefit("dagpenge", "2018-01-02"), held("2018-05-20"), held("2018-07-10")]
    listed = obligations(life, "2018-07-10", "interview-interval")
    assert [(iso(each.since), iso(each.due_on), each.status) for each in listed] == [
        ("2018-02-13", "2018-03-13", "fulfilled-late"),
        ("2018-05-20", "2018-06-20", "fulfilled-late"),
        ("2018-07-02", "2018-10-02", "fulfilled"),
        ("2018-07-10", "2018-10-10", "pending"),
    ]


def test_late_acts_of_one_period_count_in_the_next_too() -> None:
    """Four in twelve months from 4 January 2016; the fourth is held in the second year and counts in both."""
    days = ["2016-02-01", "2016-03-01", "2016-04-01", "2017-02-01"]
    life = [on_benefit("aktivitetsparat", "2016-01-04"), *(held(on) for on in days)]
    listed = obligations(life, "2017-02-01", "interviews-in-period")
    assert [(iso(each.due_on), each.held, each.status) for each in listed] == [
        ("2017-01-04", 4, "fulfilled-late"),
        ("2018-01-04", 1, "pending"),
    ]


def test_due_dates_are_days_and_never_hours() -> None:
    """A week over the change to summer time (25 March 2018) is seven dates."""
    (first,) = obligations([on_benefit("jobparat", "2018-03-22")], "2018-03-22", "first-interview")
    assert first.due_on - day("2018-03-22") == 7
