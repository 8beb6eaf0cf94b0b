"""The marker that stands first in every changelog batch; knows who wrote and what is settled, nothing of citizens.

`epoch` counts the owners that a partition has had; two that both found nothing of each other are told apart by the
group's `generation`, in which each became the owner. Batches are appended whole, so every record's writer is told by the
marker before it: a worker that lost the partition without noticing writes under an older epoch, and what it wrote after
its successor's first batch is recognised on recovery and left out.
`settled` is the changelog offset below which every alert has been acknowledged: only the outboxes of records at or after
it have to be sent again after a recovery.
`laws` are the laws by which the partition's citizens were ever judged, the one in force last. The first batch under another
law says so before anything is judged by it, and that everybody must be judged anew; so the next owner knows whether that is
done, and a worker whose law was replaced cannot undo it.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from rules.civil import Instant
from streams.complaints import ToldOnce
from streams.engine.ports import UNKNOWN_CLOCK

MARKER_KEY: Final = b"\x00settled"
"""No citizen's key: a pseudonym has no control characters."""


Owner: TypeAlias = tuple[int, int]


MOST_LAWS: Final = 16
"""Laws remembered: those of some years of releases."""


class UnreadableMarkerError(ToldOnce):
    """A marker that this version cannot read."""


class LaterOwnerError(ToldOnce):
    """The changelog names a later owner than the worker whom the group counts on."""


class LawReplacedError(ToldOnce):
    """A worker's law was replaced by another one already: it must not judge by it."""


class Settlement(msgspec.Struct, frozen=True):
    """A marker's value.

    - `clock`: the instant of the last tick that was handled, in microseconds.
    - `laws`: versions of the law, oldest first; none are known of releases that did not note them.
    - `judges_anew`: somebody may still be judged by another law than the last of them.
    """

    epoch: int
    generation: int
    settled: int
    clock: Instant
    laws: tuple[int, ...] = ()
    judges_anew: bool = False

    @property
    def owner(self) -> Owner:
        """Who wrote it; a later owner is greater."""
        return self.epoch, self.generation

    def is_possible_at(self, offset: int) -> bool:
        """Whether a marker there can say so: what is settled was written before it. In a log that was copied it may not be."""
        return self.settled <= offset

    @property
    def law_before(self) -> int:
        """The version of the law that the last one has replaced; 0: none, or it is not known."""
        return self.laws[-2] if len(self.laws) > 1 else 0

    def is_before(self, other: Settlement) -> bool:
        """Whether another marker is at least as late a word: of a later owner, or of the same and as far on."""
        return (*self.owner, self.settled, self.clock) <= (*other.owner, other.settled, other.clock)

    def under(self, law: int, undoes: int | None = None) -> Settlement:
        """What holds for an owner who judges by a law (0: laws are not told apart).

        A law that was replaced comes back only over the one that it `undoes`. Raises LawReplacedError.
        """
        if law in (0, *self.laws[-1:]):
            return self
        if law in self.laws and undoes != self.laws[-1]:
            raise LawReplacedError(
                f"it is judged by lawbook {self.laws[-1]:08x}, which has replaced lawbook {law:08x} of this worker. Remedy: "
                f"start this worker with the newer release or lawbook; to go back to {law:08x} on purpose, start all "
                f"workers with it and with RETTIDIG_LAWBOOK_UNDOES={self.laws[-1]:08x}"
            )
        laws = (*(known for known in self.laws if known != law), law)[-MOST_LAWS:]
        return replace(self, laws=laws, judges_anew=self != NOBODY)


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
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadableMarkerError(f"changelog marker cannot be read: {error}") from error


def _owner_of(marker: bytes | None) -> Owner | None:
    try:
        return decode(marker or b"").owner
    except UnreadableMarkerError:
        return None


class Ownership:
    """One owner's book on a changelog partition: what its batches begin with, and where they came to stand.

    `end`: the next offset, as far as this owner knows. `is_first`: the changelog names no owner before.
    """

    def __init__(self, before: Settlement, generation: int, end: int) -> None:
        """Take over: `before` is the last marker found, `end` the changelog's end up to which it was read."""
        self.end = end
        self.is_first = before.epoch == NOBODY.epoch
        self._settlement = replace(before, epoch=before.epoch + 1, generation=generation)
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

    def settle(self, clock: Instant, *, judges_anew: bool = False) -> None:
        """All that was appended is acknowledged and told, up to the tick at `clock`; see Settlement."""
        self._settlement = replace(self._settlement, settled=self.end, clock=clock, judges_anew=judges_anew)

    def yields_to(self, marker: bytes | None) -> bool:
        """Whether a marker that somebody wrote is a later owner's. One that can't be read is nobody's."""
        owner = _owner_of(marker)
        return owner is not None and owner > self._settlement.owner

    def is_ours(self, marker: bytes | None) -> bool:
        """Whether this owner wrote a marker: a batch that was tried again can stand there more than once."""
        return _owner_of(marker) == self._settlement.owner

    @property
    def settlement(self) -> Settlement:
        """What the next batch begins with."""
        return self._settlement

    @property
    def is_known(self) -> bool:
        """Whether the changelog knows of this owner: before that nothing of what the owner did may be committed."""
        return self._marked is not None

    @property
    def is_marked(self) -> bool:
        """Whether the changelog says how far everything is settled."""
        return self._marked == self._settlement
