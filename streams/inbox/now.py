"""The inbox's clock: the newest tick that the keeper has seen, and whether Redis answers; asked of Redis a few times a second.

Where the clock role runs by the wall clock this is now; in the demo it is the instant that is played. Before any tick was
seen it is the machine's.
"""

from __future__ import annotations

import asyncio
from typing import Final

from alerts.inbox.ports import ViewAway
from rules.civil import Instant
from streams import clock
from streams.inbox.view import RedisView

_LOOK_S: Final = 0.2


class InboxClock:
    """Now, to be called. `why_not_ready`: empty while Redis answers; else the reason."""

    def __init__(self, view: RedisView) -> None:
        self.why_not_ready = "Redis has not been asked yet"
        self._view = view
        self._now: Instant | None = None

    def __call__(self) -> Instant:
        """Now; it never goes back."""
        return clock.now() if self._now is None else self._now

    async def run(self) -> None:
        """Keep up until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_S)

    async def look(self) -> None:
        """Ask once."""
        try:
            now = await self._view.now()
        except ViewAway as away:
            self.why_not_ready = str(away)
            return
        self.why_not_ready = ""
        if now is not None:
            self._now = now if self._now is None else max(self._now, now)
