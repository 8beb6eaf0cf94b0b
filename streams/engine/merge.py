"""One changelog partition read back into states; knows which record counts, neither Faust nor the broker.

Not the last record of a citizen counts but the last one of the rightful owner. What a worker wrote after it had lost the
partition is told by the epoch of the batch's marker and left out; what it wrote before its successor's first batch yields
to what the successor writes, who reads the events that it was about from the committed offsets. Where compaction has
taken the markers away, the record with the higher source offsets stands; if neither is ahead in everything, the facts of
the other are kept to be joined: facts are a set, so nothing is lost and nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec.structs import replace

from streams.engine import settlement
from streams.engine.due import Key
from streams.engine.partition import Partition
from streams.engine.ports import Form, Record, UnreadableStateError
from streams.engine.reader import RESTORE
from streams.engine.settlement import MARKER_KEY, NOBODY, Owner, Settlement, UnreadableMarkerError

REMEDY: Final = (
    "Nothing was judged and nothing committed. Remedy: run the release that wrote it, or a newer one; if it is damaged, or no "
    f"release of Rettidig wrote it, see who else writes there, and {RESTORE}"
)


@dataclass(slots=True)
class Merge:
    """The states of partition `number`, while its changelog is read from the beginning. Only those that count are decoded.

    `impossible`: up to where the last marker says that all is settled, if that lies beyond it. It is not believed: what may
    not have been told is told again.
    """

    number: int
    form: Form[Any, Any]
    settlement: Settlement = NOBODY
    values: dict[Key, bytes] = field(default_factory=dict)
    written_at: dict[Key, int] = field(default_factory=dict)
    joins: dict[Key, list[Any]] = field(default_factory=dict)
    repairs: set[Key] = field(default_factory=set)
    impossible: int | None = None
    _writer: Owner = NOBODY.owner
    _copied: Owner = NOBODY.owner
    _owned_since: int = 0
    _offset: int = 0

    def absorb(self, records: Iterable[Record]) -> None:
        """Take in consecutive changelog records. Raises UnreadableStateError and UnreadableMarkerError."""
        with self._named():
            for record in records:
                self._absorb(record)

    def _absorb(self, record: Record) -> None:
        key, value, self._offset = record.key, record.value, record.offset
        if key is None:
            return
        if key == MARKER_KEY:
            self._mark(settlement.decode(value or b""), record.offset)
        elif self._writer < self.settlement.owner:
            self.repairs.add(key)
        elif value is None:
            self.values.pop(key, None)
            self.written_at.pop(key, None)
        else:
            self._take(key, value, record.offset)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """What cannot be read is said with its place."""
        try:
            yield
        except (UnreadableStateError, UnreadableMarkerError) as error:
            place = f"partition {self.number} of the changelog, offset {self._offset}"
            raise type(error)(f"{place}: {error}. {REMEDY}") from error

    def _mark(self, marker: Settlement, offset: int) -> None:
        if marker.owner > self.settlement.owner:
            self._owned_since = offset
        self._writer = marker.owner
        if not marker.is_possible_at(offset):
            self.impossible, self._copied = marker.settled, max(self._copied, marker.owner)
            self.settlement = replace(self.settlement, settled=0)
        if marker.owner <= self._copied:
            marker = replace(marker, settled=0)  # also where it may be so: what it counts are offsets of another log
        else:
            self.impossible = None
        if self.settlement.is_before(marker):
            self.settlement = marker

    def _take(self, key: Key, value: bytes, offset: int) -> None:
        before = self.values.get(key)
        if before is None or self.written_at[key] < self._owned_since or self._is_ahead(value, before):
            self.values[key], self.written_at[key] = value, offset
            self.repairs.discard(key)
            return
        self.repairs.add(key)
        if not self._is_ahead(before, value):
            self.joins.setdefault(key, []).extend(self.form.decode_facts(value))

    def into(self, partition: Partition) -> Iterator[None]:
        """Hand everything over to a fresh partition and build its index; yields often, so that others get their turn.

        Raises UnreadableStateError, also for states whose facts and alerts are only unpacked when they are touched.
        """
        partition.clock = self.settlement.clock
        with self._named():
            yield from partition.recover(self._winners())
        if self.settlement.judges_anew:
            partition.judge_anew(self.settlement.law_before)
        for key, facts in self.joins.items():
            partition.rejoin(key, facts)
            yield
        for key in self.repairs:
            partition.rewrite(key)

    def _winners(self) -> Iterator[tuple[Key, bytes, bool]]:
        while self.values:  # what has been handed over need not be kept twice
            key, value = self.values.popitem()
            self._offset = self.written_at.pop(key)
            yield key, value, self._offset < self.settlement.settled

    def _is_ahead(self, value: bytes, of: bytes) -> bool:
        """Whether one record of a citizen has read at least as far as another one. Raises UnreadableStateError."""
        return all(map(int.__ge__, self.form.decode_offsets(value), self.form.decode_offsets(of)))
