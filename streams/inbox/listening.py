"""Hears what is called out about changes and passes it to whoever it concerns; one connection for all pages of a process.

Nobody is told twice of what he has not taken yet, and who has much to take is told to read everything anew. When Redis
goes everybody is, so that pages say so, and when it is back, because what was called out meanwhile was heard by nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import redis.asyncio
import structlog
from redis import RedisError

from alerts.inbox.entry import NOBODY
from alerts.inbox.people import User
from streams.inbox.calling import EVERYTHING, Call, decode_call
from streams.inbox.keys import Keys

MOST_WAITING: Final = 100
_PAUSE_S: Final = 0.5
_LISTEN_S: Final = 1.0

_log: Final = structlog.get_logger(__name__)


class Ear:
    """What one listener has not been told yet."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._waiting: dict[str, None] = {}
        self._is_news = asyncio.Event()

    def concerns(self, call: Call) -> bool:
        """Whether a call of this user's municipality is about a list that the user sees."""
        return self._user.role == "leader" or self._user.id in call.owners or NOBODY in call.owners

    def hear(self, alert_id: str) -> None:
        """Keep it until it is taken."""
        if alert_id == EVERYTHING or len(self._waiting) >= MOST_WAITING:
            self._waiting = {EVERYTHING: None}
        elif EVERYTHING not in self._waiting:
            self._waiting[alert_id] = None
        self._is_news.set()

    async def take(self) -> list[str]:
        """Wait for news, and take it all."""
        await self._is_news.wait()
        self._is_news.clear()
        taken, self._waiting = list(self._waiting), {}
        return taken


class Listening:
    """The one connection. `run` hears; `of` gives a listener what concerns it; `is_heard`: whether Redis is listened to."""

    def __init__(self, client: redis.asyncio.Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._ears: dict[str, set[Ear]] = {}
        self.is_heard = asyncio.Event()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return sum(map(len, self._ears.values()))

    async def of(self, user: User) -> AsyncIterator[str]:
        """Ids of alerts that concern a user's lists, EVERYTHING for all, as they are called out."""
        ear = Ear(user)
        ears = self._ears.setdefault(user.municipality, set())
        ears.add(ear)
        try:
            while True:
                for alert_id in await ear.take():
                    yield alert_id
        finally:
            ears.discard(ear)

    async def run(self) -> None:
        """Hear until cancelled; where Redis is away, try again."""
        is_away = False
        while True:
            try:
                async with self._client.pubsub() as hearing:
                    await hearing.psubscribe(self._keys.changes("*"))
                    await hearing.get_message(timeout=_LISTEN_S)  # that it is so
                    self.is_heard.set()
                    if is_away:
                        self._tell_everybody()
                    is_away = False
                    while True:
                        message = await hearing.get_message(ignore_subscribe_messages=True, timeout=_LISTEN_S)
                        if message is not None:
                            self._pass_on(message)
            except (RedisError, OSError) as error:
                if not is_away:
                    _log.warning("inbox.hears_nothing", reason=type(error).__name__)
                    self._tell_everybody()  # a page that asks now says at once that nothing can be fetched
                is_away = True
                self.is_heard.clear()
                await asyncio.sleep(_PAUSE_S)

    def _pass_on(self, message: dict[str, Any]) -> None:
        call = decode_call(message["data"])
        if call.alert_id == EVERYTHING:
            self._tell_everybody()
            return
        municipality = message["channel"].decode().rpartition(":")[2]
        for ear in self._ears.get(municipality, ()):
            if ear.concerns(call):
                ear.hear(call.alert_id)

    def _tell_everybody(self) -> None:
        for ears in self._ears.values():
            for ear in ears:
                ear.hear(EVERYTHING)
