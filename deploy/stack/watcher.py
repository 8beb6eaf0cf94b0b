"""Run as a process of its own by `leash.py`: ends the servers on the leash when the pipe on standard input ends.

A line `+PID` puts a server on the leash, `-PID` takes it off. What the servers are is not known here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from streams import clock

GRACE_S = 10.0
LOOK_AGAIN_S = 0.05


def _watch(lines: Iterable[bytes]) -> set[int]:
    """Follow the pipe to its end; the servers then still on the leash."""
    held: set[int] = set()
    for line in lines:
        pid = int(line[1:])
        if line.startswith(b"+"):
            held.add(pid)
        else:
            held.discard(pid)
    return held


def _end(pids: set[int]) -> None:
    """SIGTERM to all, and SIGKILL to those that are still there after the grace."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        deadline = clock.monotonic() + GRACE_S
        while pids and clock.monotonic() < deadline:
            clock.sleep(LOOK_AGAIN_S)
            pids = {pid for pid in pids if not _is_gone(pid)}


def _is_gone(pid: int) -> bool:
    """Whether the process has ended; one that ended and that nobody waits for (a zombie) has."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:  # gone between the two looks, or a system without /proc: the next look tells
        return False


if __name__ == "__main__":
    _end(_watch(sys.stdin.buffer))
