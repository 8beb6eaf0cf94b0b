"""Runs the keeper as a child process of the pages, and starts it again when it ends; knows nothing of what it keeps.

In a process of its own, because catching up on a million records would make pages wait that share an interpreter with it. It
ends when its standard input does, so that it never outlives this process, however that ends.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from typing import Final

import structlog

_PAUSE_S: Final = 1.0
_LEAVE_S: Final = 10.0
_COMMAND: Final = "from deploy.cli import main; main(['inbox', 'keep', '--with-parent'])"

_log: Final = structlog.get_logger(__name__)


async def keep_beside() -> None:
    """Keep a keeper running until cancelled; then wait for it to leave."""
    while True:
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", _COMMAND, stdin=PIPE)
        try:
            status = await child.wait()
        except asyncio.CancelledError:
            await _leave(child)
            raise
        _log.warning("inbox.keeper_ended", status=status, next_try_s=_PAUSE_S)
        await asyncio.sleep(_PAUSE_S)


async def _leave(child: asyncio.subprocess.Process) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), _LEAVE_S)
    except TimeoutError:
        child.kill()
