"""All partitions that this worker owns: taken over, fed, drained, given up; knows partition numbers, no consumer.

Partitions are fully read back when they are new here. One that stays with this worker through a rebalance, and that was
drained and committed before it, is parked instead: its changelog is read on from where this worker wrote last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import structlog

from streams.complaints import ToldOnce, named
from streams.engine.courier import MOST_WAITING, Courier, OutTopics, Road
from streams.engine.guard import Membership, MembershipLostError
from streams.engine.journal import Reach
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.ports import Record, Rules
from streams.engine.reader import REBUILD, ChangelogReader
from streams.engine.settlement import MARKER_KEY, LawReplacedError, Ownership, Settlement
from streams.engine.states import KEPT, Recent
from streams.engine.ticks import AHEAD

_log: Final = structlog.get_logger(__name__)
_AT_ONCE: Final = 500
GATHERED_A_SECOND: Final = 4_000
"""States that may gather for each second of patience: some ten milliseconds of encoding."""

Fail: TypeAlias = Callable[[BaseException], Awaitable[None]]
"""Ends the worker."""


class Outlet(NamedTuple):
    """The way to the broker. `producer` and `patience_s` as in `courier.Road`."""

    producer: Any
    reader: ChangelogReader
    fail: Fail
    patience_s: float


class EngineError(ToldOnce):
    """Something that must not go on: the worker ends and commits nothing over it."""


class Engine:
    """The owned partitions, each with its courier."""

    def __init__(
        self,
        topics: Sequence[str],
        out: OutTopics,
        rules: Rules[Any, Any],
        worker: str,
        membership: Membership,
        unpacked_states: int = KEPT,
        most_ahead_s: int = 0,
    ) -> None:
        self.topics = tuple(topics)
        self._index = {topic: index for index, topic in enumerate(self.topics)}
        self.out = out
        self.membership = membership
        self.couriers: dict[int, Courier] = {}
        self._rules = rules
        self._worker = worker
        self._merges: dict[int, Merge] = {}
        self._parked: dict[int, Courier] = {}
        self._parked_in = 0
        self._errands: dict[int, asyncio.Task[None]] = {}
        self._takeover = 0
        self._read_back = 0
        self._begun: set[int] = set()
        self._recent = Recent(unpacked_states)
        self._most_ahead_us = most_ahead_s * 1_000_000
        self._unpacked = unpacked_states

    # -- taking over --------------------------------------------------------------------------------------------------

    def expect(self, numbers: Iterable[int], generation: int) -> None:
        """These partitions, and no others, are ours in a generation of the group; their changelogs are to be read.

        What was parked in the generation just before is still as it was left; in between nobody else can have owned it.
        """
        expected = set(numbers)
        is_next = generation == self._parked_in + 1
        self._parked = {number: kept for number, kept in self._parked.items() if is_next and number in expected}
        self._merges = {number: Merge(number, self._rules.form) for number in expected - set(self._parked)}

    async def take_over(self, outlet: Outlet, generation: int) -> None:
        """Read the changelogs, build what is new, and set every courier going; leave off when a rebalance comes between.

        Raises UnreadableStateError, UnreadableMarkerError, EngineError and ShorterThanWrittenError before anything is told.
        """
        takeover, most = self._takeover, round(GATHERED_A_SECOND * max(1.0, outlet.patience_s))
        waiting = max(MOST_WAITING, self._unpacked // max(1, len(self._merges) + len(self._parked)))
        starts = dict.fromkeys(self._merges, 0) | {number: parked.book.end for number, parked in self._parked.items()}
        ends = await outlet.reader.read(starts, self._absorb, lambda: self._takeover == takeover)
        if await self.membership.wait_until_alone():
            ends = await outlet.reader.read(ends, self._absorb, lambda: self._takeover == takeover)
        books: dict[int, tuple[Partition, Settlement]] = {}
        for number in self._merges if self._takeover == takeover else ():
            self._put_under_our_law(number)
        for number in sorted(ends):
            if self._takeover != takeover:
                return
            if number in self._merges:
                books[number] = await self._built(number, generation)
        if self._takeover != takeover:
            return
        for number, end in ends.items():
            courier = self._parked.pop(number, None)
            if courier is None:
                partition, before = books[number]
                book = Ownership(before, generation, end)
                road = Road(outlet.producer, outlet.reader.written, outlet.patience_s, most, waiting)
                courier = Courier(partition, book, self.out, road, self._rules.watch)
            courier.book.end = end
            self.couriers[number] = courier
            self._errands[number] = asyncio.create_task(self._errand(courier, generation, outlet.fail))

    def _put_under_our_law(self, number: int) -> None:
        merge, law = self._merges[number], self._rules.law
        try:
            merge.settlement = merge.settlement.under(law.version, law.undoes)
        except LawReplacedError as error:
            raise EngineError(f"partition {number} must not be judged by this worker: {error}") from error

    @property
    def to_take_up(self) -> int:
        """How many citizens were read back and stand in no partition yet."""
        return sum(len(merge.values) for merge in self._merges.values())

    @property
    def moves(self) -> int:
        """A number that changes whenever anything goes on here: records read back, taken in, judged or acknowledged."""
        return self._read_back + sum(courier.moves for courier in self.couriers.values())

    def _absorb(self, number: int, records: Sequence[Record]) -> None:
        self._read_back += len(records)
        merge, parked = self._merges.get(number), self._parked.get(number)
        if merge is not None:
            merge.absorb(records)
        elif parked is not None:
            for record in records:
                if record.key is not None and record.key != MARKER_KEY:
                    parked.partition.rewrite(record.key)

    async def _built(self, number: int, generation: int) -> tuple[Partition, Settlement]:
        """The partition, and what its changelog says of who owned it before."""
        epoch = f"{self._worker}.{generation}.{self._takeover}"
        partition, merge = Partition(number, self.topics, self._rules, epoch, self._recent), self._merges[number]
        partition.held.most_ahead_us = self._most_ahead_us
        for count, _ in enumerate(merge.into(partition)):
            if count % _AT_ONCE == 0:
                self._read_back += 1
                await asyncio.sleep(0)
        if self._merges.get(number) is merge:  # a rebalance may have thrown it away meanwhile, and begun another
            del self._merges[number]
        return partition, merge.settlement

    async def _errand(self, courier: Courier, generation: int, fail: Fail) -> None:
        try:
            await courier.run(lambda: self.membership.wait_until_proven(generation))
        except MembershipLostError:
            return  # what is unsent belongs to the partition's new owner, who reads it from the committed offsets
        except Exception as error:
            undurable = EngineError(f"partition {courier.partition.number} can't be made durable: {named(error)}")
            undurable.__cause__ = error
            await fail(undurable)

    @property
    def is_begun(self) -> bool:
        """Whether every partition knows where its reading starts in this generation, parked ones included."""
        return self.couriers.keys() <= self._begun

    @property
    def judges_anew(self) -> bool:
        """Whether citizens can be judged by another law now: then there is work without any record."""
        partitions = (courier.partition for courier in self.couriers.values())
        return any(partition.anew.is_on and partition.ripe() is not None for partition in partitions)

    def begin(self, number: int, positions: Sequence[int], clock_position: int, *, reads_again: bool = False) -> None:
        """Reading starts at these next offsets. Raises EngineError when a parked partition moved on without us.

        A broker that has just come back may name less than was committed: that is read again, and the states know it.
        """
        partition = self.couriers[number].partition
        if partition.is_begun and any(map(int.__gt__, positions, partition.positions)):
            raise EngineError(
                f"partition {number} moved on to {positions} while it was parked at {partition.positions}"
            )
        partition.begin(positions, clock_position, reads_again=reads_again)
        self._begun.add(number)

    def refuse_if_forgotten(self, number: int, committed: Sequence[int]) -> None:
        """Events up to these offsets count as done: raise EngineError if the changelog has never heard of an owner.

        The first thing that an owner writes is a marker there, before anything is committed.
        """
        courier = self.couriers[number]
        if any(committed) and courier.book.is_first and not courier.partition.is_begun:
            done = ", ".join(f"{topic} up to {offset}" for topic, offset in zip(self.topics, committed, strict=True))
            raise EngineError(
                f"{self.out.changelog}, partition {number} is empty, but the group has noted events of it as done ({done}): "
                f"the states that came of them are lost. {REBUILD}"
            )

    def unticked(self) -> list[int]:
        """The partitions of which this owner has handled no tick yet."""
        return [number for number, courier in self.couriers.items() if not courier.partition.has_ticked]

    def positions(self) -> dict[tuple[str, int], int]:
        """(source topic, partition) → next offset to be taken in."""
        return {
            (topic, number): position
            for number, courier in self.couriers.items()
            for topic, position in zip(self.topics, courier.partition.positions, strict=True)
        }

    def blocking(self) -> list[tuple[str, int]]:
        """(source topic, partition) of every partition whose oldest tick waits for records of that topic."""
        return [
            (self.topics[topic], number)
            for number, courier in self.couriers.items()
            for topic in courier.partition.held.blocking(courier.partition.positions)
        ]

    # -- feeding ------------------------------------------------------------------------------------------------------

    def expected(self, topic: str, number: int) -> int:
        """The next offset that must come, of a source topic or of the clock topic (any other name)."""
        partition = self.couriers[number].partition
        return partition.positions[self._index[topic]] if topic in self._index else partition.clock_position

    def index(self, topic: str) -> int:
        """A source topic's place in the order of `topics`."""
        return self._index[topic]

    def skip(self, topic: str, number: int, position: int) -> None:
        """There is nothing to be read in a source topic before `position`."""
        self.couriers[number].partition.skip_to(self._index[topic], position)

    def hold(self, number: int, records: Sequence[Record]) -> None:
        """Ticks of the clock topic; one that cannot be read or is ahead of Kafka's time is named in the log and left out."""
        partition = self.couriers[number].partition
        was_ahead = partition.held.ahead is not None
        for complaint in partition.hold(records):
            _log.warning("tick.unreadable", partition=number, error=complaint)
        ahead = partition.held.ahead
        if ahead is not None and not was_ahead:
            by_s, most_s = ahead.ahead_us // 1_000_000, self._most_ahead_us // 1_000_000
            _log.error("clock.ahead", partition=number, by_s=by_s, most_s=most_s, remedy=AHEAD)
        elif ahead is None and was_ahead:
            _log.info("clock.right_again", partition=number)
        self.couriers[number].wake()

    # -- giving up ----------------------------------------------------------------------------------------------------

    def committable(self) -> dict[int, Reach]:
        """Partition → how far it is safe to commit."""
        return {number: courier.committable for number, courier in self.couriers.items() if courier.committable}

    @property
    def is_drained(self) -> bool:
        """Whether everything taken in is acknowledged."""
        return all(courier.is_idle for courier in self.couriers.values())

    async def settle(self, generation: int, timeout_s: float) -> bool:
        """Before a leave: have everything acknowledged, and leave word in every changelog that nothing is left to do.

        Waits at most `timeout_s`; whether it is done. Raises MembershipLostError.
        """

        async def prove() -> None:
            await self.membership.wait_until_proven(generation)

        settling = asyncio.gather(*(courier.settle(prove) for courier in self.couriers.values()))
        try:
            await asyncio.wait_for(settling, timeout_s)
        except TimeoutError:
            return False
        return self.is_drained

    def give_up(self, generation: int, *, park: bool) -> None:
        """The partitions are revoked; `park`: all was drained and committed, so what comes back can go on from here."""
        self._parked_in = generation
        for errand in self._errands.values():
            errand.cancel()
        self._takeover += 1
        self._begun.clear()
        self._errands.clear()
        self._merges.clear()
        self._parked = self.couriers if park else {}
        for courier in self._parked.values():
            courier.partition.park()
        self.couriers = {}
