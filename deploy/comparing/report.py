"""What a comparison has found, and what it could not look at; adds up partitions, compares nothing."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

from rules.civil import Instant

ALERTS: Final = "open alerts, as the topic alerts tells them"
STATES: Final = "citizens' states in the changelog"
FIGURES: Final = "municipal figures, by partition, municipality and group"
KINDS: Final = (ALERTS, STATES, FIGURES)


class Status(IntEnum):
    """The exit status. 2 is that of whoever asked wrongly."""

    EQUAL = 0
    DIFFERS = 1
    NOT_ALL = 3
    """Nothing differs, but something could not be compared."""
    CUT_OFF = 5
    """The log does not begin at its beginning any more: nobody can say by it what must stand there."""


class Compared(msgspec.Struct, frozen=True):
    """How many there are in the replay, and how many are only in one of the two or not the same."""

    what: str
    number: int
    differing: int

    def __str__(self) -> str:
        return f"{self.number:>7,} {self.what}: {self.differing:,} differing"


class Difference(msgspec.Struct, frozen=True, order=True):
    """One thing that differs. `name`: a citizen, an alert or a group; `citizen`: whom to inspect, empty: nobody."""

    kind: str
    name: str
    how: str
    citizen: str = ""


class Gap(msgspec.Struct, frozen=True, order=True):
    """What could not be compared, why, and the remedy; `is_cut_off`: because the log is not whole."""

    why: str
    remedy: str
    is_cut_off: bool = False


class Part(msgspec.Struct):
    """Of one partition: how many were compared by kind, what differs, what was left out and why, and how far it had come.

    `as_of`: the last tick that was handled; `newest`: the last there is; `waiting`: events that were not yet committed;
    `undecided`: figures of which nobody can tell whether the tick has seen an event of theirs.
    """

    partition: int
    as_of: Instant | None = None
    newest: Instant | None = None
    events: int = 0
    refused: int = 0
    waiting: int = 0
    numbers: dict[str, int] = {}
    differences: list[Difference] = []
    gaps: list[Gap] = []
    undecided: frozenset[str] = frozenset()

    @property
    def is_compared(self) -> bool:
        """Whether there was something that could be compared."""
        return bool(self.numbers)

    def seen_again(self, later: Part) -> Part:
        """A later look at the same partition: what differs in both, and what neither could decide.

        A figure that differs in one look and could not be decided in the other was seen once only: it is not decided either.
        """
        before, now = ({(each.kind, each.name) for each in part.differences} for part in (self, later))
        lasting = [each for each in later.differences if (each.kind, each.name) in before]
        once = {name for kind, name in before ^ now if kind == FIGURES}
        undecided = (self.undecided | once) & (later.undecided | once) & (self.undecided | later.undecided)
        numbers = dict(later.numbers)
        if numbers:
            numbers[FIGURES] = numbers.get(FIGURES, 0) + len(later.undecided - undecided)
        return msgspec.structs.replace(later, differences=lasting, undecided=undecided, numbers=numbers)


class Report(msgspec.Struct, frozen=True):
    """All partitions that were looked at, in the order of their numbers; `workers`: how many there were, None: nobody asked."""

    lawbook: str
    parts: tuple[Part, ...]
    workers: int | None = None

    @property
    def compared(self) -> tuple[Compared, ...]:
        """One for each kind of thing."""
        return tuple(
            Compared(
                kind,
                sum(part.numbers.get(kind, 0) for part in self.parts),
                sum(each.kind == kind for part in self.parts for each in part.differences),
            )
            for kind in KINDS
        )

    @property
    def differences(self) -> list[Difference]:
        return sorted(each for part in self.parts for each in part.differences)

    @property
    def gaps(self) -> dict[Gap, list[int]]:
        """What could not be compared → in which partitions."""
        found: dict[Gap, list[int]] = {}
        for part in self.parts:
            for gap in part.gaps:
                found.setdefault(gap, []).append(part.partition)
        return found

    @property
    def status(self) -> Status:
        """A difference is the worse news: whatever else could not be looked at, it stands."""
        if self.differences:
            return Status.DIFFERS
        if any(gap.is_cut_off for gap in self.gaps):
            return Status.CUT_OFF
        return Status.NOT_ALL if self.gaps or any(part.undecided for part in self.parts) else Status.EQUAL
