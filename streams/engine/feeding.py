"""Records and ticks into a partition, a slice at a time; knows how long an event loop may be held, not what is done.

Between two slices heartbeats and requests get their turn, the broker is waited for if too much has gathered, and it is
asked again whether the partition is still ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from streams import clock
from streams.engine.courier import Courier
from streams.engine.ports import Record

SLICE_RECORDS: Final = 200
SLICE_S: Final = 0.02


async def take_in(courier: Courier, topic: int, records: Sequence[Record], is_ours: Callable[[], bool]) -> None:
    """Feed consecutive records of the source topic with index `topic`."""
    start = 0
    while start < len(records) and is_ours():
        in_time = _for_a_slice()
        while start < len(records) and in_time():
            courier.partition.apply(topic, records[start : start + SLICE_RECORDS])
            start += SLICE_RECORDS
        await _others_turn(courier)


async def judge(courier: Courier, is_ours: Callable[[], bool]) -> None:
    """Judge by the latest tick that the partition has reached, if there is one.

    While a partition is judged anew by another law it is left after each slice, so that what is news comes in and goes first.
    """
    tick = courier.partition.ripe()
    while tick is not None and is_ours():
        if courier.partition.step_due(tick, _for_a_slice()):
            await _others_turn(courier)
            if courier.partition.anew.is_on:
                return
        else:
            courier.partition.finish(tick)
            courier.wake()
            return


async def _others_turn(courier: Courier) -> None:
    courier.moves += 1
    courier.wake()
    await courier.room()
    await asyncio.sleep(0)


def _for_a_slice() -> Callable[[], bool]:
    until = clock.monotonic() + SLICE_S
    return lambda: clock.monotonic() < until
