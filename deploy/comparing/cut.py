"""One partition as it stood at one moment, read from its topics in such an order that all of it can be compared; pure.

A partition is not held still to be looked at. What makes it one moment is the order of reading: first how far the
figures go, what is committed and where `alerts` ends; then the states, which hold at least all that went into those; then
the events, which hold at least all that went into the states. So nothing that is read first can be ahead of what is read
after it, unless something is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from deploy.comparing.figures import Published
from deploy.comparing.told import Told
from rules.civil import Instant
from rules.facts import Fact
from streams.engine.ports import UNKNOWN_CLOCK
from streams.engine.settlement import NOBODY, Settlement

Offsets: TypeAlias = tuple[int, ...]
"""A next offset of each source topic, in their order."""


class Event(NamedTuple):
    """A sound event: the index of its source topic, its offset there, and what it says."""

    topic: int
    offset: int
    fact: Fact


class Kept(NamedTuple):
    """A citizen's record in the changelog that counts; `joins`: facts of another one that it would have hidden."""

    value: bytes
    offset: int
    joins: tuple[Fact, ...] = ()


@dataclass(slots=True)
class Cut:
    """A partition's log and what stands there.

    - `done`: what was committed before the states were read; `ends`: how far the events were read.
    - `covered`: the source topics' ends in the tick of which the figures are; None: that tick is not kept any more.
    - `newest`: the newest tick on the clock topic.
    - `begins`: by full name, source topics and changelog that do not begin at their beginning any more, and where they do;
      `alerts_begin`: where `alerts` does.
    - `refused`: events that no worker takes in; `unreadable`: what on `alerts` and `municipal-partials` nobody can read.
    """

    number: int
    done: Offsets
    ends: Offsets
    covered: Offsets | None
    newest: Instant | None = None
    settlement: Settlement = NOBODY
    published: Published = field(default_factory=Published)
    events: dict[str, list[Event]] = field(default_factory=dict)
    states: dict[str, Kept] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    begins: dict[str, int] = field(default_factory=dict)
    alerts_begin: int = 0
    refused: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def as_of(self) -> Instant:
        """The tick of which the figures are, and by which everybody in the partition is judged."""
        return UNKNOWN_CLOCK if self.published.as_of is None else self.published.as_of

    def is_due(self, event: Event) -> bool:
        """Whether an event must be in the states: it counts as done, or the tick has judged it.

        One that the tick covers and that is registered after it waits in memory until offsets are noted.
        """
        if event.offset < self.done[event.topic]:
            return True
        return (
            self.covered is not None and event.offset < self.covered[event.topic] and event.fact.learnt_at <= self.as_of
        )

    @property
    def waiting(self) -> int:
        """How many offsets lie behind what is committed: events that the workers have not taken in, or have just."""
        return sum(max(0, end - done) for end, done in zip(self.ends, self.done, strict=True))
