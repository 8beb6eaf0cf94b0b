"""One source partition's share of the municipal figures; knows counting states, neither Kafka nor other partitions.

Counts are absolute: a citizen's old contribution is taken away, the new one added. A new owner of the partition counts
the recovered states anew under a new epoch and publishes every group; until its first marker the aggregator goes on
with the old epoch's figures, and after it the old epoch's records mean nothing.

A month's sum is whole only when a tick has passed its end, because citizens about whom nothing changed are not touched
then: their standing of today becomes their standing of the month. Until then `Tally.months` holds, for the citizens
whose own clock is past that end, only by how much they differ from today.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rules.civil import Instant, civil_day
from streams.citizen.state import CitizenState, Glance, Standing, Today, at_a_glance, newest_judged
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import WINDOW_MONTHS, Month, month_of, window
from streams.municipality.census import Census
from streams.municipality.month_ends import MonthEnds, is_same, month_ends
from streams.municipality.records import MARKER_GROUP, Group, checksum, encode_counts, encode_marker, partial_key
from streams.municipality.tally import Tally

_NOTHING: Final = Today()


class PartitionCounts:
    """Counts of one source partition. Use: `rebuild` when the partition is taken over, `replace` for every state that
    changes, and `at_tick` after each handled tick, whose records go to `municipal-partials` in that order, into the
    partition of the same number.

    `_running` is the first month whose end no tick has passed. `_stated` are the months that ended last, of which
    `Tally.stated` holds the sums as they were known at their end. `_in_sight` is the first month that was left out of the
    records, because the tick stood in it or before.
    """

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self._begin("")

    def _begin(self, epoch: str) -> None:
        self._epoch = epoch
        self._running: Month | None = None
        self._in_sight: Month | None = None
        self._stated = range(0)
        self._is_passing_known = True
        self._groups: dict[Group, Tally] = {}
        self._unpublished: set[Group] = set()
        self._published: OrderedDict[Group, int] = OrderedDict()
        self._digest = 0

    def rebuild(self, states: Iterable[CitizenState], epoch: str, clock: Instant | None = None) -> None:
        """`rebuilding` at one go, from whole states."""
        for _ in self.rebuilding(map(at_a_glance, states), epoch, clock):
            pass

    def rebuilding(self, glances: Iterable[Glance], epoch: str, clock: Instant | None = None) -> Iterator[None]:
        """Count states from nothing, yielding after each; when it ends, every group will be published at the next tick.

        `epoch` must never have been used for this partition before (say worker, generation and a random part): an
        epoch that was replaced is not believed again while its successor lives. `clock`: the last tick that was handled
        by the owner before (UNKNOWN_CLOCK: none ever was); without it, what was known at the month ends up to the next
        tick is not stated, nor is it of the month ends before: only the owner before knew. Raises ValueError without an
        epoch.
        """
        if not epoch:
            raise ValueError("counts need an epoch of their own")
        self._begin(epoch)
        census = Census()
        for seen in glances:
            census.count(seen)
            yield
        if clock is not None and clock != UNKNOWN_CLOCK:
            census.reach(month_of(civil_day(clock)))
        self._running, self._groups = census.running, census.tallies()
        self._unpublished = set(self._groups)
        self._is_passing_known = clock is not None

    def replace(
        self,
        old: CitizenState | None,
        new: CitizenState | None,
        passed: Sequence[tuple[Month, Standing | None]] | None = None,
    ) -> None:
        """Take one citizen's old contribution away and add the new one (None: there is none).

        `passed`: the step's month ends that the citizen's clock went by, each with the standing as known then. Where it
        is not given, nothing is stated of what was known at the month end.
        """
        before, after = (old.today if old else _NOTHING), (new.today if new else _NOTHING)
        if before != after:
            self._add_today(before, -1)
            self._add_today(after, +1)
        if old is None or new is None or not is_same(old, new, self._running):
            self._replace_months(month_ends(old), month_ends(new), passed)
        if new is not None:
            self._hear(after.standing or before.standing, new)

    def _hear(self, standing: Standing | None, state: CitizenState) -> None:
        """Note when the citizen was last heard of. Told by the hour, because every record of a group costs some KB."""
        registered = newest_judged(state)
        if standing is None or registered is None:
            return
        group = Group(standing.municipality, standing.target_group)
        if self._groups[group].hear(registered):
            self._unpublished.add(group)

    def at_tick(self, as_of: Instant) -> list[tuple[bytes, bytes]]:
        """(key, value) of every group that changed since the last tick, and last the marker: figures as of this tick.

        One more group is published again at every tick, the one whose record is oldest, so that a record that was lost
        or overwritten on the topic is mended within as many ticks as there are groups. Raises CountBelowZeroError, and
        ValueError before the first `rebuild`.
        """
        if not self._epoch:
            raise ValueError("a partition's counts are published only after they were rebuilt under an epoch")
        months = window(as_of)
        self._end_months(months.stop)
        self._come_into_sight(months)
        self._is_passing_known = True
        due = sorted(self._unpublished)
        oldest = next((group for group in self._published if group not in self._unpublished), None)
        if oldest is not None:
            due.append(oldest)
        records = [self._publish(group, months) for group in due]
        self._unpublished.clear()
        marker = encode_marker(self._epoch, as_of, len(self._published), self._digest, self._stated)
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
        self, old: MonthEnds, new: MonthEnds, passed: Sequence[tuple[Month, Standing | None]] | None
    ) -> None:
        if self._running is None:
            self._running = new.own
        if self._running is None:
            return
        for month in range(min(old.before(self._running).start, new.before(self._running).start), self._running):
            self._exchange(month, old.at(month), new.at(month))
        old_own, new_own = old.own or self._running, new.own or self._running
        known_then = dict(passed or ())
        for month in range(self._running, max(old_own, new_own)):
            if month < old_own:
                self._exchange(month, old.stated.get(month), old.today)
                known_then[month] = old.stated.get(month)
            elif passed is None:
                self._is_passing_known = False
            if month < new_own:
                self._exchange(month, new.today, new.stated.get(month))
            self._restate(month, known_then.get(month), new.at(month))

    def _exchange(self, month: Month, old: Standing | None, new: Standing | None) -> None:
        if old == new:
            return
        if old is not None:
            self._of(old).add_month(month, old, -1)
        if new is not None:
            self._of(new).add_month(month, new, +1)

    def _restate(self, month: Month, old: Standing | None, new: Standing | None) -> None:
        if old == new:
            return
        if old is not None:
            self._of(old).add_restated(month, old, -1)
        if new is not None:
            self._of(new).add_restated(month, new, +1)

    def _end_months(self, running: Month) -> None:
        """A tick stands in `running`: the months before it are over."""
        if self._running is None:
            self._running = running
        if running <= self._running:
            return
        ended = range(max(self._running, running - WINDOW_MONTHS), running)
        for tally in self._groups.values():
            tally.end_months(ended)
        self._stated = ended if self._is_passing_known else range(0)
        self._running = running

    def _come_into_sight(self, months: range) -> None:
        """A tick looks back on `months`: groups are told again of which the records before left out one that is over now.

        Those are the months that this tick ends, and others after an owner who had judged citizens further than the tick
        with which the next one begins: that one counts them as they stand, and publishes as of its own tick first.
        """
        if self._in_sight is not None:
            new = range(max(self._in_sight, months.start), months.stop)
            for group, tally in self._groups.items() if new else ():
                if any(tally.months[month] or tally.stated[month] for month in new):
                    self._unpublished.add(group)
        self._in_sight = months.stop
