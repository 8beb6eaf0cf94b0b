"""Faust's recovery, in bulk: whole changelog batches go to the engine instead of one queue entry and task per record.

Faust decides when, from where and up to where is read. That a callback's failure is reported and never swallowed is
seen to here, because Faust does not look at what its recovery callbacks raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import faust
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.types import TP

from streams.engine.ports import Record

if TYPE_CHECKING:
    from streams.engine.application import BatchApp


class BulkRecovery(Recovery):  # type: ignore[misc]  # Faust ships no types
    """Recovery that takes a whole batch at once."""

    app: BatchApp
    mundane_level = "debug"

    def absorb(self, tp: TP, records: Sequence[Record]) -> None:
        """Changelog records of a partition of ours, in order; the last one that is missing ends the recovery."""
        seen = self.active_offsets.get(tp)
        if tp not in self.active_tps or seen is None:
            return
        self.app.engine.absorb(tp.partition, [record for record in records if record.offset > seen])
        self.active_offsets[tp] = max(seen, records[-1].offset)
        if self.in_recovery and not self.need_recovery():
            self._set_recovery_ended()
            self.signal_recovery_end.set()


class BulkTableManager(TableManager):  # type: ignore[misc]  # Faust ships no types
    """The table manager with bulk recovery."""

    mundane_level = "debug"
    _recovery: BulkRecovery | None

    @property
    def recovery(self) -> BulkRecovery:
        """The recovery service."""
        if self._recovery is None:
            self._recovery = BulkRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        """The group has divided the partitions anew; before Faust asks where to read from, the engine must know."""
        self.app.engine.expect(self.app.whole_partitions(assigned))
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)


class CitizenTable(faust.Table):  # type: ignore[misc]  # Faust ships no types
    """Faust's view of the states: it owns the changelog topic and the assignment. The states themselves are the engine's.

    So no key of a partition that went elsewhere can linger in a store of Faust's: there is none in it.
    """

    app: BatchApp
    mundane_level = "debug"

    def persisted_offset(self, tp: TP) -> int:
        """The last changelog offset that need not be read again; -1: all of it."""
        return self.app.engine.read_until(tp.partition)

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Everything is read. Whatever goes wrong here ends the worker: Faust would go on as if all were well."""
        recovery: Any = self.app.tables.recovery
        ends = {tp.partition: recovery.active_highwaters.get(tp, -1) + 1 for tp in active_tps}
        try:
            await self.app.take_over(ends)
        except Exception as error:
            await self.app.fail(error)
