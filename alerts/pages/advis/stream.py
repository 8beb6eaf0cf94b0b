"""The stream that tells an open page to ask what has changed; it carries no content, so nothing in it can be missed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from alerts.inbox.people import User
from alerts.inbox.ports import View, ViewAway

ASK: Final = {"event": "nyt", "data": "1"}
AT_MOST_EVERY_S: Final = 0.4
"""A tick can change a hundred alerts in a moment; a page asks once."""


async def told(view: View, user: User) -> AsyncIterator[dict[str, str]]:
    """An event now, for what changed before the stream was open, and one soon after every change; ends without the view."""
    changed = asyncio.Event()
    changed.set()
    listening = asyncio.create_task(_listen(view, user, changed))
    await asyncio.sleep(0)  # it listens before the page is told to ask: what changes between the two is heard
    try:
        while True:
            await changed.wait()
            changed.clear()
            yield ASK
            if listening.done():
                return
            await asyncio.sleep(AT_MOST_EVERY_S)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError, ViewAway):
            await listening


async def _listen(view: View, user: User, changed: asyncio.Event) -> None:
    try:
        async for _ in view.changes(user):
            changed.set()
    finally:
        changed.set()
