"""How far time has come: the newest tick, and the instant up to which every worker partition has told its alerts.

Read from `clock` and from the markers of `municipal-partials`, which a worker writes for every tick that it has handled.
Neither is stored as fact: both are read from near the topics' ends at every start.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rules.civil import Instant
from streams.engine.ticks import UnreadableTickError, decode_tick
from streams.inbox.gathering import Read, Source
from streams.inbox.source import TopicReader
from streams.municipality.records import Marker, UnreadablePartialError, decode_partial
from streams.topics import CLOCK, MUNICIPAL_PARTIALS, Topics

_LOOK_BACK: Final = 4_000
"""Records before the end of a partition among which its newest marker or tick is looked for."""
_MARKER: Final = b"|-|-"


class Pulse:
    """`now`: the newest tick. `as_of`: all alerts up to this instant are told; None until every partition was heard."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self.now: Instant | None = None
        self._handled: dict[int, Instant] = {}
        self._partitions = topics.partitions
        self._sources = topics.sources
        self._reader = TopicReader(bootstrap, topics)

    @property
    def as_of(self) -> Instant | None:
        """The instant that the slowest partition has reached."""
        return min(self._handled.values()) if len(self._handled) == self._partitions else None

    def start(self) -> None:
        """Look back a little and follow from there. Raises EndsUnknownError."""
        every = [Source(topic, number) for topic in (CLOCK, MUNICIPAL_PARTIALS) for number in range(self._partitions)]
        ends = self._reader.ends(every)
        self._reader.assign({source: max(0, end - _LOOK_BACK) for source, end in ends.items()})

    def beat(self) -> None:
        """Take in what has come."""
        while records := self._reader.read(10_000, 0.0):
            self.take(records)

    def take(self, records: Iterable[Read]) -> None:
        """Take in records of the two topics; what can't be read says nothing."""
        for (topic, number), offset, key, value, _ in records:
            if topic == CLOCK:
                self._tick(value, offset)
            elif key is not None and key.endswith(_MARKER):
                self._mark(number, key, value or b"")

    def close(self) -> None:
        """Read no more."""
        self._reader.close()

    def _tick(self, value: bytes | None, offset: int) -> None:
        try:
            at = decode_tick(value, self._sources, offset).at
        except UnreadableTickError:
            return
        self.now = at if self.now is None else max(self.now, at)

    def _mark(self, number: int, key: bytes, value: bytes) -> None:
        try:
            _, _, marker = decode_partial(key, value)
            if isinstance(marker, Marker):
                self._handled[number] = max(self._handled.get(number, marker.as_of_instant()), marker.as_of_instant())
        except (UnreadablePartialError, ValueError):
            return
