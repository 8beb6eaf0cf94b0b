"""Folds messages and actions into entries, in any order and any number of times; knows neither topics nor Redis.

What comes out depends on the set of what was read alone: of an alert's messages the highest revision stands, its life
began with the newest one that raised it, and actions are a set. So a keeper may read twice, and two topics in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from alerts.inbox.entry import Action, Entry, Telling

EMPTY: Final = Entry(None)
_encoder: Final = msgspec.msgpack.Encoder()


def with_telling(entry: Entry, telling: Telling) -> Entry:
    """The entry with one more message of its alert."""
    return Entry(telling if entry.telling is None else newer(entry.telling, telling), entry.actions)


def with_actions(entry: Entry, actions: Iterable[Action]) -> Entry:
    """The entry with more of what people did; an action that it holds already changes nothing."""
    by_id = {each.id: each for each in entry.actions}
    for action in actions:
        known = by_id.get(action.id)
        by_id[action.id] = action if known is None else max(known, action, key=_encoder.encode)
    if len(by_id) == len(entry.actions) and tuple(by_id.values()) == entry.actions:
        return entry
    return Entry(entry.telling, tuple(sorted(by_id.values(), key=lambda each: (each.at, each.id))))


def merged(one: Entry, other: Entry) -> Entry:
    """Both entries of one alert as one."""
    entry = one if other.telling is None else with_telling(one, other.telling)
    return with_actions(entry, other.actions) if other.actions else entry


def newer(one: Telling, other: Telling) -> Telling:
    """The message of the higher revision, with the newest raising and reminding of both, and the newest by a changed law.

    Of two different messages with one revision (which no sound worker sends) the one with the greater encoding stands.
    """
    if one.revision == other.revision:
        stands = one if one == other else max(one, other, key=_said)
    else:
        stands = one if one.revision > other.revision else other
    raised_revision, raised_at = max((each.raised_revision, each.raised_at) for each in (one, other))
    reminded_revision = max(one.reminded_revision, other.reminded_revision)
    by_law = max((each.by_law for each in (one, other) if each.by_law is not None), default=None)
    if (raised_revision, raised_at, reminded_revision, by_law) == (
        stands.raised_revision,
        stands.raised_at,
        stands.reminded_revision,
        stands.by_law,
    ):
        return stands
    return msgspec.structs.replace(
        stands,
        raised_revision=raised_revision,
        raised_at=raised_at,
        reminded_revision=reminded_revision,
        by_law=by_law,
    )


def _said(telling: Telling) -> bytes:
    """What the message itself said, without what was gathered from others."""
    return _encoder.encode(
        msgspec.structs.replace(telling, raised_revision=0, raised_at=0, reminded_revision=0, by_law=None)
    )
