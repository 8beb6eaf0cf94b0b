"""Who was overdue or without effort in a period, read from a replay's alerts, and how two laws differ in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from streams.replay import Replayed

TOLD = ("overdue", "passive")
"""The kinds of alert that say that something was not done in time."""


class Case(msgspec.Struct, frozen=True, order=True):
    """One citizen who was told of at least once: overdue with a duty, or without active effort (the measure's name)."""

    citizen: str
    duty: str


class Place(msgspec.Struct, frozen=True):
    """Where the citizen was when it was first told."""

    municipality: str
    target_group: str


def told_of(made: Replayed) -> dict[Case, Place]:
    """Every case of a replay that was raised and not withdrawn later, with its first place.

    What was withdrawn was never true by what is known now.
    """
    raised: dict[str, tuple[Case, Place]] = {}
    for message in made.alerts:
        read = msgspec.json.decode(message.value)
        if read["data"]["kind"] in TOLD:
            _follow(raised, read["type"].split(".")[3], read["data"])
    found: dict[Case, Place] = {}
    for case, place in raised.values():
        found.setdefault(case, place)
    return found


def _follow(raised: dict[str, tuple[Case, Place]], change: str, data: dict[str, Any]) -> None:
    if change == "withdrawn":
        raised.pop(data["alert_id"], None)
    elif change == "raised":
        place = Place(data["municipality"], data["target_group"])
        raised.setdefault(data["alert_id"], (Case(data["citizen"], data["duty"]), place))


class Move(msgspec.Struct, frozen=True):
    """Citizens with a duty overdue under the standing law and under the variant; those who become so, those relieved."""

    standing: int
    variant: int
    become: int
    relieved: int


def moves(standing: dict[Case, Place], variant: dict[Case, Place], by: str) -> dict[str, Move]:
    """By `duty`, `municipality` or `target_group`, citizens counted once in each."""
    keys: dict[str, tuple[set[str], set[str]]] = {}
    for number, found in enumerate((standing, variant)):
        for case, place in found.items():
            key = case.duty if by == "duty" else getattr(place, by)
            keys.setdefault(key, (set(), set()))[number].add(case.citizen)
    return {key: _move(before, after) for key, (before, after) in sorted(keys.items())}


def total(standing: Iterable[Case], variant: Iterable[Case]) -> Move:
    """All duties together, citizens counted once."""
    return _move({case.citizen for case in standing}, {case.citizen for case in variant})


def _move(before: set[str], after: set[str]) -> Move:
    return Move(len(before), len(after), len(after - before), len(before - after))
