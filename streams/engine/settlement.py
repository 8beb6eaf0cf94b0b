"""The marker that stands first in every changelog batch; knows who wrote and what is settled, nothing of citizens.

`epoch` counts the owners that a partition has had; two that both found nothing of each other are told apart by the
group's `generation`, in which each became the owner. Batches are appended whole, so every record's writer is told by the
marker before it: a worker that lost the partition without noticing writes under an older epoch, and what it wrote after
its successor's first batch is recognised on recovery and left out.
`settled` is the changelog offset below which every alert has been acknowledged: only the outboxes of records at or after
it have to be sent again after a recovery.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from rules.civil import Instant
from streams.citizen.state import UNKNOWN_CLOCK

MARKER_KEY: Final = b"\x00settled"
"""No citizen's key: a pseudonym has no control characters."""


Owner: TypeAlias = tuple[int, int]


class UnreadableMarkerError(ValueError):
    """A marker that this version cannot read."""


class Settlement(msgspec.Struct, frozen=True, order=True):
    """A marker's value. `clock`: the instant of the last tick that was handled, in microseconds."""

    epoch: int
    generation: int
    settled: int
    clock: Instant

    @property
    def owner(self) -> Owner:
        """Who wrote it; a later owner is greater."""
        return self.epoch, self.generation


NOBODY: Final = Settlement(0, 0, 0, UNKNOWN_CLOCK)
"""Nothing was ever written."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Settlement)


def encode(settlement: Settlement) -> bytes:
    """The marker's value."""
    return _encoder.encode(settlement)


def decode(value: bytes) -> Settlement:
    """The marker in a value. Raises UnreadableMarkerError."""
    try:
        return _decoder.decode(value)
    except msgspec.MsgspecError as error:
        raise UnreadableMarkerError(f"changelog marker cannot be read: {error}") from error


class Ownership:
    """One owner's book on a changelog partition: what its batches begin with, and where they came to stand.

    `end`: the next offset, as far as this owner knows.
    """

    def __init__(self, before: Settlement, generation: int, end: int) -> None:
        """Take over: `before` is the last marker found, `end` the changelog's end up to which it was read."""
        self.end = end
        self._settlement = Settlement(before.epoch + 1, generation, before.settled, before.clock)
        self._marked: Settlement | None = None

    def head(self) -> tuple[bytes, bytes]:
        """The marker with which the next batch begins."""
        self._marked = self._settlement
        return MARKER_KEY, encode(self._settlement)

    def appended(self, first: int, after: int) -> range:
        """A batch of ours stands from `first` up to `after`; the offsets before it that somebody else has filled."""
        foreign = range(self.end, first)
        self.end = max(self.end, after)
        return foreign

    def settle(self, clock: Instant) -> None:
        """All that was appended is acknowledged and told, up to the tick at `clock`."""
        self._settlement = Settlement(*self._settlement.owner, self.end, clock)

    @property
    def is_marked(self) -> bool:
        """Whether the changelog says how far everything is settled."""
        return self._marked == self._settlement
