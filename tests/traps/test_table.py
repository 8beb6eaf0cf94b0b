"""The table of traps holds: all are in it, what is to be taken away is there, the tests are, and the page says the same."""

from __future__ import annotations

import ast

import pytest

from tests.traps.table import ALL, ROOT, Trap
from tests.traps.writing import README, page


def test_every_trap_is_in_the_table() -> None:
    assert [trap.number for trap in ALL] == list(range(1, 25))


@pytest.mark.parametrize("trap", ALL, ids=lambda trap: trap.name)
def test_what_is_to_be_taken_away_stands_in_its_file_once(trap: Trap) -> None:
    for change in trap.without:
        found = (ROOT / change.file).read_text("utf-8").count(change.old)
        assert found == 1, (
            f"{change.file} was changed: say in tests/traps/table.py what the remedy of {trap.name} is now"
        )


@pytest.mark.parametrize("trap", ALL, ids=lambda trap: trap.name)
def test_every_test_that_is_named_is_there(trap: Trap) -> None:
    for test in trap.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name.partition("[")[0] in functions


def test_the_page_is_the_table() -> None:
    assert README.read_text("utf-8") == page(), "write it anew: python -m tests.traps --write"
