"""One source partition's share of the municipal figures; knows counting states, neither Kafka nor other partitions.

Counts are absolute: a citizen's old contribution is taken away, the new one added. A new owner of the partition counts
the recovered states anew under a new epoch and publishes every group; until its first marker the aggregator goes on
with the old epoch's figures, and after it the old epoch's records mean nothing.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable
from typing import Final

from rules.civil import Instant
from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality.lanes import packed, unpacked
from streams.municipality.months import Month, month_text, window
from streams.municipality.records import (
    MARKER_GROUP,
    Group,
    GroupCounts,
    checksum,
    encode_counts,
    encode_marker,
    partial_key,
)

_NOTHING: Final = Today()


class _Counts:
    """What the citizens of one group in this partition add up to."""

    __slots__ = ("alerts", "citizens", "months", "open", "overdue", "standing")

    def __init__(self) -> None:
        self.citizens = 0
        self.standing = 0
        self.open: Counter[str] = Counter()
        self.overdue: Counter[str] = Counter()
        self.alerts: Counter[str] = Counter()
        self.months: Counter[Month] = Counter()

    def record(self, epoch: str, months: range) -> GroupCounts:
        """The record for the topic; months outside the window are left out."""
        return GroupCounts(
            epoch=epoch,
            citizens=self.citizens,
            measures=unpacked(self.standing),
            obligations={
                duty: (self.open[duty], self.overdue[duty])
                for duty in self.open.keys() | self.overdue.keys()
                if self.open[duty] or self.overdue[duty]
            },
            alerts={kind: n for kind, n in self.alerts.items() if n},
            months={month_text(m): unpacked(total) for m, total in self.months.items() if total and m in months},
        )


class PartitionCounts:
    """Counts of one source partition. Use: `rebuild` when the partition is taken over, `replace` for every state that
    changes, and `at_tick` after each handled tick, whose records go to `municipal-partials` in that order, into the
    partition of the same number.
    """

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self._epoch = ""
        self._groups: dict[Group, _Counts] = {}
        self._unpublished: set[Group] = set()
        self._published: OrderedDict[Group, int] = OrderedDict()
        self._digest = 0

    def rebuild(self, states: Iterable[CitizenState], epoch: str) -> None:
        """Count `states` from nothing; every group will be published at the next tick.

        `epoch` must never have been used for this partition before (say worker, generation and a random part):
        the aggregator ignores for good whatever comes under an epoch that was replaced. Raises ValueError without one.
        """
        if not epoch:
            raise ValueError("counts need an epoch of their own")
        self._epoch = epoch
        self._groups.clear()
        self._unpublished.clear()
        self._published.clear()
        self._digest = 0
        for state in states:
            self.replace(None, state)

    def replace(self, old: CitizenState | None, new: CitizenState | None) -> None:
        """Take one citizen's old contribution away and add the new one (None: there is none)."""
        before, after = (old.today if old else _NOTHING), (new.today if new else _NOTHING)
        if before != after:
            self._add_today(before, -1)
            self._add_today(after, +1)
        past, present = (old.months if old else ()), (new.months if new else ())
        if past != present:
            self._replace_months(past, present)

    def at_tick(self, as_of: Instant) -> list[tuple[bytes, bytes]]:
        """(key, value) of every group that changed since the last tick, and last the marker: figures as of this tick.

        One more group is published again at every tick, the one whose record is oldest, so that a record that was lost
        or overwritten on the topic is mended within as many ticks as there are groups. Raises CountBelowZeroError, and
        ValueError before the first `rebuild`.
        """
        if not self._epoch:
            raise ValueError("a partition's counts are published only after they were rebuilt under an epoch")
        due = sorted(self._unpublished)
        oldest = next((group for group in self._published if group not in self._unpublished), None)
        if oldest is not None:
            due.append(oldest)
        months = window(as_of)
        records = [self._publish(group, months) for group in due]
        self._unpublished.clear()
        marker = encode_marker(self._epoch, as_of, len(self._published), self._digest)
        return [*records, (partial_key(self.partition, MARKER_GROUP), marker)]

    def _publish(self, group: Group, months: range) -> tuple[bytes, bytes]:
        key = partial_key(self.partition, group)
        value = encode_counts(self._groups[group].record(self._epoch, months))
        added = checksum(key, value)
        self._digest += added - self._published.get(group, 0)
        self._published[group] = added
        self._published.move_to_end(group)
        return key, value

    def _of(self, standing: Standing) -> _Counts:
        group = Group(standing.municipality, standing.target_group)
        self._unpublished.add(group)
        counts = self._groups.get(group)
        if counts is None:
            counts = self._groups[group] = _Counts()
        return counts

    def _add_today(self, today: Today, sign: int) -> None:
        # Without a running benefit there is no group to count in, and nothing is open (contracts/outputs.md, Alerts).
        if today.standing is None:
            return
        counts = self._of(today.standing)
        counts.citizens += sign
        counts.standing += sign * packed(today.standing)
        for duty, is_open, overdue in today.obligations:
            counts.open[duty] += sign * is_open
            counts.overdue[duty] += sign * overdue
        for kind, is_open in today.alerts:
            counts.alerts[kind] += sign * is_open

    def _replace_months(
        self, past: tuple[tuple[Month, Standing], ...], present: tuple[tuple[Month, Standing], ...]
    ) -> None:
        before = dict(past)
        for month, standing in present:
            former = before.pop(month, None)
            if former == standing:
                continue
            if former is not None:
                self._of(former).months[month] -= packed(former)
            self._of(standing).months[month] += packed(standing)
        for month, former in before.items():
            self._of(former).months[month] -= packed(former)
