"""A directory for temporary files that a killed process does not leave behind for good; knows no lives."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Final

_PREFIX: Final = "rettidig-town-"


@contextmanager
def spool() -> Iterator[Path]:
    """A directory of this process's own, gone when the block ends; first, those that killed processes have left are removed.

    Whoever uses one holds a lock on it, which ends with the process however that ends.
    """
    for left in Path(gettempdir()).glob(f"{_PREFIX}*"):
        _remove_if_left(left)
    place, held = _held()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(held)


def _held() -> tuple[Path, int]:
    """A new directory and the lock on it; another one where somebody took it for left before it was locked."""
    while True:
        place = Path(mkdtemp(prefix=_PREFIX))
        try:
            held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(held, fcntl.LOCK_EX)
        if place.exists():
            return place, held
        os.close(held)


def _remove_if_left(place: Path) -> None:
    try:
        held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # it has gone, is another user's, or is no directory
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(held)
