"""Sees to it that one process at a time runs the stack of a data directory, and tells everybody else who and where it is."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import msgspec

from deploy.stack.errors import StackHeld
from deploy.stack.places import DataDir
from deploy.stack.usable import ANOTHER_DATA_DIR, usable


class Holder(msgspec.Struct, frozen=True):
    """Who runs the stack, and where it answers."""

    pid: int
    bootstrap: str = ""  # empty while it starts
    redis_url: str = ""

    def __str__(self) -> str:
        where = f"Kafka at {self.bootstrap}, Redis at {self.redis_url}" if self.bootstrap else "still starting"
        return f"process {self.pid} ({where})"


class Lock:
    """An advisory lock on `stack.lock`; the system releases it when the last process that holds the file open ends."""

    def __init__(self, directory: DataDir) -> None:
        """Take the lock. Raises StackHeld, naming the holder, if another process has it, and NoDirectory."""
        self._path = directory.lock
        with usable(directory.root, ANOTHER_DATA_DIR):
            directory.root.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise StackHeld(
                f"the stack in {directory.root} is already run by {_read(self._path) or 'another process'}. "
                "Use that one, stop it, or name another data directory."
            ) from None
        self.tell()

    def fileno(self) -> int:
        """The file that carries the lock, for a process that shall hold it too."""
        return self._file

    def tell(self, bootstrap: str = "", redis_url: str = "") -> None:
        """Write down that this process holds the stack, and where it answers once it does."""
        content = msgspec.json.encode(Holder(os.getpid(), bootstrap, redis_url))
        os.pwrite(self._file, content, 0)
        os.ftruncate(self._file, len(content))

    def release(self) -> None:
        """Let the next one in."""
        os.ftruncate(self._file, 0)
        os.close(self._file)


def running(directory: DataDir) -> Holder | None:
    """Who runs the stack of this data directory now, if anybody does. Raises NoDirectory."""
    with usable(directory.root, ANOTHER_DATA_DIR):
        try:
            file = os.open(directory.lock, os.O_RDONLY)
        except FileNotFoundError:
            return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(directory.lock)
    finally:
        os.close(file)
    return None  # nobody holds it: what the file says is about a stack that is gone


def _read(path: Path) -> Holder | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None
