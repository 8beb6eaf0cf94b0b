"""The inbox's clock: the newest tick that the keeper has seen, and whether Redis answers; asked of Redis a few times a second.

Where ticks keep to the machine's clock, the inbox's clock is that one, and goes on when ticks, keeper or Redis are away: so
pages that know nothing new say since when. Where history is played it stands at the instant that is played. Before any tick
was seen it is the machine's.
"""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from alerts.inbox.ports import ViewAway
from rules.civil import Instant
from streams import clock

_LOOK_S: Final = 0.2
_NEAR_US: Final = 300_000_000
"""A tick that is no farther from the machine's clock was cut by it."""


class Ticks(Protocol):
    """Who knows the newest tick."""

    async def now(self) -> Instant | None:
        """The newest tick; None: none was seen. Raises ViewAway."""
        ...


class InboxClock:
    """Now, to be called. `why_not_ready`: empty while Redis answers; else the reason."""

    def __init__(self, view: Ticks) -> None:
        self.why_not_ready = "Redis has not been asked yet"
        self._view = view
        self._now: Instant | None = None
        self._seen: Instant | None = None
        self._is_by_the_machine = False

    def __call__(self) -> Instant:
        """Now; it never goes back."""
        if self._now is None:
            return clock.now()
        if self._is_by_the_machine:
            self._now = max(self._now, clock.now())
        return self._now

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
        if now is not None and now != self._seen:
            self._seen = now
            self._is_by_the_machine = abs(clock.now() - now) < _NEAR_US
            self._now = now if self._now is None else max(self._now, now)
