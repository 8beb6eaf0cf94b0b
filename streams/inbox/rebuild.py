"""Builds the inbox's view anew from the topics beside the one that is shown: to take its place, or to prove it equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

import redis
import structlog

from streams import clock
from streams.inbox.calling import call_for_everything
from streams.inbox.catching_up import catch_up
from streams.inbox.gathering import Gathering
from streams.inbox.keys import Generation, Keys
from streams.inbox.lease import Lease
from streams.inbox.source import TopicReader
from streams.inbox.storing import Store, begin, keys_of, read_offsets, remove
from streams.settings import Settings

_LEASE_S: Final = 60.0
_AT_ONCE: Final = 500
_ROUNDS: Final = 6
_ROUND_S: Final = 0.5
_LIVE_WITHIN_S: Final = 60.0

_log: Final = structlog.get_logger(__name__)


class RebuildRefused(RuntimeError):
    """It can't be rebuilt or compared now; the message says why and what to do."""


class Rebuilt(NamedTuple):
    """What a rebuild did. `differences`: keys in which the live view is not what the topics say, when that was asked."""

    records: int
    seconds: float
    keys: int
    differences: tuple[str, ...] = ()


class Rebuild:
    """One rebuild. `tell` is told how many records are still to be read."""

    def __init__(self, settings: Settings, tell: Callable[[int], None]) -> None:
        self._topics = settings.topics
        self._keys = Keys(settings.topic_prefix)
        self._client: redis.Redis = redis.Redis.from_url(settings.redis_url, socket_timeout=30)
        self._reader = TopicReader(settings.bootstrap_servers, settings.topics)
        self._lease = Lease(self._client, self._keys.rebuilding, _LEASE_S)
        self._tell = tell
        self._records = 0

    def swap(self) -> Rebuilt:
        """Build it, show it instead of what was shown, and remove that. Raises RebuildRefused, RedisError, EndsUnknownError."""
        with _Held(self):
            began = clock.monotonic()
            store = self._built()
            with self._client.pipeline(transaction=True) as tx:
                tx.set(self._keys.live, store.generation.name)
                tx.publish(*call_for_everything(self._keys))
                tx.execute()
            seconds = clock.monotonic() - began
            return Rebuilt(self._records, seconds, sum(1 for _ in self._names(store.generation)))

    def compare(self) -> Rebuilt:
        """Build it, compare it with what is shown key by key, and remove it. Raises the same.

        What differs because it changes just now is looked at again, when both have come as far as the topics went.
        """
        with _Held(self):
            began = clock.monotonic()
            store = self._built()
            seconds = clock.monotonic() - began
            live = self._live()
            names = {*self._names(store.generation), *self._names(live)}
            differing = [name for name in names if name != "offsets"]
            for _ in range(_ROUNDS):
                self._wait_until_as_far(live, store)
                differing = list(self._differing(differing, live, store.generation))
                if not differing:
                    break
                clock.sleep(_ROUND_S)
                catch_up(self._reader, store, self._goes_on, self._stored)
            return Rebuilt(self._records, seconds, len(names) - 1, tuple(sorted(differing)))

    def _built(self) -> Store:
        """A generation of its own, up to where the topics end."""
        generation, partitions = self._keys.new_generation(), self._topics.partitions
        begin(self._client, self._keys, generation, partitions, self._reader.identities(), live=False)
        offsets = read_offsets(self._client, generation, partitions)
        if offsets is None:
            raise RebuildRefused("Redis lost what was written a moment ago: look at its memory and eviction settings")
        store = Store(self._client, self._keys, generation, offsets, self._lease.hold, is_private=True)
        catch_up(self._reader, store, self._goes_on, self._stored)
        catch_up(self._reader, store, self._goes_on, self._stored)  # what came meanwhile
        store.check()
        return store

    def _live(self) -> Generation:
        live: Any = self._client.get(self._keys.live)
        if live is None:
            raise RebuildRefused("no view is live: start `rettidig inbox serve`, or rebuild without --compare")
        return self._keys.generation(live.decode())

    def _wait_until_as_far(self, live: Generation, store: Store) -> None:
        """Until the live view has come as far as the built one. Raises RebuildRefused when nobody brings it there."""
        deadline = clock.monotonic() + _LIVE_WITHIN_S
        while True:
            offsets = read_offsets(self._client, live, self._topics.partitions)
            if offsets is not None and all(offsets[source] >= at for source, at in store.offsets.items()):
                return
            if clock.monotonic() > deadline:
                raise RebuildRefused("the live view does not follow the topics: is `rettidig inbox keep` at work?")
            clock.sleep(_ROUND_S)

    def _differing(self, names: list[str], one: Generation, other: Generation) -> Iterator[str]:
        rest = iter(names)
        while some := list(islice(rest, _AT_ONCE)):
            values = [self._values(generation, some) for generation in (one, other)]
            yield from (name for name, *both in zip(some, *values, strict=True) if both[0] != both[1])

    def _values(self, generation: Generation, names: list[str]) -> list[Any]:
        with self._client.pipeline(transaction=False) as reading:
            for name in names:
                _ask(reading, name, generation.root + name)
            return reading.execute()

    def _names(self, generation: Generation) -> Iterator[str]:
        """The keys of a generation, without its prefix."""
        return (key.removeprefix(generation.root) for key in keys_of(self._client, generation))

    def _remove_what_is_not_live(self) -> None:
        """Remove every generation but the live one: the former, and what a rebuild left that was killed."""
        names = {self._keys.generation_of(key.decode()) for key in self._client.scan_iter(match=self._keys.generations)}
        for name in names:
            live: Any = self._client.get(self._keys.live)
            if live is not None and name != live.decode():
                remove(self._client, self._keys.generation(name))

    def _goes_on(self, left: int) -> bool:
        self._tell(left)
        return self._lease.hold()

    def _stored(self, gathered: Gathering) -> None:
        self._records += gathered.records
        for (topic, reason), records in gathered.unreadable.items():
            _log.warning("inbox.unreadable", topic=topic, reason=reason, records=records)

    def hold(self) -> None:
        """Be the only rebuild. Raises RebuildRefused."""
        if not self._lease.hold():
            raise RebuildRefused("another rebuild is at work; if it was killed, its claim runs out within a minute")

    def close(self) -> None:
        """Give everything back."""
        self._remove_what_is_not_live()
        self._lease.give_back()
        self._reader.close()


class _Held:
    """A rebuild for as long as it is the only one."""

    def __init__(self, rebuild: Rebuild) -> None:
        self._rebuild = rebuild

    def __enter__(self) -> None:
        self._rebuild.hold()

    def __exit__(self, *_: object) -> None:
        self._rebuild.close()


def _ask(reading: Any, name: str, key: str) -> None:
    kind = name.partition(":")[0]
    if kind in ("citizen", "list", "by-law", "topics"):
        reading.hgetall(key)
    elif kind == "facts":
        reading.get(key)
    else:
        reading.zrange(key, 0, -1, withscores=True)
