"""`python -m tests.traps [T1 …] [--without-broker] [--write]`: take each remedy away, in a copy, and see its tests fail."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console

from tests.traps.table import ALL, BROKER, ROOT, Trap
from tests.traps.writing import README, page

_COPIED: Final = ("rules", "alerts", "streams", "deploy", "tests", "pyproject.toml", "README.md")
_PYTEST: Final = ("-q", "-x", "--tb=line", "-p", "no:cacheprovider")
_FAILED: Final = 1


def main() -> int:
    """Exit status 0: every test failed without the remedy that it holds."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.traps", description="See each trap's tests fail without the remedy."
    )
    asked.add_argument("traps", nargs="*", help="T1 … (all)")
    asked.add_argument("--without-broker", action="store_true", help="leave out the tests on a real broker")
    asked.add_argument("--write", action="store_true", help="only write tests/traps/README.md")
    given = asked.parse_args()
    if given.write:
        README.write_text(page(), "utf-8")
        return 0
    console, blind = Console(highlight=False, soft_wrap=True), 0
    for trap in ALL:
        if given.traps and trap.name not in given.traps:
            continue
        for test in trap.tests:
            if given.without_broker and test.startswith(BROKER):
                continue
            fails, said = fails_without(trap, test)
            blind += not fails
            console.print(
                f"{trap.name}  {'fails without its remedy' if fails else 'DOES NOT FAIL'}  {test}\n     {said}"
            )
    return 1 if blind else 0


def fails_without(trap: Trap, test: str) -> tuple[bool, str]:
    """Whether a test fails in a copy of the checkout without a trap's remedy, and what pytest said."""
    with tempfile.TemporaryDirectory(prefix="rettidig-trap-") as name:
        copy = Path(name)
        for part in _COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
        for change in trap.without:
            _make(copy / change.file, change.old, change.new)
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", *_PYTEST, test],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    return ran.returncode == _FAILED, _last_words(ran.stdout)


def _make(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file.name} has {text.count(old)} times: {old!r}")
    file.write_text(text.replace(old, new), "utf-8")


def _last_words(said: str) -> str:
    errors = re.findall(r"^(?:E  .*|.*Error.*)$", said, re.MULTILINE)
    return (errors or said.splitlines() or [""])[0].strip()[:200]


if __name__ == "__main__":
    sys.exit(main())
