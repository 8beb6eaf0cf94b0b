"""A role that is asked to stop while it is still being imported ends at once, with a line and with the status of later."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from deploy.starting import ROLES

ASKED_ON_IMPORT = """
import os, signal, sys
class Asking:
    def find_spec(self, name, *_):
        if name == "cyclopts":
            os.kill(os.getpid(), getattr(signal, sys.argv[1]))
sys.meta_path.insert(0, Asking())
from deploy.cli import main
main(sys.argv[2:])
"""
"""Asked to stop by the first import of all that takes long."""


def ended(asked: signal.Signals, arguments: list[str]) -> tuple[int, str]:
    command = [sys.executable, "-c", ASKED_ON_IMPORT, asked.name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_leaves_as_it_would_later(role: str) -> None:
    for asked, options in ((signal.SIGTERM, []), (signal.SIGINT, ["--help"])):
        said = f"rettidig {role}: asked to stop while it started; nothing was begun\n"
        assert ended(asked, [*role.split(), *options]) == (0, said)


def test_any_other_command_ends_as_programs_do() -> None:
    assert ended(signal.SIGTERM, ["law", "list"]) == (-signal.SIGTERM, "")
