"""Only one file reads the machine's clock: what is decided can be decided again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, source_files

THE_CLOCK = Path("streams/clock.py")
ALLOWED: dict[Path, str] = {THE_CLOCK: "it is the one place that does"}

READERS = {"now", "utcnow", "today"}  # of datetime and date
MODULES = {"time", "timeit", "sched"}


def clock_readings(source: str) -> list[str]:
    """Every place in the source that reads the clock: `line: what`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [f"{node.lineno}: import {alias.name}" for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            found.append(f"{node.lineno}: from {node.module} import")
        elif isinstance(node, ast.Attribute) and _reads(node.attr, ast.unparse(node.value)):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def _reads(name: str, of: str) -> bool:
    return (name in READERS and of.rpartition(".")[2] in ("datetime", "date")) or (name == "time" and "loop" in of)


def test_no_other_file_reads_the_clock() -> None:
    read = {path: clock_readings((ROOT / path).read_text("utf-8")) for path in source_files() if path not in ALLOWED}
    assert {path: places for path, places in read.items() if places} == {}


def test_every_exception_has_a_reason_and_still_needs_it() -> None:
    for path, reason in ALLOWED.items():
        assert reason
        assert clock_readings((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import monotonic",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.utcnow()",
        "import datetime as dt\nx = dt.date.today()",
        "x = asyncio.get_running_loop().time()",
    ],
)
def test_each_way_of_reading_the_clock_is_found(source: str) -> None:
    assert len(clock_readings(source)) == 1


@pytest.mark.parametrize(
    "source", ["from streams import clock\nclock.now()", "event.time", "from datetime import timedelta"]
)
def test_what_does_not_read_it_is_left_alone(source: str) -> None:
    assert clock_readings(source) == []
