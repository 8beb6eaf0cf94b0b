"""Faust's consumer with a batch path: whole partition batches go from the fetcher to the engine; knows offsets, no law.

Faust keeps what it is good at: membership, rebalance, subscription, recovery's course, the commit timer. What is
replaced is the way of a record (no message, event, queue or task per record) and what may be committed: only offsets
whose changelog batch and alerts are acknowledged.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final

import structlog
from faust.transport.consumer import ensure_TP
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams import clock
from streams.complaints import named
from streams.engine import feeding
from streams.engine.continuity import Continuity
from streams.engine.engine import Engine
from streams.engine.guard import MembershipLostError
from streams.engine.host import Host
from streams.engine.member_thread import MemberThread
from streams.engine.ports import Record
from streams.engine.silence import is_silence
from streams.logs import FAUST

NOTHING_TO_FETCH_S: Final = 0.02
"""Pause between two looks whether there is a partition to be fetched from. Faust's second would be added to every rebalance."""
TAIL_CHECK_S: Final = 1.0
DRAIN_SHARE: Final = 0.5
"""Part of the rebalance timeout for which a revoke waits for acknowledgements."""

_log: Final = structlog.get_logger(__name__)


class _LiveSet:
    """A view of a set that is never false. aiokafka takes an empty set of partitions for 'all of them', and hands over
    (and forgets) records of partitions that were paused a moment ago: that is how records get skipped. `but`: members whose
    records are left where they are.
    """

    def __init__(self, members: set[TP], but: set[TP]) -> None:
        self._members = members
        self._but = but

    def __contains__(self, member: object) -> bool:
        return member in self._members and member not in self._but

    def __bool__(self) -> bool:
        return True


class BatchConsumer(driver.Consumer):  # type: ignore[misc]  # Faust ships no types
    """The consumer of the batch path."""

    app: Host
    mundane_level = "debug"
    logger = FAUST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._continuity = Continuity()
        self._tails_checked_at = 0.0
        self._seeking = asyncio.Lock()
        super().__init__(*args, **kwargs)

    @property
    def _engine(self) -> Engine:
        return self.app.engine

    def _new_consumer_thread(self) -> MemberThread:
        return MemberThread(self, loop=self.loop, beacon=self.beacon)

    # -- records in ---------------------------------------------------------------------------------------------------

    async def _getmany(self, active_partitions: set[TP], timeout: float) -> Any:  # noqa: ASYNC109  # Faust's signature
        couriers, topics = self._engine.couriers, self._engine.topics
        left_alone = {
            TP(topics[index], number)
            for number, courier in couriers.items()
            for index in feeding.closed(courier.partition)
        }
        return await super()._getmany(_LiveSet(active_partitions, left_alone), timeout)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Any]]:  # noqa: ASYNC109  # Faust's signature
        """Fetch once and hand everything to the engine. Yields nothing: no record takes Faust's own path."""
        if self.app.failure is not None or (self.flow_active and not self._get_active_partitions()):
            await asyncio.sleep(NOTHING_TO_FETCH_S)
            return
        records, _ = await self._wait_next_records(0.0 if self._engine.judges_anew else timeout)
        if records is not None and not self.should_stop:
            await self._feed(records)
        return
        yield

    async def _feed(self, fetched: Mapping[Any, Sequence[Record]]) -> None:
        generation = self.app.consumer_generation_id
        if not self._engine.is_begun:
            await self.perform_seek()  # Faust asked already, and went on without an answer
            return
        try:
            for tp, records in fetched.items():
                if not self._is_ours(generation):
                    return
                await self._take(ensure_TP(tp), records, generation)
            for number in list(self._engine.couriers):
                await self._tick(number, generation)
            if not fetched:
                await self._check_tails(generation)
        except MembershipLostError:
            return  # the group has gone on; the rebalance that follows sorts out who reads on, from the commits

    def _is_ours(self, generation: int) -> bool:
        goes_on = self.flow_active and not self.should_stop and self.app.failure is None
        return bool(goes_on and self.app.consumer_generation_id == generation)

    async def _take(self, tp: TP, records: Sequence[Record], generation: int) -> None:
        if self._is_changelog_tp(tp):
            return
        await self._engine.membership.wait_until_proven(generation)
        courier = self._engine.couriers.get(tp.partition)
        if courier is None or not self._is_ours(generation):
            return
        expected = self._engine.expected(tp.topic, tp.partition)
        records = self._continuity.fresh(records, expected)
        if not records:
            return
        if self._continuity.goes_back(tp, expected, records[0].offset):
            await self._go_back(tp, expected, records[0].offset)
            return
        if tp.topic == self.app.clock_topic:
            self._engine.hold(tp.partition, records)
        else:
            index = self._engine.index(tp.topic)
            again = await feeding.take_in(courier, index, records, lambda: self._is_ours(generation))
            if again is not None:
                await self.seek_wait({tp: again})  # the rest comes when the tick has been handled

    async def _go_back(self, tp: TP, expected: int, found: int) -> None:
        _log.warning("records.skipped", topic=tp.topic, partition=tp.partition, expected=expected, found=found)
        await self.seek_wait({tp: expected})

    async def _tick(self, number: int, generation: int) -> None:
        await self._engine.membership.wait_until_proven(generation)
        courier = self._engine.couriers.get(number)
        if courier is not None:
            await feeding.judge(courier, lambda: self._is_ours(generation))

    async def _check_tails(self, generation: int) -> None:
        """A hole at the end of a partition shows only by a tick that waits for it, or is in it: go back there, too, once."""
        if clock.monotonic() - self._tails_checked_at < TAIL_CHECK_S:
            return
        self._tails_checked_at = clock.monotonic()
        for topic, number in (*self._engine.blocking(), *self._unseen_ticks()):
            tp, expected = TP(topic, number), self._engine.expected(topic, number)
            position = await self.position(tp)
            if position is None or position <= expected or not self._is_ours(generation):
                continue
            if self._continuity.goes_back(tp, expected, position):
                await self._go_back(tp, expected, position)
            elif topic != self.app.clock_topic:
                self._engine.skip(topic, number, position)

    def _unseen_ticks(self) -> list[tuple[str, int]]:
        """(clock topic, partition) of every partition whose log goes on after the last tick that the engine was given."""
        topic = self.app.clock_topic
        return [
            (topic, number)
            for number in self._engine.couriers
            if (self.app.end_offset(topic, number) or 0) > self._engine.expected(topic, number)
        ]

    # -- where reading starts -----------------------------------------------------------------------------------------

    async def perform_seek(self) -> None:
        """Go to the committed offsets and tell the engine where that is; once, although it is asked for from two sides.

        Where nobody answers that, it is asked for again with the next fetch (`_feed`).
        """
        async with self._seeking:
            if self._engine.is_begun:
                return  # and read on: what was taken in since is ahead of what is committed
            try:
                await super().perform_seek()
                await self._begin()
            except Exception as error:
                if not is_silence(error):
                    await self.app.fail(error)
                    return
                _log.warning("partitions.unanswered", error=named(error))

    async def _begin(self) -> None:
        tps = [tp for tp in self.assignment() if not self._is_changelog_tp(tp)]
        if not tps or self.app.failure is not None:
            return
        for number in list(self._engine.couriers):
            committed = [self._committed_offset[TP(topic, number)] or 0 for topic in self._engine.topics]
            self._engine.refuse_if_forgotten(number, committed)
        earliest = await self.earliest_offsets(*tps)
        starts = {tp: max(self._committed_offset[tp] or 0, earliest[tp]) for tp in tps}
        starts |= await self._ticks_ends()
        # The newest tick is read once more: without it a new owner would publish figures of its own only after the next one.
        # Who is new here is asked anew: a partition may have gone in that wait, and could not be sought in.
        newest = {tp: starts[tp] - 1 for tp in self._new_clocks() if starts[tp] > earliest[tp]}
        if newest:
            await self.seek_wait(newest)
        starts |= newest
        for number in list(self._engine.couriers):
            positions = [starts[TP(topic, number)] for topic in self._engine.topics]
            tick = TP(self.app.clock_topic, number)
            self._engine.begin(number, positions, starts[tick], reads_again=tick in newest)
        _log.info("partitions.read_on", ours=sorted(self._engine.couriers))

    async def _ticks_ends(self) -> dict[TP, int]:
        """Where the ticks end now, of partitions that are new here: those between what was committed and the last are left out.

        They cover a part of what came since; whoever judged by one of them, with more than that taken in, would judge a part.
        """
        clocks = self._new_clocks()
        ends = await self.highwaters(*clocks) if clocks else {}
        return {ensure_TP(tp): end for tp, end in ends.items() if end >= 0}  # below 0: its new leader does not know yet

    def _new_clocks(self) -> list[TP]:
        """The clock topic's partitions that are new here: their owner has handled no tick yet."""
        return [TP(self.app.clock_topic, number) for number in self._engine.unticked()]

    # -- offsets out --------------------------------------------------------------------------------------------------

    def _committable(self) -> dict[TP, int]:
        topics = (*self._engine.topics, self.app.clock_topic)
        return {
            TP(topic, number): offset
            for number, reach in self._engine.committable().items()
            for topic, offset in zip(topics, (*reach.positions, reach.clock_position), strict=True)
        }

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in self._committable() if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self._committable().get(tp)

    async def _commit_offsets(self, offsets: Mapping[TP, int], start_new_transaction: bool = True) -> bool:
        """Commit, and remember as committed only what the broker has accepted. After a failure nothing is committed."""
        ours = set() if self.app.failure else self.assignment()
        offsets = {tp: offset for tp, offset in offsets.items() if tp in ours}
        if not offsets or not await self._commit(offsets):
            return False
        self._committed_offset.update(offsets)
        return True

    def _all_committed(self) -> bool:
        return all((self._committed_offset[tp] or 0) >= offset for tp, offset in self._committable().items())

    async def wait_empty(self) -> None:
        """Everything that was taken in is acknowledged and committed, or the time for it is over.

        After a failure nothing more is written: a marker would say that somebody has taken the partition over.
        """
        if self.app.failure is not None:
            return
        patience_s = self.app.conf.broker_rebalance_timeout * DRAIN_SHARE
        try:
            if not await self._engine.settle(self.app.consumer_generation_id, patience_s):
                _log.warning("worker.not_drained")
            # A commit that is already under way is waited for, but does not carry our last offsets: hence twice.
            for _ in range(2):
                if not self._all_committed():
                    await asyncio.wait_for(self.commit(), patience_s)
        except (MembershipLostError, TimeoutError) as error:
            _log.warning("worker.not_committed", reason=str(error) or "no answer")

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit first, while we still may; Faust forgets what there is to commit before it commits."""
        generation, began = self.app.consumer_generation_id, clock.monotonic()
        self.stop_flow()
        await self.wait_empty()
        is_whole = self._engine.is_drained and self._all_committed() and self._is_member(generation)
        ours = sorted(self._engine.couriers)
        _log.info("partitions.given_up", ours=ours, parked=is_whole, seconds=round(clock.monotonic() - began, 3))
        self._engine.give_up(generation, park=is_whole)
        self._continuity.forget()
        await super().on_partitions_revoked(revoked)

    def _is_member(self, generation: int) -> bool:
        try:
            return self._engine.membership.is_proven(generation)
        except MembershipLostError:
            return False

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust's watch over its own record path, on which there are no records here."""
