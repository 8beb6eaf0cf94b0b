"""The sample's events: whose they are, in which order, and cut at instants; knows no broker and no law."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rules.civil import Instant
from rules.facts import Fact
from streams.intake.address import address_of
from streams.intake.decode import Accepted, decode_line

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "lives-2016-2019.jsonl.gz"


class Event(NamedTuple):
    """A sound event: its line, where it belongs, and the fact in it."""

    line: bytes
    topic: str
    citizen: str
    fact: Fact

    @property
    def at(self) -> Instant:
        return self.fact.learnt_at


@lru_cache(maxsize=1)
def sample() -> tuple[Event, ...]:
    """The sample's sound events in the order of (time, id)."""
    with gzip.open(SAMPLE) as lines:
        events = [event_of(line.rstrip(b"\n")) for line in lines]
    return tuple(sorted(events, key=lambda event: (event.fact.learnt_at, event.fact.id)))


def event_of(line: bytes) -> Event:
    """The event in a line that is known to be sound."""
    intake = decode_line(line)
    assert isinstance(intake, Accepted), intake
    return Event(line, address_of(line, intake).topic, intake.citizen, intake.fact)


def lives(count: int, events: Sequence[Event] | None = None) -> list[Event]:
    """The events of the first `count` citizens of the sample."""
    events = sample() if events is None else events
    chosen = set(sorted({event.citizen for event in events})[:count])
    return [event for event in events if event.citizen in chosen]


def by_citizen(events: Iterable[Event]) -> dict[str, list[Fact]]:
    """The facts of each citizen."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for event in events:
        facts[event.citizen].append(event.fact)
    return facts


def chunks(events: Sequence[Event], instants: Sequence[Instant]) -> Iterator[tuple[list[Event], Instant]]:
    """The events before each instant and after the one before, with it; what is left goes with the last."""
    start = 0
    for instant in instants:
        end = start
        while end < len(events) and (events[end].at <= instant or instant == instants[-1]):
            end += 1
        yield list(events[start:end]), instant
        start = end
