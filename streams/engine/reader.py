"""Reads a changelog back, whole batches at a time; knows offsets, not what the records say.

By a consumer of its own: Faust's is shared with everything else, and what it throws away in a rebalance can't be told from
what compaction has removed. Here every record from the first offset to the end is seen, or there is an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.complaints import ToldOnce
from streams.engine.ports import Record

RESTORE: Final = (
    "restore the partition from a replica or a backup; or have every event read anew into a changelog of its own: end all "
    "workers, set RETTIDIG_APPLICATION_ID to a new name, run `rettidig topics create` and start them again"
)
REBUILD: Final = f"Nothing was written or committed. Remedy: {RESTORE}"
_FETCH_BYTES: Final = 4 << 20
_ANSWER_MS: Final = 500
_NO_END: Final = (
    "the worker asks on; if it stays so, look at which node leads the partition (`kafka-topics.sh --describe`)"
)

Ask: TypeAlias = Callable[[list[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]]
"""Where partitions end, as a broker has it; below 0 where it does not know."""

_log: Final = structlog.get_logger(__name__)


class ShorterThanWrittenError(ToldOnce):
    """A changelog partition ends before what was acknowledged to us: the broker has lost records, or the topic was remade."""


class BeginsTooLateError(ToldOnce):
    """The first records of a changelog partition are gone, and with them the only word on some citizens."""


async def known_ends(
    places: Sequence[TopicPartition], ask: Ask, goes_on: Callable[[], bool]
) -> dict[TopicPartition, int]:
    """Where these partitions end, each as soon as somebody knows: a node that has just come to lead one answers -1 at first.

    Those that are unknown are missing from the answer when `goes_on` says no.
    """
    ends: dict[TopicPartition, int] = {}
    is_told = False
    while unknown := [place for place in places if place not in ends]:
        ends |= {place: end for place, end in (await ask(unknown)).items() if end >= 0}
        if len(ends) == len(places) or not goes_on():
            break
        if not is_told:
            where = [place.partition for place in places if place not in ends]
            _log.warning("changelog.end_unknown", topic=places[0].topic, partitions=where, remedy=_NO_END)
            is_told = True
        await asyncio.sleep(_ANSWER_MS / 1000)
    return ends


class ChangelogReader:
    """Reads partitions of one changelog topic. `left`: how many offsets the reading that is under way has before it."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self.left = 0
        self._bootstrap = bootstrap
        self._topic = topic

    async def read(
        self, starts: Mapping[int, int], take: Callable[[int, Sequence[Record]], None], goes_on: Callable[[], bool]
    ) -> dict[int, int]:
        """Hand `take` (partition, records) all records from the offsets in `starts` to the ends as of now; those ends.

        While the broker is away it waits; it stops early when `goes_on` says no. Raises ShorterThanWrittenError,
        BeginsTooLateError.
        """
        places = {TopicPartition(self._topic, number): start for number, start in starts.items()}
        if not places:
            return {}
        reader = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=_FETCH_BYTES
        )
        await reader.start()
        try:
            reader.assign(list(places))
            ends = await known_ends(list(places), reader.end_offsets, goes_on)
            if len(ends) < len(places):
                return {}
            begins = await reader.beginning_offsets(list(places))
            for place, start in places.items():
                if start > ends[place]:
                    raise ShorterThanWrittenError(f"partition {place.partition} of {self._topic} ends before {start}")
                if begins[place] > start:  # compaction leaves holes, but the log begins where it began
                    raise BeginsTooLateError(
                        f"{self._topic}, partition {place.partition} begins at offset {begins[place]}: the records before it "
                        f"were deleted, and the states in them are lost. {REBUILD}"
                    )
                reader.seek(place, start)
            left = {place: ends[place] - start for place, start in places.items() if start < ends[place]}
            while left and goes_on():
                self.left = sum(left.values())
                for place, records in (await reader.getmany(*left, timeout_ms=_ANSWER_MS)).items():
                    take(place.partition, [record for record in records if record.offset < ends[place]])
                    await asyncio.sleep(0)
                positions = [(place, await reader.position(place)) for place in left]
                left = {place: ends[place] - position for place, position in positions if position < ends[place]}
            return {place.partition: end for place, end in ends.items()}
        finally:
            self.left = 0
            await reader.stop()

    async def written(self, number: int, offsets: range) -> list[tuple[bytes, bytes | None]]:
        """The keys and values of the records at these offsets of a partition, in order."""
        found: list[tuple[bytes, bytes | None]] = []

        def take(_number: int, records: Sequence[Record]) -> None:
            found.extend((each.key, each.value) for each in records if each.key is not None and each.offset in offsets)

        await self.read({number: offsets.start}, take, lambda: True)
        return found
