"""Refused lines: the first are named, each reason at least once, and all are counted, whichever command reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.cli import run
from tests.deploy.event_lines import BAD_LINE, benefit_started, write

UNKNOWN = benefit_started("c2").replace('"101"', '"999"')


@pytest.mark.parametrize(
    ("lines", "named", "last"),
    [
        ([BAD_LINE] * 20, 20, "not-json"),
        ([BAD_LINE] * 21, 20, "1 more line refused: 1 not-json"),
        (
            [*[BAD_LINE] * 1_025, UNKNOWN, UNKNOWN],
            21,
            "1,006 more lines refused: 1,005 not-json, 1 unknown-municipality",
        ),
    ],
)
@pytest.mark.parametrize("command", ["replay", "assess"])
def test_of_many_refused_lines_the_first_are_named_and_all_are_counted_by_reason(
    lines: list[str], named: int, last: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "events.jsonl", benefit_started("c1"), *lines)
    period = ["--from", "2018-01-01", "--until", "2018-01-31", "--out", str(tmp_path)]
    assert run([command, str(path), *(period if command == "replay" else ["--on", "2018-01-31"])]) == 3
    said = capsys.readouterr().err.splitlines()
    assert sum("Remedy: " in line for line in said) == named
    assert said[0].startswith(f"{path}:2: not-json: ")
    assert last in said[-1]
    assert len(said) == named + (named < len(lines))
