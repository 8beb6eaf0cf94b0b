"""What one partition's citizens add up to, held against what its worker has published; knows sums, no topic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict, replace

from rules.civil import Instant
from streams.month import window
from streams.municipality.epochs import Commit, PartitionEpochs
from streams.municipality.records import Group, GroupCounts, Marker, checksum, decode_partial
from streams.municipality.tally import Tally

_NOTHING: Final = GroupCounts("")


def said(tallies: Mapping[Group, Tally], at: Instant) -> dict[Group, GroupCounts]:
    """What tallies say at a tick, by group; a group of which nothing is counted is left out.

    Not what was known at past month ends, nor when a group was last heard of: citizens' states know neither.
    """
    records = {group: replace(tally.record("", window(at)), stated={}, heard=UNSET) for group, tally in tallies.items()}
    return {group: record for group, record in records.items() if record != _NOTHING}


def differing_groups(
    ours: Mapping[Group, GroupCounts], theirs: Mapping[Group, GroupCounts]
) -> dict[Group, tuple[str, ...]]:
    """The groups that are only in one of the two or not the same there, with the fields in which they differ."""
    return {
        group: _fields(ours.get(group, _NOTHING), theirs.get(group, _NOTHING))
        for group in sorted(ours.keys() | theirs.keys())
        if ours.get(group) != theirs.get(group)
    }


def _fields(one: GroupCounts, other: GroupCounts) -> tuple[str, ...]:
    theirs = asdict(other)
    return tuple(name for name, value in asdict(one).items() if value != theirs[name])


class Published(msgspec.Struct):
    """One partition's records of `municipal-partials`, taken in their order.

    `as_of`: the newest tick of which its figures are there in full, None: there is none; `tallies`: those figures.
    `is_whole`: nothing is missing that the last marker names.
    """

    as_of: Instant | None = None
    tallies: dict[Group, Tally] = {}
    epochs: PartitionEpochs = msgspec.field(default_factory=PartitionEpochs)

    @property
    def is_whole(self) -> bool:
        return not self.epochs.incomplete

    def take(self, key: bytes, value: bytes) -> None:
        """One record. Raises UnreadablePartialError and ValueError."""
        _, group, record = decode_partial(key, value)
        if not isinstance(record, Marker):
            self.epochs.take(record.epoch, group, Tally.of(record), checksum(key, value))
        elif (commit := self.epochs.cover(record)) is not None:
            self._apply(commit)

    def _apply(self, commit: Commit) -> None:
        if commit.replaces_all:
            self.tallies.clear()
        self.tallies.update(commit.tallies)
        self.as_of = commit.as_of
