"""Where an entry lies in Redis, and the commands that move it there from where it lay; knows no connection.

Everything in a generation follows from its entries alone, so that a rebuilt one equals the live one key by key: counts
are moved by what an entry no longer adds and now adds, and what has come to nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias, cast

import msgspec

from alerts.inbox.entry import ByLaw, Change, Entry, Owner
from alerts.inbox.law_change import Deed, deed_of
from alerts.inbox.standing import owner_of
from rules.civil import civil_day
from streams.inbox.keys import Generation

Command: TypeAlias = tuple[str | bytes | int, ...]

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Entry)


class Place(NamedTuple):
    """In whose list an entry lies; one that is not open lies in none but is counted. `by_law`: see Telling."""

    municipality: str
    owner: Owner
    is_open: bool
    by_law: ByLaw | None = None


class Move(NamedTuple):
    """An entry as it was stored (None: not at all) and as it is to be."""

    alert_id: str
    citizen: str
    was: Entry | None
    is_now: Entry


def encode_entry(entry: Entry) -> bytes:
    """How an entry is stored."""
    return _encoder.encode(entry)


def decode_entry(stored: bytes) -> Entry:
    """The entry in what is stored."""
    return _decoder.decode(stored)


def place_of(entry: Entry | None) -> Place | None:
    """Where an entry lies; nowhere while only actions have been read."""
    if entry is None or entry.telling is None:
        return None
    return Place(entry.telling.municipality, owner_of(entry), entry.telling.is_open, entry.telling.by_law)


def commands(moves: Iterable[Move], generation: Generation) -> Iterator[Command]:
    """The commands that store entries as they are now, a command a key where that can be."""
    sets: dict[str, list[str | bytes]] = {}
    removals: dict[str, list[str]] = {}
    counts: dict[tuple[str, str], int] = {}
    for move in moves:
        old, new = place_of(move.was), place_of(move.is_now)
        stored = encode_entry(move.is_now)
        sets.setdefault(generation.citizen(move.citizen), []).extend((move.alert_id, stored))
        here = _lists(new, generation)
        for name in here:
            sets.setdefault(name, []).extend((move.alert_id, stored))
        for name in _lists(old, generation):
            if name not in here:
                removals.setdefault(name, []).append(move.alert_id)
        if old != new:
            _count(old, -1, counts, generation)
            _count(new, +1, counts, generation)
    for key, fields in sets.items():
        yield ("HSET", key, *fields)
    for key, names in removals.items():
        yield ("HDEL", key, *names)
    yield from _counting(counts)


def _counting(counts: dict[tuple[str, str], int]) -> Iterator[Command]:
    lowered: dict[str, None] = {}
    for (key, member), change in counts.items():
        if change:
            yield ("ZINCRBY", key, change, member)
        if change < 0:
            lowered[key] = None
    for key in lowered:
        yield ("ZREMRANGEBYSCORE", key, "-inf", 0)


def deed_in(member: str) -> Deed:
    """What a changed law did, from how it is counted: `<day>:<change>:<lawbook>`."""
    on, change, lawbook = member.split(":", 2)
    return Deed(int(on), cast(Change, change), lawbook)


def _lists(place: Place | None, generation: Generation) -> tuple[str, ...]:
    """The lists in which an entry lies."""
    if place is None:
        return ()
    found = (generation.list(place.municipality, place.owner),) if place.is_open else ()
    if place.by_law is None:
        return found
    return (*found, generation.by_law(place.municipality, place.owner, civil_day(place.by_law.at)))


def _count(place: Place | None, by: int, counts: dict[tuple[str, str], int], generation: Generation) -> None:
    if place is None:
        return
    names = [(generation.municipalities, place.municipality), (generation.owners(place.municipality), place.owner)]
    if place.is_open:
        names.append((generation.open(place.municipality), place.owner))
    if place.by_law is not None:
        told = ":".join(map(str, deed_of(place.by_law)))
        names += [(generation.told_by_law(place.municipality, whose), told) for whose in (None, place.owner)]
    for name in names:
        counts[name] = counts.get(name, 0) + by
