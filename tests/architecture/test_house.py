"""The walls of the house: whose packages these are, which way imports run, how large a file may be, and what none is called."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from tests.architecture.source import PACKAGES, ROOT, source_files

LONGEST_FILE_LINES = 300
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "process", "data", "common", "misc", "base"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_is_the_one_of_this_checkout(package: str) -> None:
    assert importlib.import_module(package).__file__ == str(ROOT / package / "__init__.py")


def test_imports_run_one_way() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert "4 kept, 0 broken" in checked.stdout


def test_a_file_holds_one_noun() -> None:
    lines = {str(path): len((ROOT / path).read_text("utf-8").splitlines()) for path in source_files()}
    too_long = {path: count for path, count in lines.items() if count > LONGEST_FILE_LINES}
    assert too_long == {}, "find the second noun in it and give it a file"


def test_a_file_is_named_after_the_question_it_answers() -> None:
    assert [str(path) for path in source_files() if path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_a_file_opens_with_what_it_knows() -> None:
    sources = {path: (ROOT / path).read_text("utf-8") for path in source_files()}
    assert [str(path) for path, source in sources.items() if source and not source.startswith('"""')] == []


def test_tests_with_a_browser_come_last() -> None:
    """What they leave running would make every asynchronous test after them fail."""
    asked = ["tests/pages/test_lives.py", "tests/deploy/test_names.py", "tests/pages/test_stream.py"]
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *asked],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n\n")[0]  # fmt: skip
    files = list(dict.fromkeys(line.split("::")[0] for line in listed.splitlines()))
    assert files == [*asked[1:], asked[0]]
