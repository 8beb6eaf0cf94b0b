"""Two times: which later registration changed what about a day, one by one."""

from __future__ import annotations

import pytest

from rules.civil import day, iso
from rules.facts import Fact
from rules.turns import Turn, turns
from tests.rules import builders as b

START = b.on_benefit("jobparat", "2018-01-02")


def _line(turn: Turn) -> str:
    said = [
        f"{each.before and each.before.status}>{each.after and each.after.status}"
        f"@{iso((each.after or each.before).due_on)}"  # type: ignore[union-attr] # one side is always there
        for each in turn.shifts
    ]
    return f"{turn.fact.id}: {' '.join(said)}{'' if turn.passive is None else f' passive={turn.passive}'}"


CASES: list[tuple[str, list[Fact], str, list[str]]] = [
    ("a late interview fulfils what was overdue", [START, b.held("2018-01-08", learnt="2018-02-01")], "first-interview",
     ["held 2018-01-08: overdue>fulfilled@2018-01-09"]),
    ("each change is put down to its own event",
     [START, b.held("2018-01-08", learnt="2018-02-01"), b.retracted("held 2018-01-08", "2018-02-05")], "first-interview",
     ["held 2018-01-08: overdue>fulfilled@2018-01-09", "retracted held 2018-01-08: fulfilled>overdue@2018-01-09"]),
    ("what is not about the duty changes nothing of it", [START, b.moved_to("461", "2018-01-05", learnt="2018-02-01")], "first-interview",
     ["to 461: "]),
    ("a due date that moves is the same case", [START, b.absence("maternity", "2018-01-03", "2018-01-08", learnt="2018-02-01")], "first-interview",
     ["maternity 2018-01-03: overdue>overdue@2018-01-15"]),
    ("a benefit that was not known lets a case appear", [b.on_benefit("jobparat", "2018-01-02", learnt="2018-02-01")], "first-interview",
     ["jobparat 2018-01-02: None>overdue@2018-01-09"]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "duty", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_each_later_event_is_named_with_what_it_changed(facts: list[Fact], duty: str, expected: list[str]) -> None:
    found = turns(facts, b.at("2018-01-20"), day("2018-01-20"), b.book(), duty)
    assert [_line(turn) for turn in found] == expected


def test_what_was_known_by_then_is_no_turn_and_doubles_count_once() -> None:
    held = b.held("2018-01-08", learnt="2018-01-20")
    assert turns([START, held, held], b.at("2018-01-20"), day("2018-01-20"), b.book()) == ()


def test_passivity_that_comes_or_goes_is_told() -> None:
    late = b.offer("virksomhedspraktik", "2018-06-01", "2018-07-01", learnt="2019-02-01")
    (turn,) = turns([START, late], b.at("2019-01-20"), day("2019-01-20"), b.book())
    assert (turn.passive, turn.idle) == (False, False)
