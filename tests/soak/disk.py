"""A disk that can be full: a small file system of its own where we may mount one, else a limit on the broker's files.

Either way Kafka's next write fails, and Kafka halts at once, as it does when its only disk is full.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from deploy.stack.server import Server

_SIZE: Final = "1g"
_BLOCK: Final = 1 << 20


class Disk(Protocol):
    """What the broker's files are on."""

    def fill(self, server: Server) -> None:
        """From now on this broker can write nothing."""

    def clear(self) -> None:
        """There is room again. The broker is down."""


class LimitedFiles:
    """No file of the broker's may grow (RLIMIT_FSIZE, for this life of its process)."""

    def fill(self, server: Server) -> None:
        pid = server.pid
        assert pid is not None
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))

    def clear(self) -> None:
        """The next process starts without the limit."""


class SmallFileSystem:
    """A tmpfs under Kafka's data: when a file takes what is free, every write fails with "no space left on device"."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def fill(self, server: Server) -> None:
        with self._filler.open("ab", buffering=0) as filler:
            for block in (_BLOCK, 4096, 1):
                while _takes(filler.fileno(), block):
                    pass

    def clear(self) -> None:
        self._filler.unlink(missing_ok=True)

    @property
    def _filler(self) -> Path:
        return self._directory / "filler"


def _takes(descriptor: int, count: int) -> bool:
    try:
        return os.write(descriptor, bytes(count)) > 0
    except OSError:
        return False


@contextmanager
def disk_for(stack_directory: Path) -> Iterator[Disk]:
    """The disk for a stack that will be started in a directory."""
    data = stack_directory / "kafka" / "data"
    data.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "rettidig-soak", str(data)], capture_output=True, check=False
    )
    if mounted.returncode:
        yield LimitedFiles()
        return
    try:
        yield SmallFileSystem(data)
    finally:
        subprocess.run(["umount", "-l", str(data)], check=True)
