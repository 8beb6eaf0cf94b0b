"""What of a list is asked for: by kind, duty and state, and by what somebody typed; and how many there are of each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from alerts.alert import Kind
from alerts.inbox.entry import Telling
from alerts.inbox.item import Item
from alerts.inbox.standing import State

Shelf = Literal["todo", "snoozed", "history", "all"]
"""Where an alert lies: to do (new, acknowledged or noted), put off, or true before the municipality began; or wherever."""


class Asked(msgspec.Struct, frozen=True):
    """What of a list is shown. Empty: whatever there is of it."""

    kinds: frozenset[Kind] = frozenset()
    duties: frozenset[str] = frozenset()
    states: frozenset[State] = frozenset()
    shelf: Shelf = "todo"
    text: str = ""


ALL: Final = Asked(shelf="all")


class Counts(msgspec.Struct, frozen=True):
    """How many alerts and citizens there are; by kind, duty and state what lies on the shelf asked for; and by shelf."""

    alerts: int
    citizens: int
    kinds: dict[str, int]
    duties: dict[str, int]
    states: dict[str, int]
    shelves: dict[Shelf, int]


def shelf_of(state: State, is_history: bool) -> Shelf:
    """Where an alert lies. What is snoozed is snoozed, however old it is."""
    if state == "snoozed":
        return "snoozed"
    return "history" if is_history else "todo"


def is_asked_for(telling: Telling, state: State, is_history: bool, asked: Asked, names: Mapping[str, str]) -> bool:
    """Whether an alert is among what is asked for."""
    return (
        asked.shelf in ("all", shelf_of(state, is_history))
        and (not asked.kinds or telling.kind in asked.kinds)
        and (not asked.duties or telling.duty in asked.duties)
        and (not asked.states or state in asked.states)
        and (not asked.text or matches(asked.text, telling.citizen, names.get(telling.citizen, "")))
    )


def counts(items: Iterable[Item], shelf: Shelf = "todo") -> Counts:
    """How many there are to choose among, before any other choice."""
    every = list(items)
    shelves: Counter[Shelf] = Counter(shelf_of(item.stands.state, item.is_history) for item in every)
    shelves["all"] = len(every)
    some = [item for item in every if shelf in ("all", shelf_of(item.stands.state, item.is_history))]
    return Counts(
        alerts=len(some),
        citizens=len({item.telling.citizen for item in some}),
        kinds=dict(Counter(item.telling.kind for item in some)),
        duties=dict(Counter(item.telling.duty for item in some)),
        states=dict(Counter(item.stands.state for item in some)),
        shelves=dict(shelves),
    )


def matches(text: str, citizen: str, name: str) -> bool:
    """Whether every word typed stands in the name or the pseudonym; å and aa, æ and ae, ø and oe are the same."""
    found_in = f"{_plain(name)} {_plain(citizen)}"
    return all(word in found_in for word in _plain(text).split())


def _plain(text: str) -> str:
    """Small letters without accents, the Danish ones spelt out."""
    spelt = unicodedata.normalize("NFC", text).casefold().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
    return "".join(each for each in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(each))
