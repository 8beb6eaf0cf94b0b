"""The law's numbers stand in the lawbook, dated and cited; what whole numbers there are in code have another reason."""

from __future__ import annotations

import ast
from typing import Final

import pytest

from tests.architecture.source import ROOT, source_files

HARMLESS: Final = {0, 1}
"""Nothing and one: the arithmetic of every program."""
CALENDAR: Final = "the calendar's, not the law's"
PLACES: Final = "places in a sequence"
ALLOWED: Final[dict[str, dict[str, tuple[set[int], str]]]] = {
    "rules/civil.py": {
        "": ({2, 4, 6, 9, 10, 11, 12, 14, 16, 28, 29, 30, 31, 60, 100, 400, 1970, 3600, 9999, 1_000_000, 86_400_000_000}, CALENDAR)
    },
    "rules/assess.py": {"seniority": ({2}, "halving the search")},
    "rules/case.py": {
        "_MONTHS_DIFFER": ({3}, "months differ by at most three days"),
    },
    "rules/clock_stops.py": {
        "ClockKind": ({2, 3}, "clocks are numbered"),
        "stops_offers": ({7}, "days of a week"),
    },
    "rules/duties/joint_interviews.py": {"DUTIES": ({2, 3}, "the duties' own names")},
    "rules/lawbook.py": {"__str__": ({7}, "days of a week")},
    "rules/law_series.py": {"CELLS": ({2, 6}, PLACES)},
    "rules/lookback.py": {"_WEEK": ({7}, "days of a week")},
    "rules/load_lists.py": {"_WHOLE": ({100}, "per cent")},
    "rules/load.py": {
        "load_lawbook": ({16}, "lawbooks kept at once"),
        "_rule": ({31}, "no month is longer"),
        "_measure": ({2}, "a range has two ends"),
        "_period": ({2, 7}, "a group of the pattern; days of a week"),
    },
    "rules/measures/last_year.py": {"_hours_reach": ({4}, "days by which a year's window may jump at a leap day, and one")},
    "rules/next_change.py": {"LOOK_AHEAD_MONTHS": ({36}, "how far the command looks ahead (contract, section 7)")},
    "rules/timeline.py": {"_DEFAULT_CATEGORY": ({2}, "a label for who states none (contract, section 1)")},
}  # fmt: skip
"""By file and the function, class or name assigned in which they stand (\"\": the whole file)."""


def numbers(source: str) -> list[tuple[str, int, float]]:
    """(the innermost function, class or name assigned, line, number) of every number in code."""
    found: list[tuple[str, int, float]] = []

    def look(node: ast.AST, place: str) -> None:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            place = node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not place:
            place = node.target.id
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in HARMLESS:
            assert isinstance(node.value, (int, float))
            found.append((place, node.lineno, node.value))
        for child in ast.iter_child_nodes(node):
            look(child, place)

    look(ast.parse(source), "")
    return found


def _in_rules() -> dict[str, list[tuple[str, int, float]]]:
    paths = [path for path in source_files() if path.parts[0] == "rules"]
    return {path.as_posix(): numbers((ROOT / path).read_text("utf-8")) for path in paths}


def test_no_number_of_the_law_stands_in_code() -> None:
    strangers = [
        f"{path}:{line}: {number}"
        for path, found in _in_rules().items()
        for place, line, number in found
        if number not in (ALLOWED.get(path, {}).get("") or ALLOWED.get(path, {}).get(place) or (set(),))[0]
    ]
    assert strangers == [], "a number of the law belongs into rules/law/; any other needs its reason here"


def test_every_exception_is_still_needed() -> None:
    found = _in_rules()
    for path, places in ALLOWED.items():
        for place, (allowed, reason) in places.items():
            assert reason
            standing = {number for where, _, number in found[path] if place in ("", where)}
            assert allowed <= standing, f"{path} {place}: {sorted(allowed - standing)} left the code"


@pytest.mark.parametrize("source", ["due = 42", "def f(x=7): ...", "f(days=14)", "ok = x > 20.5", "x = -12"])
def test_each_way_of_writing_a_number_is_found(source: str) -> None:
    assert len(numbers(source)) == 1


@pytest.mark.parametrize("source", ["x = 1", "x = a[0]", "x = True", "x = '42'", '"""42 days"""'])
def test_what_is_no_number_of_anything_is_left_alone(source: str) -> None:
    assert numbers(source) == []
