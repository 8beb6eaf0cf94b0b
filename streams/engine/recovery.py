"""Where Faust's recovery is taken out of its hands: it says when partitions have come, the engine reads them back itself.

Faust's way costs a queue entry and a task per record, and it takes a question that was not answered in time for one whose
answer was "nothing": then a worker would go on with empty states. Nor does it look at what its callbacks raise.
"""

from __future__ import annotations

from typing import Any

import faust
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.types import TP

from streams.engine.host import Host
from streams.logs import FAUST


class NoRecovery(Recovery):  # type: ignore[misc]  # Faust ships no types
    """Faust's recovery with nothing to read, and so without its questions where to read from: all stand still meanwhile."""

    app: Host
    mundane_level = "debug"
    logger = FAUST

    def need_recovery(self) -> bool:
        """Never: what there is to read, the engine reads when Faust believes to be done."""
        return False

    async def _wait(self, coro: Any, timeout: float | None = None) -> None:  # noqa: ASYNC109  # Faust's signature
        """Wait as long as it takes, or until the group divides anew, or the worker ends.

        Faust takes an answer that is late for the end of the service, and then recovers never again: a worker whose broker
        was away too long in the middle of a rebalance would stay in the group and do nothing.
        """
        await super()._wait(coro)

    async def _build_highwaters(self, *_: Any) -> None:
        """Not asked."""

    async def _build_offsets(self, *_: Any) -> None:
        """Not asked."""

    async def _seek_offsets(self, *_: Any) -> None:
        """Not gone to."""


class EngineTableManager(TableManager):  # type: ignore[misc]  # Faust ships no types
    """The table manager with a recovery that reads nothing."""

    app: Host
    mundane_level = "debug"
    logger = FAUST
    _recovery: NoRecovery | None

    async def on_start(self) -> None:
        """Start at once: Faust sleeps a second first, for agents that declare their tables late."""
        await self._update_channels()
        await self.recovery.start()

    @property
    def recovery(self) -> NoRecovery:
        """The recovery service."""
        if self._recovery is None:
            self._recovery = NoRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery

    async def on_rebalance(
        self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0
    ) -> None:
        """The group has divided the partitions anew."""
        self.app.engine.expect(self.app.whole_partitions(assigned), generation_id)
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)


class CitizenTable(faust.Table):  # type: ignore[misc]  # Faust ships no types
    """Faust's view of the states: it owns the changelog topic and the assignment. The states themselves are the engine's.

    So no key of a partition that went elsewhere can linger in a store of Faust's: there is none in it.
    """

    app: Host
    mundane_level = "debug"
    logger = FAUST

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """The partitions are ours and nothing flows yet: read them back. Whatever goes wrong here ends the worker."""
        try:
            await self.app.take_over()
        except Exception as error:
            await self.app.fail(error)
