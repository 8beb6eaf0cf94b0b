"""Which of a partition's records count; knows epochs, markers and checksums, not what the figures say.

Records are held back until a marker vouches for them, so that a reader sees a partition tick by tick and never half a
new owner's publication. A marker that does not agree with the records held (one was lost, overwritten by a worker that
lost the partition, or compacted away before this reader came) changes nothing: the last figures stand until one agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from rules.civil import Instant
from streams.municipality.records import Group, Marker
from streams.municipality.tally import Tally

MOST_EPOCHS: Final = 4
"""Epochs kept while they wait for a first marker that agrees; more than two mean workers that died half-way."""


@dataclass(slots=True)
class Commit:
    """One partition's change of figures that a marker vouched for.

    `tallies`: the groups that changed, or with `replaces_all` all there are (a new epoch).
    """

    as_of: Instant
    replaces_all: bool
    tallies: dict[Group, Tally]

    @property
    def weight(self) -> int:
        """What it takes to keep this commit, in tallies."""
        return 1 + len(self.tallies)

    def join(self, later: Commit) -> None:
        """Become one commit with the one after it."""
        self.as_of = later.as_of
        if later.replaces_all:
            self.replaces_all, self.tallies = True, later.tallies
        else:
            self.tallies.update(later.tallies)


@dataclass(slots=True)
class _Epoch:
    """One owner's records: checksums of all of them, and the tallies that no marker has covered yet."""

    checksums: dict[Group, int] = field(default_factory=dict)
    digest: int = 0
    uncovered: dict[Group, Tally] = field(default_factory=dict)

    def take(self, group: Group, tally: Tally, checksum: int) -> None:
        self.digest += checksum - self.checksums.get(group, 0)
        self.checksums[group] = checksum
        self.uncovered[group] = tally

    def agrees_with(self, marker: Marker) -> bool:
        return len(self.checksums) == marker.groups and self.digest == marker.digest


class PartitionEpochs:
    """The records of one source partition, in their order on the topic.

    An epoch that was replaced is retired for good: what its owner still writes, late or as a zombie, is ignored.
    """

    def __init__(self) -> None:
        self._epochs: dict[str, _Epoch] = {}
        self._retired: set[str] = set()
        self._current: str | None = None
        self.incomplete = False
        """The last marker of a living epoch did not agree with the records: some are missing."""

    def take(self, epoch: str, group: Group, tally: Tally, checksum: int) -> None:
        """One group's counts; they wait for a marker."""
        if epoch not in self._retired:
            self._of(epoch).take(group, tally, checksum)

    def cover(self, marker: Marker) -> Commit | None:
        """What the marker makes valid; None if it is a retired epoch's or if records are missing.

        Raises UnreadablePartialError for a marker without an instant.
        """
        name, as_of = marker.epoch, marker.as_of_instant
        if name in self._retired:
            return None
        epoch = self._of(name)
        self.incomplete = not epoch.agrees_with(marker)
        if self.incomplete:
            return None
        replaces_all = name != self._current
        if replaces_all:
            self._retire_current()
            self._current = name
        tallies, epoch.uncovered = epoch.uncovered, {}
        return Commit(as_of, replaces_all, tallies)

    def _of(self, name: str) -> _Epoch:
        epoch = self._epochs.get(name)
        if epoch is None:
            epoch = self._epochs[name] = _Epoch()
            waiting = [other for other in self._epochs if other != self._current]
            for forgotten in waiting[: -(MOST_EPOCHS - 1)]:
                # Forgotten, not retired: should its owner live after all, publishing again mends it.
                del self._epochs[forgotten]
        return epoch

    def _retire_current(self) -> None:
        if self._current is not None:
            del self._epochs[self._current]
            self._retired.add(self._current)
