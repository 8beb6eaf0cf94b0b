"""Carries one partition's works to the broker, one after the other; knows topics and acknowledgements, no citizens.

The order is the promise: changelog first, then what is told, then the offsets become committable. Before each sending
the worker's membership is proven, so that one who lost the partition tells nobody anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeAlias

from streams.engine.changelog import Appended, send_batches
from streams.engine.journal import Reach, Work
from streams.engine.partition import Partition
from streams.engine.ports import Watch
from streams.engine.settlement import MARKER_KEY, Settlement, encode

Prove: TypeAlias = Callable[[], Awaitable[None]]
"""Returns when our membership is proven. Raises MembershipLostError."""

ReadKeys: TypeAlias = Callable[[int, Appended], Awaitable[set[bytes]]]
"""(partition, range of the changelog) → the keys written there."""


class OutTopics(NamedTuple):
    """Where a work goes. All have as many partitions as the source topics."""

    changelog: str
    alerts: str
    dead_letters: str
    figures: str


class Courier:
    """One partition's way out. `committable`: how far everything is acknowledged; None before the first work.

    `end`: the changelog's next offset, as far as this worker knows.
    """

    def __init__(
        self, partition: Partition, topics: OutTopics, producer: Any, read_keys: ReadKeys, watch: Watch
    ) -> None:
        self.partition = partition
        self.committable: Reach | None = None
        self.end = 0
        self.running = False
        self._settlement = Settlement(0, 0, 0)
        self._marked: Settlement | None = None
        self._topics = topics
        self._producer = producer
        self._read_keys = read_keys
        self._watch = watch
        self._wake = asyncio.Event()
        self._progress = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def own(self, before: Settlement, end: int) -> None:
        """Take the partition over: `before` is the last marker found, `end` the changelog's end after recovery."""
        self._settlement = Settlement(before.epoch + 1, before.settled, before.clock)
        self.end = end

    def wake(self) -> None:
        """There may be something to carry."""
        self._idle.clear()
        self._wake.set()

    async def run(self, prove: Prove) -> None:
        """Carry works for as long as this worker owns the partition. Raises MembershipLostError and KafkaError."""
        self.running = True
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self.partition.journal:
                    await self._carry(self.partition.take(), prove)
                    self._progress.set()
                self._idle.set()
        finally:
            self.running = False
            self._idle.set()
            self._progress.set()

    @property
    def is_idle(self) -> bool:
        """Whether everything that had gathered is acknowledged."""
        return self.running and self._idle.is_set() and not self.partition.journal

    async def idle(self) -> None:
        """Wait until everything that had gathered is acknowledged, or the way is closed."""
        if self.partition.journal and self.running:
            self.wake()
        await self._idle.wait()

    async def room(self, most: int) -> None:
        """Wait while more than `most` has gathered, so that a slow broker slows the reading."""
        while self.partition.journal.load > most and self.running:
            self._progress.clear()
            self.wake()
            await self._progress.wait()

    async def settle(self, prove: Prove) -> None:
        """Write down how far everything is settled, if the changelog does not say so yet: for a leave without errands."""
        if self._marked != self._settlement:
            await prove()
            await self._append([])

    async def _carry(self, work: Work, prove: Prove) -> None:
        if work.states:
            await prove()
            await self._append(work.states)
        if work.alerts or work.letters or work.figures:
            await prove()
            await self._tell(work)
        self.partition.journal.acknowledged(work)
        self._watch.told(work.appended_ms)
        self.committable = work.reach
        self._settlement = Settlement(self._settlement.epoch, self.end, work.reach.clock)

    async def _append(self, states: list[tuple[bytes, bytes]]) -> None:
        marker = self._settlement
        head = ((MARKER_KEY, encode(marker)),)
        appended = await send_batches(self._producer, self._topics.changelog, self.partition.number, states, head)
        self._marked = marker
        for batch in appended:
            if batch.first > self.end:
                await self._mend(Appended(self.end, batch.first))
            self.end = max(self.end, batch.next)

    async def _mend(self, foreign: Appended) -> None:
        """Somebody else wrote into our changelog: whatever citizens it was about, our states are the later word."""
        self._watch.intruded(self.partition.number, foreign.next - foreign.first)
        for key in await self._read_keys(self.partition.number, foreign):
            self.partition.rewrite(key)

    async def _tell(self, work: Work) -> None:
        number = self.partition.number
        await asyncio.gather(
            send_batches(self._producer, self._topics.alerts, number, work.alerts),
            send_batches(self._producer, self._topics.dead_letters, number, [letter[:2] for letter in work.letters]),
            send_batches(self._producer, self._topics.figures, number, work.figures),
        )
