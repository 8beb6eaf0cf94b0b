"""What is called out to the inboxes when an alert changes: which, and whose lists it was and is in; knows no connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from streams.inbox.keys import Keys
from streams.inbox.placing import Move, Place, place_of

EVERYTHING: Final = "*"
"""In place of an alert's id: so much may have changed that everything is read anew. Also the municipality of such a call."""
MOST_CALLED: Final = 500
"""Of more changes at once, nobody is told one by one."""


class Call(msgspec.Struct, frozen=True, array_like=True):
    """One alert changed. `owners`: in whose lists it was or is; the team's queue is the empty one."""

    alert_id: str
    owners: tuple[str, ...] = ()


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Call)


def calls(moves: Iterable[Move], keys: Keys) -> Iterator[tuple[str, bytes]]:
    """(channel, message) for each alert, once for each municipality that it was or is in."""
    for move in moves:
        if move.was == move.is_now:
            continue
        places = [place for place in (place_of(move.was), place_of(move.is_now)) if place is not None]
        for municipality in dict.fromkeys(place.municipality for place in places):
            yield keys.changes(municipality), _encoder.encode(Call(move.alert_id, _owners(places, municipality)))


def call_for_everything(keys: Keys) -> tuple[str, bytes]:
    """(channel, message) that concerns everybody."""
    return keys.changes(EVERYTHING), _encoder.encode(Call(EVERYTHING))


def decode_call(message: bytes) -> Call:
    """The call in a message."""
    return _decoder.decode(message)


def _owners(places: Iterable[Place], municipality: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.owner for place in places if place.municipality == municipality))
