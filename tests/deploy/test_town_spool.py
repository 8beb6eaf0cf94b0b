"""The town's temporary files: gone with the block, and after a kill with the next town; never from under a living one."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.town.spool import spool
from deploy.town.town import Town, lines
from rules.civil import day

HOLDS = "from deploy.town.spool import spool\nwith spool() as place:\n    print(place, flush=True)\n    input()"


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield
    tempfile.tempdir = None


def _another() -> tuple[subprocess.Popen[str], Path]:
    """Another process that holds a spool, and where."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS], stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_it_is_gone_with_the_block_however_that_ends(tmp_path: Path) -> None:
    town = Town(1, 1, 1, day("2020-01-01"))
    assert sum(map(len, lines(town, lambda _: None)))
    with pytest.raises(ZeroDivisionError), spool() as place:
        (place / "2020-01").mkdir()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_a_living_ones_is_not(tmp_path: Path) -> None:
    living, kept = _another()
    killed, left = _another()
    (left / "2020-01").mkdir()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert kept.exists() and left.exists()
    with spool() as place:
        assert set(tmp_path.iterdir()) == {kept, place}
    living.communicate("\n")
    assert list(tmp_path.iterdir()) == []
