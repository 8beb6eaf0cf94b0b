"""Names a directory that the system does not let us use, with the remedy; knows not what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.stack.errors import NoDirectory

ANOTHER_DATA_DIR: Final = "name another data directory (RETTIDIG_DATA_DIR)"
ANOTHER_CACHE: Final = "name another directory for downloads (XDG_CACHE_HOME)"


@contextmanager
def usable(directory: Path, remedy: str) -> Iterator[None]:
    """What is done within needs `directory`. Raises NoDirectory where the system refuses it."""
    try:
        yield
    except OSError as error:
        raise NoDirectory(f"{directory} can't be used: {error.strerror}. Remedy: {remedy}") from error
