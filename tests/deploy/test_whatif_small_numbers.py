"""Small numbers in the what-if report: hidden, and not to be had from those that are shown."""

from __future__ import annotations

import random
from itertools import product

import pytest

from deploy.whatif.overdue import Case, Move, Place, moves, total
from deploy.whatif.small_numbers import ALL, COLUMNS, LEAST, SAID, Cell, Numbers, hidden


def _numbers(tables: dict[str, dict[str, Move]], everybody: Move) -> Numbers:
    return Numbers(tables, everybody, {"become": everybody.become, "relieved": everybody.relieved})


CASES: list[tuple[str, dict[str, Move], Move, set[tuple[str, str]]]] = [
    # name, municipalities, all, what is hidden as (row, column)
    ("nothing is small", {"101": Move(40, 52, 12, 0), "751": Move(60, 60, 0, 0)}, Move(100, 112, 12, 0), set()),
    ("one along a row takes another with it", {"101": Move(40, 45, 15, 10), "751": Move(60, 53, 0, 7)}, Move(100, 98, 15, 17),
     # 7 is 17 − 10, so 10 goes; 10 is 40 + 15 − 45, so 40 goes; 40 is 100 − 60, so 60 goes, from which 7 could be had too
     {("751", "relieved"), ("101", "relieved"), ("751", "standing"), ("101", "standing")}),
    ("one alone in a column takes another with it", {"101": Move(40, 40, 0, 0), "751": Move(60, 60, 0, 0), "851": Move(5, 5, 0, 0)}, Move(105, 105, 0, 0),
     {("851", "standing"), ("851", "variant"), ("101", "standing"), ("101", "variant")}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "everybody", "away"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_what_is_small_is_hidden_with_what_it_could_be_had_from(
    rows: dict[str, Move], everybody: Move, away: set[tuple[str, str]]
) -> None:
    found = hidden(_numbers({"municipality": rows}, everybody))
    assert {(cell.row, cell.column) for cell in found} == away


def _invented(seed: int) -> Numbers:
    """Citizens of three municipalities and groups, some with a case under each law."""
    rng = random.Random(seed)
    told: tuple[dict[Case, Place], dict[Case, Place]] = ({}, {})
    for number in range(rng.choice((12, 60, 200))):
        place = Place(rng.choice(("101", "101", "101", "751", "851")), rng.choice(("dagpenge", "jobparat", "jobparat")))
        for duty, law in product(("first-interview", "first-offer"), told):
            if rng.random() < rng.choice((0.05, 0.3, 0.6)):
                law[Case(f"c{number}", duty)] = place
    before, after = told
    said = {"become": after.keys() - before.keys(), "relieved": before.keys() - after.keys()}
    return Numbers(
        {by: moves(before, after, by) for by in ("duty", "target_group", "municipality")},
        total(before, after),
        {name: len({case.citizen for case in cases}) for name, cases in said.items()},
    )


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_is_hidden_follows_from_what_is_shown(seed: int) -> None:
    numbers = _invented(seed)
    values, away = numbers.values(), hidden(numbers)
    assert {cell for cell, number in values.items() if 0 < number < LEAST} <= away
    for parts, whole in numbers.sums():
        lost = [values[cell] for cell in parts if cell in away]
        if len(lost) == len([cell for cell in parts if values[cell]]):
            continue  # nothing of it is shown but that nobody is in some rows
        assert whole in away or not lost or (len(lost) > 1 and sum(lost) >= LEAST)
        assert whole not in away or lost, "what is hidden is the sum of what is shown"
    for row in numbers.rows():
        assert sum(cell in away for cell in row) != 1


def test_what_a_sentence_says_is_a_sum_of_the_duties() -> None:
    rows = {"first-interview": Move(20, 40, 20, 0), "first-offer": Move(30, 35, 5, 0)}
    found = hidden(Numbers({"duty": rows}, Move(50, 70, 20, 0), {"become": 25, "relieved": 0}))
    assert Cell("duty", "first-offer", "become") in found
    assert Cell("duty", "first-interview", "become") in found, "else 25 − 20 tells"
    assert Cell(*SAID, "become") not in found
    assert all(Cell(*ALL, column) not in found for column in COLUMNS)
