"""Carries one partition's works to the broker, one after the other; knows topics and acknowledgements, no citizens.

The order is the promise: changelog first, then what is told, then the offsets become committable. Before each sending
the worker's membership is proven, so that one who lost the partition tells nobody anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from streams import clock
from streams.engine.changelog import Prove, send_batches
from streams.engine.journal import Reach, Work
from streams.engine.partition import Partition
from streams.engine.ports import Watch
from streams.engine.settlement import MARKER_KEY, LaterOwnerError, Ownership

ReadWritten: TypeAlias = Callable[[int, range], Awaitable[list[tuple[bytes, bytes | None]]]]
"""(partition, offsets of the changelog) → the keys and values written there."""


LONGEST_SILENCE_S: Final = 600.0
"""After this time without a state to write a marker is written all the same. Where it comes to stand shows whether a worker
that lost the partition wrote there, long before compaction (`min.compaction.lag.ms`) can drop what it hid.
"""


_LATER_OWNER: Final = (
    "its changelog names a later owner, although the group counts on this worker. Nothing is committed over that. Remedy: see "
    "who else writes into the topic; a worker that starts now takes over above it and reads again what was not committed"
)
BUSY_PATIENCE: Final = 5
"""So many times as long may gather what nobody waits for while a tick is there that will judge it: written before that it is
written twice, and the further a worker were behind, the more it would have to write."""
MOST_WAITING: Final = 20_000
"""States and letters of one partition that may wait for the broker before reading pauses, if nobody says otherwise."""


class Road(NamedTuple):
    """The way to the broker.

    - `producer`: aiokafka's, with acks=all.
    - `patience_s`: how long may gather what nobody outside waits for: states that only took in facts, and offsets. Written
      more often than offsets are committed they would spare nothing after a crash. See BUSY_PATIENCE.
    - `most`: states that may gather so, for encoding them holds the event loop.
    - `waiting`: states and letters that may wait for the broker in all before reading pauses.
    """

    producer: Any
    read_written: ReadWritten
    patience_s: float
    most: int
    waiting: int = MOST_WAITING


class OutTopics(NamedTuple):
    """Where a work goes. All have as many partitions as the source topics."""

    changelog: str
    alerts: str
    dead_letters: str
    figures: str


class Courier:
    """One partition's way out.

    `committable`: how far everything is acknowledged, None before the first work. `moves`: counts whatever went on here.
    """

    def __init__(
        self,
        partition: Partition,
        book: Ownership,
        topics: OutTopics,
        road: Road,
        watch: Watch,
    ) -> None:
        self.partition = partition
        self.book = book
        self.committable: Reach | None = None
        self.running = False
        self.moves = 0
        self._topics = topics
        self._road = road
        self._watch = watch
        self._appended_at = clock.monotonic()
        self._wake = asyncio.Event()
        self._progress = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_hurried = False
        self._is_late = False
        self._waited = 0
        self._alarm: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """There may be something to carry: at once what somebody waits for, all else when enough of it has gathered."""
        journal = self.partition.journal
        if not journal:
            return
        self._idle.clear()
        if journal.is_awaited or self._takes_all:
            self._wake.set()
        if self._alarm is None:  # in any case: where something is told all the time, the rest would wait for ever
            self._set_alarm()

    def _set_alarm(self) -> None:
        self._alarm = asyncio.get_running_loop().call_later(self._road.patience_s, self._lose_patience)

    def _lose_patience(self) -> None:
        self._waited += 1
        if self._waited < BUSY_PATIENCE and self.partition.ripe() is not None:
            self._set_alarm()
            return
        self._is_late = True
        self._wake.set()

    @property
    def _takes_all(self) -> bool:
        """Whether what nobody waits for has gathered long enough."""
        return self._is_hurried or self._is_late or self.partition.journal.load > self._road.most

    def _hurry(self) -> None:
        """Somebody waits here until everything is carried."""
        self._is_hurried = True
        self.wake()

    async def run(self, prove: Prove) -> None:
        """Carry works for as long as this worker owns the partition. Raises MembershipLostError and KafkaError."""
        self.running = True
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if self.partition.journal:
                    await self._carry(self._take(), prove)
                    self._progress.set()
                if self.partition.journal:
                    self.wake()
                else:
                    self._is_hurried = False
                    self._idle.set()
        finally:
            self.running = False
            self._silence()
            self._idle.set()
            self._progress.set()

    def _take(self) -> Work:
        """What goes out now. While much is told, what nobody waits for is still written once in the time for it."""
        if not self._takes_all and self.partition.journal.has_kept:
            return self.partition.take(but_kept=True)
        self._silence()
        return self.partition.take()

    def _silence(self) -> None:
        self._is_late, self._waited = False, 0
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    @property
    def is_idle(self) -> bool:
        """Whether everything that had gathered is acknowledged."""
        return self.running and self._idle.is_set() and not self.partition.journal

    async def idle(self) -> None:
        """Wait until everything that had gathered is acknowledged, or the way is closed."""
        if self.partition.journal and self.running:
            self._hurry()
        await self._idle.wait()

    async def room(self) -> None:
        """Wait while more has gathered than may wait, so that a slow broker slows the reading."""
        while self.partition.journal.load > self._road.waiting and self.running:
            self._progress.clear()
            self._hurry()
            await self._progress.wait()

    async def settle(self, prove: Prove) -> None:
        """Write down how far everything is settled, if the changelog does not say so yet: for a leave without errands."""
        await self.idle()
        while not self.book.is_marked and self.running:
            if not await self._append([], prove):
                await self.idle()  # until that is written over

    async def _carry(self, work: Work, prove: Prove) -> None:
        is_alone = True
        if work.states or not self.book.is_known or clock.monotonic() > self._appended_at + LONGEST_SILENCE_S:
            is_alone = await self._append(work.states, prove)
        if work.alerts or work.letters or work.figures:
            await self._tell(work, prove)
        self.moves += 1
        self.partition.journal.acknowledged(work)
        self._watch.told(work.appended_ms)
        self.committable = work.reach
        if is_alone:  # else what somebody else wrote is settled only when the next work has been written over it
            self.book.settle(work.reach.clock, judges_anew=work.reach.judges_anew)

    async def _append(self, states: Sequence[tuple[bytes, bytes | None]], prove: Prove) -> bool:
        """Append states; whether nobody else had appended anything in between."""
        self._appended_at = clock.monotonic()
        head, number, is_alone = (self.book.head(),), self.partition.number, True
        for batch in await send_batches(self._road.producer, self._topics.changelog, number, states, prove, head):
            foreign = self.book.appended(batch.first, batch.next)
            if foreign:
                is_alone = False
                await self._mend(foreign, prove)
        return is_alone

    async def _mend(self, foreign: range, prove: Prove) -> None:
        """What we do not know of stands in our changelog: whatever citizens it is about, our states are the later word.

        Either somebody else wrote it, or it is a copy of our own batch that came to stand there although nobody told us, and
        that was tried again: nothing to tell of.

        A marker of a later owner is a successor's, and proving ends us; where the group counts on us all the same, what we
        write would be left out by whoever reads it. Raises LaterOwnerError then.
        """
        written = await self._road.read_written(self.partition.number, foreign)
        theirs = len(foreign) - self._ours_among(written)
        if theirs:
            self._watch.intruded(self.partition.number, theirs)
        if any(key == MARKER_KEY and self.book.yields_to(value) for key, value in written):
            await prove()
            raise LaterOwnerError(_LATER_OWNER)
        for key, _ in written:
            if key != MARKER_KEY:
                self.partition.rewrite(key)

    def _ours_among(self, written: Sequence[tuple[bytes, bytes | None]]) -> int:
        """How many of these records are in batches of ours."""
        count, is_ours = 0, False
        for key, value in written:
            is_ours = self.book.is_ours(value) if key == MARKER_KEY else is_ours
            count += is_ours
        return count

    async def _tell(self, work: Work, prove: Prove) -> None:
        topics, number = self._topics, self.partition.number
        letters = [letter[:2] for letter in work.letters]
        told = ((topics.alerts, work.alerts), (topics.dead_letters, letters), (topics.figures, work.figures))
        await asyncio.gather(
            *(send_batches(self._road.producer, topic, number, pairs, prove) for topic, pairs in told if pairs)
        )
