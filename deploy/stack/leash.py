"""Ties servers to the life of the process that started them; the other end of the tie is `watcher.py`.

The watcher is a process of its own, with a pipe that only this process holds open. However this process goes, by SIGKILL
too, the pipe ends, and the watcher ends the servers. It holds the data directory's lock until the last of them is gone,
so that nobody starts a second broker on the same files meanwhile. (PR_SET_PDEATHSIG is no replacement: it exists on
Linux only, and fires when the *thread* that started the server ends.)
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO

WATCHER = Path(__file__).with_name("watcher.py")


class Leash:
    """The stack's end of the pipe."""

    def __init__(self, held_files: Iterable[int] = ()) -> None:
        """Start the watcher; it keeps `held_files` (e.g. a locked file) open for as long as it lives."""
        self._watcher = subprocess.Popen(
            [
                sys.executable,
                "-P",
                str(WATCHER),
            ],  # a script, not a module of this package: it starts without its imports
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=tuple(held_files),
            start_new_session=True,  # a Ctrl-C in the terminal is the stack's business, not the watcher's
        )

    def hold(self, pid: int) -> None:
        """End the process `pid` when the stack is gone."""
        self._tell(f"+{pid}\n")

    def release(self, pid: int) -> None:
        """The process `pid` has ended: its number may soon belong to somebody else."""
        self._tell(f"-{pid}\n")

    def close(self) -> None:
        """Let the watcher end what is still on the leash, and wait for it."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe.close()
        self._watcher.wait()

    @property
    def _pipe(self) -> IO[bytes]:
        assert self._watcher.stdin is not None  # noqa: S101 - it was opened with a pipe
        return self._watcher.stdin

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # a watcher that was killed leaves the stack working
            self._pipe.write(line.encode())
            self._pipe.flush()
