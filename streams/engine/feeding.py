"""Records and ticks into a partition, a slice at a time; knows what may come and how long an event loop may be held, no more.

Between two slices heartbeats and requests get their turn, the broker is waited for if too much has gathered, and it is
asked again whether the partition is still ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from streams import clock
from streams.engine.courier import Courier
from streams.engine.partition import Partition
from streams.engine.ports import Record

SLICE_RECORDS: Final = 200
SLICE_S: Final = 0.01
FELT_S: Final = SLICE_S / 2
"""Work that took less is too short for anybody to have waited: with many partitions their alerts then go in one request."""
TURNS: Final = 3
"""Turns of the event loop between two slices. What was judged needs some fifteen until it is told (state written and
acknowledged, alerts written): one a slice, and the first alerts of a long tick would wait for the last."""


def room(partition: Partition, topic: int) -> int | None:
    """Up to which offset records of the source topic with index `topic` may come by now; None: as far as they go.

    Before this owner's first tick no further than to its ends, for what lies behind them may be a part of what is being
    added; and nothing before that tick is read. Who is judged anew by another law waits for nothing.
    """
    if partition.has_ticked or partition.anew.is_on:
        return None
    position, ends = partition.positions[topic], partition.held.next_ends()
    if partition.read_again == partition.clock_position:
        return position
    return None if ends is None else max(position, ends[topic])


def closed(partition: Partition) -> list[int]:
    """The indices of the source topics of which nothing may come by now."""
    if partition.has_ticked:
        return []
    return [topic for topic, position in enumerate(partition.positions) if room(partition, topic) == position]


async def take_in(courier: Courier, topic: int, records: Sequence[Record], is_ours: Callable[[], bool]) -> int | None:
    """Feed consecutive records of the source topic with index `topic`, as far as they may come; where to read again, if not all.

    A record from there on shows that nothing is missing before it, also where the offsets up to it are no events.
    """
    reach = room(courier.partition, topic)
    again = reach if reach is not None and records[-1].offset >= reach else None
    if again is not None:
        records = [record for record in records if record.offset < again]
    start = 0
    while start < len(records) and is_ours():
        work = _Slice()
        while start < len(records) and work.is_in_time():
            courier.partition.apply(topic, records[start : start + SLICE_RECORDS])
            start += SLICE_RECORDS
        await _others_turn(courier, work)
    if again is None or not is_ours():
        return None
    courier.partition.skip_to(topic, again)
    return again


async def judge(courier: Courier, is_ours: Callable[[], bool]) -> None:
    """Judge by the latest tick that the partition has reached, if there is one.

    While a partition is judged anew by another law it is left after each slice, so that what is news comes in and goes first.
    """
    tick = courier.partition.ripe()
    while tick is not None and is_ours():
        work = _Slice()
        is_done = not courier.partition.step_due(tick, work.is_in_time)
        if is_done:
            courier.partition.finish(tick)
        await _others_turn(courier, work)
        if is_done or courier.partition.anew.is_on:
            return


async def _others_turn(courier: Courier, work: _Slice) -> None:
    courier.moves += 1
    courier.wake()
    await courier.room()
    for _ in range(TURNS if work.is_felt() else 0):
        await asyncio.sleep(0)


class _Slice:
    """A while for which the event loop is held."""

    def __init__(self) -> None:
        self._began = clock.monotonic()

    def is_in_time(self) -> bool:
        """Whether it may be held on."""
        return clock.monotonic() < self._began + SLICE_S

    def is_felt(self) -> bool:
        """Whether it was held so long that others may have waited."""
        return clock.monotonic() >= self._began + FELT_S
