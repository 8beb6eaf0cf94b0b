"""Output that nobody reads, or that can't be written: no trace, and the status that a shell expects.

Each in a process of its own, as a shell would start it; the commands are those that print in different ways.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PLAIN = ("law", "list")
SHORT = ("--version",)
BY_RICH = ("--help",)
ASKED_WRONGLY = ("lwa",)
ON_ERROR = ("assess", "deploy/demo/bad-events.jsonl", "--on", "2018-01-01")
PATIENCE_S = 300
"""What hangs, hangs for good; a machine that does much else starts a command in half a minute."""
FULL = Path("/dev/full")


def rettidig(arguments: Sequence[str], redirected: str) -> tuple[int, str]:
    """The status of a command with a redirection of the shell's, and what it said on standard error."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RETTIDIG_")}
    line = f'exec "$0" -c "from deploy.cli import main; main()" "$@" {redirected}'
    with subprocess.Popen(
        ["bash", "-c", line, sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ours,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()  # whatever comes, nobody reads it
        assert process.stderr is not None
        return process.wait(PATIENCE_S), process.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "redirected"),
    [(PLAIN, ""), (SHORT, ""), (BY_RICH, ""), (ASKED_WRONGLY, "2>&1"), (ON_ERROR, "2>&1")],
    ids=str,
)
def test_output_that_nobody_reads_any_more_ends_as_a_shell_expects_it(
    arguments: Sequence[str], redirected: str
) -> None:
    assert rettidig(arguments, redirected) == (141, "")


@pytest.mark.parametrize(
    ("arguments", "status"), [(PLAIN, 0), (BY_RICH, 0), (ASKED_WRONGLY, 2), (ON_ERROR, 3)], ids=str
)
def test_output_that_is_closed_from_the_start_changes_nothing(arguments: Sequence[str], status: int) -> None:
    assert rettidig(arguments, "<&- >&- 2>&-") == (status, "")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [PLAIN, SHORT, BY_RICH], ids=str)
def test_output_for_which_there_is_no_room_is_named(arguments: Sequence[str]) -> None:
    status, said = rettidig(arguments, f">{FULL}")
    assert status == 1
    assert said == "rettidig: No space left on device: what was written is not whole. Remedy: make room\n"


def test_a_letter_that_the_encoding_lacks_is_replaced() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", "from deploy.cli import main; main()", *PLAIN],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert b"?" in listed.stdout
