"""Brings a generation up to where the topics end, one partition after the other; knows how to do much at once.

Partition by partition, because all that was ever said about a citizen is in partitions of one number: so every alert is
stored once or a few times, however many messages there were of it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from streams.inbox.gathering import FOLLOWED, Gathering, Source
from streams.inbox.source import TopicReader
from streams.inbox.storing import Store

_READ_AT_ONCE: Final = 10_000
_READ_S: Final = 0.1
STORED_AT_ONCE: Final = 100_000
"""Records gathered before they are stored: a quarter of a gigabyte at most."""

GoesOn = Callable[[int], bool]
"""Asked between reads with the records that are still to be read; no: stop as soon as possible."""


Stored = Callable[[Gathering], None]
"""Told of what is stored."""


def catch_up(reader: TopicReader, store: Store, goes_on: GoesOn, stored: Stored) -> None:
    """Read up to where the topics end now. Raises EndsUnknownError, OvertakenError and redis.RedisError."""
    ends = reader.ends(store.offsets)
    left = sum(max(0, end - store.offsets[source]) for source, end in ends.items())
    with _without_collector():
        for number in sorted({source.partition for source in ends}):
            places = {Source(topic, number): store.offsets[Source(topic, number)] for topic in FOLLOWED}
            wanted = {source: ends[source] for source, at in places.items() if at < ends[source]}
            if not wanted:
                continue
            reader.assign({source: places[source] for source in wanted})
            for gathered in _gathered(reader, wanted, left, goes_on):
                store.store(gathered, calling=False)
                left -= gathered.records
                stored(gathered)
            if not goes_on(max(0, left)):
                break


def _gathered(reader: TopicReader, wanted: Mapping[Source, int], left: int, goes_on: GoesOn) -> Iterator[Gathering]:
    """What there is in one partition number up to the wanted ends, in large portions."""
    gathered = Gathering()
    while not reader.has_reached(wanted) and goes_on(max(0, left - gathered.records)):
        gathered.take(reader.read(_READ_AT_ONCE, _READ_S))
        if gathered.records >= STORED_AT_ONCE:
            yield gathered
            left -= gathered.records
            gathered = Gathering()
    if gathered.records:
        yield gathered


@contextmanager
def _without_collector() -> Iterator[None]:
    """Entries hold no cycles: looking for them in a hundred thousand would cost more than reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
