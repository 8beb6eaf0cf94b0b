"""Where an entry lies in Redis, and the commands that move it there from where it lay; knows no connection.

Everything in a generation follows from its entries alone, so that a rebuilt one equals the live one key by key: counts
are moved by what an entry no longer adds and now adds, and what has come to nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

import msgspec

from alerts.inbox.entry import Entry, Owner
from alerts.inbox.standing import owner_of
from streams.inbox.keys import Generation

Command: TypeAlias = tuple[str | bytes | int, ...]

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Entry)


class Place(NamedTuple):
    """In whose list an entry lies; one that is not open lies in none but is counted."""

    municipality: str
    owner: Owner
    is_open: bool


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
    return Place(entry.telling.municipality, owner_of(entry), entry.telling.is_open)


def commands(moves: Iterable[Move], generation: Generation) -> Iterator[Command]:
    """The commands that store entries as they are now, a command a key where that can be."""
    sets: dict[str, list[str | bytes]] = {}
    removals: dict[str, list[str]] = {}
    counts: dict[tuple[str, str], int] = {}
    for move in moves:
        old, new = place_of(move.was), place_of(move.is_now)
        stored = encode_entry(move.is_now)
        sets.setdefault(generation.citizen(move.citizen), []).extend((move.alert_id, stored))
        old_list, new_list = _list(old, generation), _list(new, generation)
        if new_list is not None:
            sets.setdefault(new_list, []).extend((move.alert_id, stored))
        if old_list is not None and old_list != new_list:
            removals.setdefault(old_list, []).append(move.alert_id)
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


def _list(place: Place | None, generation: Generation) -> str | None:
    if place is None or not place.is_open:
        return None
    return generation.list(place.municipality, place.owner)


def _count(place: Place | None, by: int, counts: dict[tuple[str, str], int], generation: Generation) -> None:
    if place is None:
        return
    names = [(generation.municipalities, place.municipality), (generation.owners(place.municipality), place.owner)]
    if place.is_open:
        names.append((generation.open(place.municipality), place.owner))
    for name in names:
        counts[name] = counts.get(name, 0) + by
