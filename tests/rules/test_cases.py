"""Every row of the hand-worked tables (tests/rules/cases), and that the tables leave no sort of case out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import pytest

from rules.assess import assess
from rules.case import dossier
from rules.civil import day, iso
from rules.duties import DUTIES
from rules.history import history
from rules.obligation import Obligation
from streams.intake.encode import encode
from tests.rules.builders import at, book
from tests.rules.cases.reader import TABLES, Row, rows
from tests.twins.assess_twin import assess_twin

NAMES: Final = sorted(path.stem for path in TABLES.glob("*.yaml"))
CASES: Final = [row for name in NAMES for row in rows(name)]
EVERYWHERE: Final = {"sides", "month-end", "leap-day", "reform", "stop", "exemption", "group", "municipality", "late", "corrected"}  # fmt: skip
"""The sorts of case that can touch any duty; `first-offer` has birthdays besides."""


def _line(each: Obligation) -> str:
    closed = " closed" if each.closed else ""
    return f"{iso(each.due_on)} {each.status} {each.held}/{each.needed}{closed}"


@pytest.mark.parametrize("row", CASES, ids=[row.name for row in CASES])
def test_the_case_comes_out_as_worked_by_hand(row: Row) -> None:
    known = history(row.facts(), None if row.known is None else at(row.known))
    answer = assess(dossier(known, book()), day(row.on))
    said = [_line(each) for each in answer.obligations if each.duty == row.duty]
    assert said == list(row.says), f"{row.law}: {row.why}"


@pytest.mark.parametrize("row", CASES, ids=[row.name for row in CASES])
def test_the_twin_says_the_same_of_the_case(row: Row) -> None:
    """The second implementation, by way of the wire; it has its own numbers."""
    events = [encode("c1", fact) for fact in row.facts()]
    known_at = None if row.known is None else datetime.fromisoformat(f"{row.known}T12:00:00+00:00")
    answer = assess_twin(events, date.fromisoformat(row.on), known_at)
    assert answer is not None
    listed = [each for each in answer["obligations"] if each["duty"] == row.duty]
    said = [
        f"{each['due_on']} {each['status']} {each['held']}/{each['needed']}{' closed' if each['closed'] else ''}"
        for each in listed
    ]
    assert said == list(row.says), f"{row.law}: {row.why}"


@pytest.mark.parametrize("row", CASES, ids=[row.name for row in CASES])
def test_every_row_has_its_paragraph_and_its_arithmetic(row: Row) -> None:
    assert row.law and len(row.why) > 5
    assert row.kind in EVERYWHERE | {"birthday", "qualifies", "defect"}
    assert row.duty in DUTIES


@pytest.mark.parametrize("duty", sorted(DUTIES))
def test_every_duty_has_every_sort_of_case(duty: str) -> None:
    """The three joint interviews stand in one table."""
    together = ("joint-interview-1", "joint-interview-2", "joint-interview-3")
    about = together if duty in together else (duty,)
    wanted = EVERYWHERE | {"qualifies"} | ({"birthday"} if duty == "first-offer" else set())
    assert wanted - {row.kind for row in CASES if row.duty in about} == set()
    assert [row for row in CASES if row.duty == duty]


def test_there_are_cases_enough_to_be_worth_the_name() -> None:
    assert len(CASES) > 250
