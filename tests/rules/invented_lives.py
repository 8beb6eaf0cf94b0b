"""Lives of the twins' generator as facts, and ways to assess them like the command does; decides nothing.

Seeded, so that a failure can be had again: `LIVES_SEED=7 LIVES=5000 pytest tests/rules/test_against_the_twin.py`.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from rules.answer import answer
from rules.assess import assess
from rules.case import Dossier, dossier
from rules.civil import Day, Instant
from rules.facts import Fact
from rules.history import history
from rules.next_change import next_change_on
from streams.intake.decode import Accepted, decode_line
from tests.rules.builders import book
from tests.twins.lives import Event, random_day, random_life

SEED: Final = int(os.environ.get("LIVES_SEED", "20180409"))
TIMES: Final = int(os.environ.get("LIVES", "0"))
"""How many lives each test takes instead of its own small number."""


def seeds(count: int) -> list[int]:
    """The seeds of as many lives, or of LIVES."""
    return [SEED * 1_000_003 + index for index in range(TIMES or count)]


def life_of(seed: int) -> tuple[list[Event], random.Random]:
    """One life and the dice to go on with."""
    rng = random.Random(seed)
    return random_life(rng), rng


def facts_of(events: Sequence[Event]) -> list[Fact]:
    """The facts of wire events, by way of the real intake."""
    facts = []
    for event in events:
        taken = decode_line(json.dumps(event).encode())
        assert isinstance(taken, Accepted), (taken, event)
        facts.append(taken.fact)
    return facts


def ready(events: Sequence[Event], known_at: Instant | None = None) -> Dossier | None:
    """The dossier of wire events; None where nothing is known."""
    known = history(facts_of(events), known_at)
    return dossier(known, book()) if known.known else None


def said(made: Dossier | None, on: Day, *, next_change: bool = False) -> dict[str, Any] | None:
    """The command's object for a day, read back from its JSON."""
    if made is None:
        return None
    assessed = assess(made, on)
    whole = answer("c1", assessed, next_change_on(made, assessed) if next_change else None)
    read: dict[str, Any] = json.loads(json.dumps(whole))
    return read


def some_days(life: list[Event], rng: random.Random, count: int) -> Iterator[date]:
    """Days near the life's own dates, and the day after each."""
    for _ in range(count):
        on = random_day(rng, life)
        yield from (on, on + timedelta(days=1))


def story(life: Sequence[Event]) -> str:
    """A life in the order in which it was told, for the message of a failure."""
    told = sorted(life, key=lambda event: str(event["time"]))
    return "\n".join(
        f"{e['time']} {e['id']} {e['type']} {json.dumps(e['data'])} {e.get('supersedes', '')}" for e in told
    )
