"""Stores what was gathered in Redis, with how far it was read, in one transaction; knows no Kafka.

Optimistic: the citizens that are touched, and how far the generation has come, are watched. Whoever else wrote in between
(an inbox that stores an action at once, another keeper, somebody who wiped everything) makes the transaction fail, and it is
tried anew with what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import redis

from alerts.inbox.alert_message import citizen_of
from alerts.inbox.fold import EMPTY, merged
from streams.inbox.calling import MOST_CALLED, call_for_everything, calls
from streams.inbox.gathering import FOLLOWED, Gathering, Source
from streams.inbox.keys import Generation, Keys
from streams.inbox.placing import Command, Move, commands, decode_entry

_CITIZENS_AT_ONCE: Final = 1_000
"""So many in one transaction: a few milliseconds in which Redis answers nobody else."""
_FACTS_AT_ONCE: Final = 2_000
_SCANNED_AT_ONCE: Final = 2_000
_TRIES: Final = 20


class OvertakenError(RuntimeError):
    """What is in Redis is not what this keeper left there: wiped, another generation is live, or another keeper is ahead."""


def begin(
    client: redis.Redis,
    keys: Keys,
    generation: Generation,
    partitions: int,
    identities: Mapping[str, str],
    *,
    live: bool,
) -> None:
    """Make a generation in which nothing is yet, to be read from these topics, and with `live` show it from now on."""
    with client.pipeline(transaction=True) as tx:
        tx.hset(generation.topics, mapping={topic: identity for topic, identity in identities.items()})  # noqa: C416 # redis-py's type is of any mapping, but not of this one
        tx.hset(generation.offsets, mapping={source.field(): 0 for source in sources(partitions)})
        if live:
            tx.set(keys.live, generation.name)
            tx.publish(*call_for_everything(keys))
        tx.execute()


def sources(partitions: int) -> Iterator[Source]:
    """All partitions of the topics that are followed."""
    return (Source(topic, number) for number in range(partitions) for topic in FOLLOWED)


def read_offsets(client: redis.Redis, generation: Generation, partitions: int) -> dict[Source, int] | None:
    """How far a generation has come; None if it is not there, or of another number of partitions."""
    found: Any = client.hgetall(generation.offsets)
    known = {name.decode(): int(offset) for name, offset in found.items()}
    wanted = {source.field(): source for source in sources(partitions)}
    return {wanted[name]: offset for name, offset in known.items()} if known.keys() == wanted.keys() else None


def keys_of(client: redis.Redis, generation: Generation) -> Iterator[str]:
    """Every key of a generation."""
    literal = "".join(f"\\{each}" if each in "*?[]\\^" else each for each in generation.root)
    return (key.decode() for key in client.scan_iter(match=f"{literal}*", count=_SCANNED_AT_ONCE))


def remove(client: redis.Redis, generation: Generation) -> None:
    """Remove a generation that is not shown."""
    for some in _chunks(keys_of(client, generation), _SCANNED_AT_ONCE):
        client.unlink(*some)


def read_identities(client: redis.Redis, generation: Generation) -> dict[str, str]:
    """The topics that a generation was read from, by name: what Kafka calls each of them."""
    found: Any = client.hgetall(generation.topics)
    return {name.decode(): identity.decode() for name, identity in found.items()}


class Store:
    """One generation that is written to. `offsets`: how far it has come, as this keeper left it.

    `is_private`: it was begun empty for this store, nobody else writes to it and nobody reads it: it is being built.
    `between`: called between transactions, of which one storing may take many, so that whoever stores can say that he is
    still at work.
    """

    def __init__(
        self,
        client: redis.Redis,
        keys: Keys,
        generation: Generation,
        offsets: Mapping[Source, int],
        between: Callable[[], object],
        *,
        is_private: bool,
    ) -> None:
        self.generation = generation
        self.offsets = dict(offsets)
        self._client = client
        self._keys = keys
        self._between = between
        self._is_private = is_private
        self._written = set[str]()
        """Citizens of whom something is stored, in a private generation: of others nothing has to be asked for."""

    def store(self, gathered: Gathering, *, calling: bool) -> None:
        """Store everything gathered; `calling`: and tell the inboxes which alerts changed.

        Raises OvertakenError and redis.RedisError.
        """
        by_citizen: dict[str, list[str]] = {}
        for alert_id in gathered.entries:
            by_citizen.setdefault(citizen_of(alert_id), []).append(alert_id)
        facts = list(gathered.facts.items())
        for some in _chunks(facts, _FACTS_AT_ONCE):
            self._transact((), (_facts_command(citizen, packed, self.generation) for citizen, packed in some), {})
        chunks = list(_chunks(list(by_citizen.items()), _CITIZENS_AT_ONCE)) or [[]]
        is_told = calling and len(gathered.entries) <= MOST_CALLED
        for number, some in enumerate(chunks):
            reached = gathered.reached if number == len(chunks) - 1 else {}
            self._store(gathered, some, reached, calling=is_told)
            self._between()
        if calling and not is_told:
            self._client.publish(*call_for_everything(self._keys))
        self.offsets.update(gathered.reached)

    def check(self) -> None:
        """Raise OvertakenError unless Redis holds what this keeper left there."""
        found = read_offsets(self._client, self.generation, len(self.offsets) // len(FOLLOWED))
        if found != self.offsets or not (self._is_private or self._is_live()):
            raise OvertakenError("what is in Redis is not what this keeper left there")

    def _is_live(self) -> bool:
        live: Any = self._client.get(self._keys.live)
        return bool(live == self.generation.name.encode())

    def _store(
        self,
        gathered: Gathering,
        citizens: Sequence[tuple[str, list[str]]],
        reached: Mapping[Source, int],
        *,
        calling: bool,
    ) -> None:
        """Store some citizens' alerts; tried anew when somebody else wrote of them meanwhile."""
        watched = () if self._is_private else tuple(self.generation.citizen(citizen) for citizen, _ in citizens)
        for _ in range(_TRIES):
            with self._watching(watched) as tx:
                moves = self._moves(gathered, citizens)
                told = calls(moves, self._keys) if calling else ()
                if self._executed(tx, commands(moves, self.generation), reached, told):
                    return
        raise OvertakenError(f"others wrote in between {_TRIES} times")

    def _transact(self, watched: Sequence[str], given: Iterable[Command], reached: Mapping[Source, int]) -> None:
        written = list(given)
        for _ in range(_TRIES):
            with self._watching(watched) as tx:
                if self._executed(tx, written, reached, ()):
                    return
        raise OvertakenError(f"others wrote in between {_TRIES} times")

    def _watching(self, watched: Sequence[str]) -> Any:
        """A transaction that fails when what is watched changes. Raises OvertakenError."""
        tx: Any = self._client.pipeline(transaction=True)  # redis-py leaves parts of a pipeline untyped
        if not self._is_private:
            try:
                tx.watch(self._keys.live, self.generation.offsets, *watched)
                self.check()
            except BaseException:
                tx.reset()
                raise
        return tx

    def _executed(
        self,
        tx: Any,
        given: Iterable[Command],
        reached: Mapping[Source, int],
        told: Iterable[tuple[str, bytes]],
    ) -> bool:
        if not self._is_private:
            tx.multi()
        for command in given:
            tx.execute_command(*command)
        if reached:
            tx.hset(self.generation.offsets, mapping={source.field(): offset for source, offset in reached.items()})
        for channel, message in told:
            tx.publish(channel, message)
        try:
            tx.execute()
        except redis.WatchError:
            return False
        return True

    def _moves(self, gathered: Gathering, citizens: Sequence[tuple[str, list[str]]]) -> list[Move]:
        stored = self._stored(citizens)
        moves = []
        for citizen, alerts in citizens:
            for alert_id, old in zip(alerts, stored.get(citizen) or [None] * len(alerts), strict=True):
                was = None if old is None else decode_entry(old)
                is_now = merged(was or EMPTY, gathered.entries[alert_id])
                if was != is_now:
                    moves.append(Move(alert_id, citizen, was, is_now))
        return moves

    def _stored(self, citizens: Sequence[tuple[str, list[str]]]) -> dict[str, list[bytes | None]]:
        """What is stored of some citizens' alerts, in their order."""
        asked = [(who, alerts) for who, alerts in citizens if not self._is_private or who in self._written]
        if self._is_private:
            self._written.update(who for who, _ in citizens)
        if not asked:
            return {}
        with self._client.pipeline(transaction=False) as reading:
            for who, alerts in asked:
                reading.hmget(self.generation.citizen(who), alerts)
            return dict(zip((who for who, _ in asked), reading.execute(), strict=True))


def _facts_command(citizen: str, packed: bytes | None, generation: Generation) -> Command:
    key = generation.facts(citizen)
    return ("DEL", key) if packed is None else ("SET", key, packed)


def _chunks(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
