"""What the inbox reads of Redis: the port `alerts.inbox.ports.View`; knows the keys, writes nothing.

One round trip a page: the name of the live generation is asked for together with what is wanted of the one that was live
last, and only where they differ is there a second one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import redis.asyncio
from redis import RedisError

from alerts.inbox.alert_message import citizen_of
from alerts.inbox.entry import NOBODY, Entry, Owner
from alerts.inbox.law_change import Deeds
from alerts.inbox.people import User
from alerts.inbox.ports import Progress, ViewAway
from rules.civil import Day
from rules.facts import Fact
from streams.inbox.gathering import unpack
from streams.inbox.keys import Generation, Keys
from streams.inbox.listening import Listening
from streams.inbox.placing import decode_entry, deed_in
from streams.inbox.silences import unpack_silences

_UNKNOWN: Final = 1
"""Records to be read when nobody says how many: at least one."""

Question = Callable[[Any, Generation], object]
"""Puts its commands into a pipeline, for a generation."""


class RedisView:
    """The view in Redis. Every method raises ViewAway."""

    def __init__(self, client: redis.asyncio.Redis, keys: Keys, listening: Listening) -> None:
        self._client = client
        self._keys = keys
        self._listening = listening
        self._last = keys.generation("none")

    async def of_caseworker(self, municipality: str, caseworker: str) -> Sequence[Entry]:
        """Open alerts of a caseworker: hers by the citizen's caseworker, or handed to her; without those handed on."""
        [found] = await self._ask(lambda asking, of: asking.hgetall(of.list(municipality, caseworker)))
        return _entries(found)

    async def unassigned(self, municipality: str) -> Sequence[Entry]:
        """The team's queue: open alerts of citizens without a caseworker, handed to nobody."""
        return await self.of_caseworker(municipality, NOBODY)

    async def of_citizen(self, citizen: str) -> Sequence[Entry]:
        """Every alert there ever was about a citizen, ended ones too."""
        [found] = await self._ask(lambda asking, of: asking.hgetall(of.citizen(citizen)))
        return _entries(found)

    async def entry(self, alert_id: str) -> Entry | None:
        """One alert, open or ended."""
        [found] = await self._ask(lambda asking, of: asking.hget(of.citizen(citizen_of(alert_id)), alert_id))
        return None if found is None else decode_entry(found)

    async def told_by_law(self, municipality: str, owner: Owner | None) -> Deeds:
        """What changed laws did, to each alert last, in a list or (None) in the whole municipality."""
        [found] = await self._ask(
            lambda asking, of: asking.zrange(of.told_by_law(municipality, owner), 0, -1, withscores=True)
        )
        return {deed_in(told.decode()): int(count) for told, count in found}

    async def touched_by_law(self, municipality: str, owner: Owner | None, since: Day) -> Sequence[Entry]:
        """The alerts to which a changed law did something last on that day or later; open or ended."""
        deeds, owners = await self.told_by_law(municipality, owner), [owner or NOBODY]
        if owner is None:
            [everybody] = await self._ask(lambda asking, of: asking.zrange(of.owners(municipality), 0, -1))
            owners = [name.decode() for name in everybody]
        places = [(each, on) for each in owners for on in sorted({deed.on for deed in deeds}) if on >= since]

        def all_of_them(asking: Any, of: Generation) -> None:
            for each, on in places:
                asking.hgetall(of.by_law(municipality, each, on))

        return [entry for found in await self._ask(all_of_them) for entry in _entries(found)]

    async def facts(self, citizen: str) -> Sequence[Fact]:
        """What is known of a citizen, in order of (learnt_at, id); empty: unknown."""
        [found] = await self._ask(lambda asking, of: asking.get(of.facts(citizen)))
        return () if found is None else unpack(found)

    async def caseworkers(self, municipality: str) -> Sequence[tuple[str, int]]:
        """(caseworker, open alerts) of a municipality, sorted by caseworker."""

        def both(asking: Any, of: Generation) -> None:
            asking.zrange(of.owners(municipality), 0, -1)
            asking.zrange(of.open(municipality), 0, -1, withscores=True)

        everybody, with_open = await self._ask(both)
        counts = {name: int(count) for name, count in with_open}
        return sorted((name.decode(), counts.get(name, 0)) for name in everybody if name != NOBODY.encode())

    async def municipalities(self) -> Sequence[str]:
        """Those of which anything is known, sorted."""
        [found] = await self._ask(lambda asking, of: asking.zrange(of.municipalities, 0, -1))
        return sorted(name.decode() for name in found)

    async def progress(self) -> Progress:
        """How far the view has come. Where nothing is said, as after a wipe, it is behind."""
        said = await self._said()
        live, as_of, behind = said.get("live"), said.get("as_of"), said.get("behind")
        if live is None or behind is None:
            return Progress(None, _UNKNOWN)
        silences = unpack_silences(said.get("silences"))
        return Progress(None if as_of is None else int(as_of), int(behind), silences)

    async def now(self) -> int | None:
        """The newest tick that the keeper has seen."""
        now = (await self._said()).get("now")
        return None if now is None else int(now)

    def changes(self, user: User) -> AsyncIterator[str]:
        """Ids of alerts that changed and that concern this user's lists, as they happen; `*` for more than can be named."""
        return self._listening.of(user)

    async def _said(self) -> Mapping[str, bytes]:
        pipeline: Any = self._client.pipeline(transaction=False)
        pipeline.get(self._keys.live)
        pipeline.hgetall(self._keys.progress)
        live, said = await _answered(pipeline.execute())
        return {name.decode(): each for name, each in said.items()} | ({} if live is None else {"live": live})

    async def _ask(self, question: Question) -> list[Any]:
        """The answers of the live generation. While none is live, those of an empty one."""
        for _ in range(2):
            asked = self._last
            pipeline: Any = self._client.pipeline(transaction=False)
            pipeline.get(self._keys.live)
            question(pipeline, asked)
            live, *answers = await _answered(pipeline.execute())
            self._last = self._keys.generation("none" if live is None else live.decode())
            if self._last == asked:
                break
        return answers


async def _answered(asked: Awaitable[list[Any]]) -> list[Any]:
    try:
        return await asked
    except (RedisError, OSError) as error:
        raise ViewAway(f"Redis does not answer ({type(error).__name__})") from error


def _entries(found: Mapping[bytes, bytes]) -> list[Entry]:
    return [decode_entry(stored) for stored in found.values()]
