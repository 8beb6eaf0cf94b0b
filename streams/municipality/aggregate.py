"""All partitions' counts summed per municipality and target group; knows sums and how far they are complete, not Kafka.

Partitions run at their own pace, but a sum of one partition's today and another's yesterday is nobody's figure. So what
a partition has published is queued and taken in tick by tick, as far as every partition has come.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from rules.civil import Instant
from streams.month import Month
from streams.municipality.epochs import Commit, PartitionEpochs
from streams.municipality.lanes import unpacked
from streams.municipality.records import Group, Marker, Shares, UnreadablePartialError, checksum, decode_partial
from streams.municipality.tally import Tally

MOST_QUEUED: Final = 4_000
"""Tallies queued for one partition while another lags; beyond it ticks are joined, so that memory stays bounded."""


@dataclass(slots=True)
class _Partition:
    """One source partition: its epochs, what waits for the others, and what is in the sums."""

    epochs: PartitionEpochs = field(default_factory=PartitionEpochs)
    queue: deque[Commit] = field(default_factory=deque)
    applied: dict[Group, Tally] = field(default_factory=dict)
    applied_at: Instant | None = None
    stated: frozenset[Month] = frozenset()
    latest: Instant | None = None
    queued: int = 0

    def enqueue(self, commit: Commit) -> None:
        """Queue a commit. An owner that starts further back takes back what was queued beyond it."""
        while commit.replaces_all and self.queue and self.queue[-1].as_of >= commit.as_of:
            self.queued -= self.queue.pop().weight
        if self.queue and self.queued > MOST_QUEUED:
            self.queued -= self.queue[-1].weight
            self.queue[-1].join(commit)
        else:
            self.queue.append(commit)
        self.queued += self.queue[-1].weight
        self.latest = commit.as_of

    def dequeue(self) -> Commit:
        """The commit to be taken in next."""
        commit = self.queue.popleft()
        self.queued -= commit.weight
        return commit


class Aggregate:
    """The sums, fed with records in each partition's order.

    `known` are all groups that any record ever named, and `kinds` and `duties` (by target group) all that were ever
    open: their figures are 0, not unknown, when nothing is counted any more. `unjudged` are the groups' months whose
    sums changed since somebody removed them from the set.
    """

    def __init__(self, partitions: int) -> None:
        self._partitions = tuple(_Partition() for _ in range(partitions))
        self.sums: dict[Group, Tally] = {}
        self.known: set[Group] = set()
        self.kinds: set[str] = set()
        self.duties: dict[str, set[str]] = {}
        self.unjudged: set[tuple[Group, Month]] = set()

    def take(self, key: bytes, value: bytes) -> None:
        """One record of `municipal-partials`. Raises UnreadablePartialError; nothing is changed then."""
        number, group, record = decode_partial(key, value)
        if number >= len(self._partitions):
            raise UnreadablePartialError(f"record of partition {number}, but there are {len(self._partitions)}")
        partition = self._partitions[number]
        try:
            if isinstance(record, Marker):
                commit = partition.epochs.cover(record)
                if commit is not None:
                    partition.enqueue(commit)
                return
            tally = Tally.of(record)
        except ValueError as error:
            raise UnreadablePartialError(
                f"record of {key.decode()} names an instant or a month that is none"
            ) from error
        self.known.add(group)
        self.kinds.update(record.alerts)
        self.duties.setdefault(group.target_group, set()).update(record.obligations)
        partition.epochs.take(record.epoch, group, tally, checksum(key, value))

    def step(self) -> bool:
        """Take in the next instant that every partition has reached; False if there is none.

        A partition's first commit is taken in at once: there are no figures without it.
        """
        fresh = [partition for partition in self._partitions if partition.applied_at is None and partition.queue]
        for partition in fresh:
            self._apply_next(partition)
        reached = self._reached()
        if reached is None:
            return bool(fresh)
        waiting = [p.queue[0].as_of for p in self._partitions if p.queue and p.queue[0].as_of <= reached]
        if not waiting:
            return bool(fresh)
        upto = min(waiting)
        for partition in self._partitions:
            while partition.queue and partition.queue[0].as_of <= upto:
                self._apply_next(partition)
        return True

    @property
    def progress(self) -> tuple[Instant | None, ...]:
        """For each partition the tick of which its figures are in the sums; None: it has no figures yet."""
        return tuple(partition.applied_at for partition in self._partitions)

    @property
    def as_of(self) -> Instant | None:
        """The instant up to which every figure is complete; None while a partition was never heard of in full."""
        return _earliest(self.progress)

    @property
    def includes_until(self) -> Instant | None:
        """The latest instant of which a partition's figures are in the sums."""
        return max((at for at in self.progress if at is not None), default=None)

    @property
    def newest(self) -> Instant | None:
        """The newest tick of which any partition has published figures in full, also where they wait for others."""
        return max((p.latest for p in self._partitions if p.latest is not None), default=None)

    @property
    def settled(self) -> bool:
        """No partition's figures are ahead of what all have reached (they may be after a start, for a tick)."""
        reached, until = self._reached(), self.includes_until
        return reached is not None and until is not None and until <= reached

    @property
    def unheard(self) -> tuple[int, ...]:
        """The partitions without figures: none published, or not in full."""
        return tuple(number for number, p in enumerate(self._partitions) if p.latest is None)

    @property
    def queued(self) -> int:
        """Tallies that wait for partitions that lag."""
        return sum(partition.queued for partition in self._partitions)

    @property
    def incomplete(self) -> tuple[int, ...]:
        """The partitions whose last marker named records that never came; their last full figures stand."""
        return tuple(number for number, p in enumerate(self._partitions) if p.epochs.incomplete)

    def month_shares(self, group: Group, month: Month) -> Shares:
        """The summed measures at a month end as known now; those in which nobody is counted are left out."""
        tally = self.sums.get(group)
        return unpacked(tally.months[month]) if tally else {}

    def stated_shares(self, group: Group, month: Month) -> Shares | None:
        """The same as it was known at the month's end; None if some partition does not tell (any more)."""
        if any(month not in partition.stated for partition in self._partitions):
            return None
        tally = self.sums.get(group)
        return unpacked(tally.stated[month]) if tally else {}

    def _reached(self) -> Instant | None:
        return _earliest(tuple(partition.latest for partition in self._partitions))

    def _apply_next(self, partition: _Partition) -> None:
        commit = partition.dequeue()
        if commit.replaces_all:
            for group in partition.applied.keys() - commit.tallies.keys():
                self._exchange(partition, group, None)
        for group, tally in commit.tallies.items():
            self._exchange(partition, group, tally)
        partition.applied_at, partition.stated = commit.as_of, commit.stated

    def _exchange(self, partition: _Partition, group: Group, tally: Tally | None) -> None:
        sums = self.sums.setdefault(group, Tally())
        changed = sums.exchange(partition.applied.pop(group, None), tally)
        if tally is not None:
            partition.applied[group] = tally
        self.unjudged.update((group, month) for month in changed)


def _earliest(instants: tuple[Instant | None, ...]) -> Instant | None:
    known = [at for at in instants if at is not None]
    return min(known) if known and len(known) == len(instants) else None
