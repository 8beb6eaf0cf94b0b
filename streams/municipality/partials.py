"""One source partition's share of the municipal figures; knows counting states, neither Kafka nor other partitions.

Counts are absolute: a citizen's old contribution is taken away, the new one added. A new owner of the partition counts
the recovered states anew under a new epoch and publishes every group; until its first marker the aggregator goes on
with the old epoch's figures, and after it the old epoch's records mean nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from rules.civil import Instant
from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality.months import Month, window
from streams.municipality.records import MARKER_GROUP, Group, checksum, encode_counts, encode_marker, partial_key
from streams.municipality.tally import Tally

_NOTHING: Final = Today()


class PartitionCounts:
    """Counts of one source partition. Use: `rebuild` when the partition is taken over, `replace` for every state that
    changes, and `at_tick` after each handled tick, whose records go to `municipal-partials` in that order, into the
    partition of the same number.
    """

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self._epoch = ""
        self._groups: dict[Group, Tally] = {}
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

    def _of(self, standing: Standing) -> Tally:
        group = Group(standing.municipality, standing.target_group)
        self._unpublished.add(group)
        tally = self._groups.get(group)
        if tally is None:
            tally = self._groups[group] = Tally()
        return tally

    def _add_today(self, today: Today, sign: int) -> None:
        # Without a running benefit there is no group to count in, and nothing is open (contracts/outputs.md, Alerts).
        if today.standing is not None:
            self._of(today.standing).add_today(today.standing, today, sign)

    def _replace_months(
        self, past: tuple[tuple[Month, Standing], ...], present: tuple[tuple[Month, Standing], ...]
    ) -> None:
        before = dict(past)
        for month, standing in present:
            former = before.pop(month, None)
            if former == standing:
                continue
            if former is not None:
                self._of(former).add_month(month, former, -1)
            self._of(standing).add_month(month, standing, +1)
        for month, former in before.items():
            self._of(former).add_month(month, former, -1)
