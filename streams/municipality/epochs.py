"""Which of a partition's records count; knows epochs, markers and checksums, not what the figures say.

Records are held back until a marker vouches for them, so that a reader sees a partition tick by tick and never half a
new owner's publication. A marker that does not agree with the records held (one was lost, overwritten by a worker that
lost the partition, or compacted away before this reader came) changes nothing: the last figures stand until one agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from rules.civil import Instant
from streams.month import Month
from streams.municipality.records import Group, Marker
from streams.municipality.tally import Tally

MOST_EPOCHS: Final = 4
"""Epochs remembered beside the current one; more than two mean owners that died before their first marker."""
PATIENCE: Final = 3
"""Markers in a row, with none of the current epoch between, by which an epoch that was replaced is believed again."""


@dataclass(slots=True)
class Commit:
    """One partition's change of figures that a marker vouched for.

    `tallies`: the groups that changed, or with `replaces_all` all there are (a new epoch). `stated`: the months of
    which the tallies hold what was known at their end.
    """

    as_of: Instant
    replaces_all: bool
    tallies: dict[Group, Tally]
    stated: frozenset[Month] = frozenset()

    @property
    def weight(self) -> int:
        """What it takes to keep this commit, in tallies."""
        return 1 + len(self.tallies)

    def join(self, later: Commit) -> None:
        """Become one commit with the one after it."""
        self.as_of, self.stated = later.as_of, later.stated
        if later.replaces_all:
            self.replaces_all, self.tallies = True, later.tallies
        else:
            self.tallies.update(later.tallies)


@dataclass(slots=True)
class _Epoch:
    """One owner's last record of each group, with its checksum, and the groups that no marker has covered yet."""

    tallies: dict[Group, Tally] = field(default_factory=dict)
    checksums: dict[Group, int] = field(default_factory=dict)
    digest: int = 0
    uncovered: set[Group] = field(default_factory=set)

    def take(self, group: Group, tally: Tally, checksum: int) -> None:
        self.digest += checksum - self.checksums.get(group, 0)
        self.checksums[group] = checksum
        self.tallies[group] = tally
        self.uncovered.add(group)

    def agrees_with(self, marker: Marker) -> bool:
        return len(self.checksums) == marker.groups and marker.is_of(self.digest)


class PartitionEpochs:
    """The records of one source partition, in their order on the topic.

    A new owner's epoch stands from its first marker that agrees. An epoch that was replaced stands again only if its
    owner goes on while the successor is silent: a worker that lost the partition and does not know it writes a little
    under its old epoch, but beside its successor.
    """

    def __init__(self) -> None:
        self._epochs: dict[str, _Epoch] = {}
        self._current: str | None = None
        self._claims: dict[str, int] = {}
        self.incomplete = False
        """The last marker of the current or of a new epoch did not agree with the records: some are missing."""

    @property
    def remembered(self) -> int:
        """How many epochs' records are kept."""
        return len(self._epochs)

    def take(self, epoch: str, group: Group, tally: Tally, checksum: int) -> None:
        """One group's counts; they wait for a marker."""
        self._of(epoch).take(group, tally, checksum)

    def cover(self, marker: Marker) -> Commit | None:
        """What the marker makes valid; None if it is a replaced epoch's or if records are missing.

        Raises ValueError for a marker whose instant or months are none.
        """
        name, as_of, stated = marker.epoch, marker.as_of_instant(), marker.stated_months()
        epoch = self._of(name)
        agrees = epoch.agrees_with(marker)
        if name in self._claims and not self._is_believed_again(name, agrees):
            return None
        self.incomplete = not agrees
        if name == self._current:
            self._claims = dict.fromkeys(self._claims, 0)
        if not agrees:
            return None
        replaces_all = name != self._current
        groups = epoch.tallies.keys() if replaces_all else epoch.uncovered
        commit = Commit(as_of, replaces_all, {group: epoch.tallies[group] for group in groups}, stated)
        epoch.uncovered = set()
        if replaces_all:
            self._make_current(name)
        return commit

    def _is_believed_again(self, name: str, agrees: bool) -> bool:
        self._claims[name] = self._claims[name] + 1 if agrees else 0
        return self._claims[name] >= PATIENCE

    def _make_current(self, name: str) -> None:
        if self._current is not None:
            self._claims[self._current] = 0
        self._claims.pop(name, None)
        self._current = name

    def _of(self, name: str) -> _Epoch:
        """The epoch, now the one last heard of; those that have long been silent are forgotten."""
        epoch = self._epochs.pop(name, None)
        if epoch is None:
            epoch = _Epoch()
            others = [other for other in self._epochs if other != self._current]
            for silent in others[: max(len(others) - MOST_EPOCHS + 1, 0)]:
                del self._epochs[silent]
        self._epochs[name] = epoch
        return epoch
