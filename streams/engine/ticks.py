"""Ticks: how far the clock has come and what had been appended by then; knows holding back, neither Kafka nor citizens.

A tick says: the clock reads `t`, and when it was cut the source partitions ended at `e`. A worker may judge by it only
when it has applied everything before those ends (the barrier), so that a backlog never raises a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from rules.civil import Instant, instant, iso_instant
from streams.engine.ports import Record

MOST_HELD: Final = 64
"""Ticks kept while a backlog is worked off. Ticks are cumulative: leaving some out costs nothing but promptness."""
STILL_US: Final = 5_000_000
"""By so much machines' clocks may differ before anybody is told."""
AHEAD: Final = (
    "nothing is judged by these ticks; set the clocks of the machines right on which `rettidig clock` and Kafka run "
    "(RETTIDIG_CLOCK_AHEAD_S=0 allows a simulated clock)"
)


class UnreadableTickError(ValueError):
    """A record of the clock topic that is not a tick."""


class StillDueError(RuntimeError):
    """A step left a citizen due at an instant that it was to go past; the next tick would find no end."""


class _Wire(msgspec.Struct):
    t: str
    e: dict[str, int]


class HeldTick(NamedTuple):
    """A tick of one partition: its instant, the ends of the source topics in their order, its own offset, when appended."""

    at: Instant
    ends: tuple[int, ...]
    offset: int
    appended_ms: int = 0

    @property
    def ahead_us(self) -> int:
        """By how many microseconds it is ahead of Kafka's clock; below 0 where it is behind."""
        return self.at - self.appended_ms * 1_000


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(_Wire)


def encode_tick(at: Instant, ends: Mapping[str, int]) -> bytes:
    """The record for one partition: `ends` gives the end offset of each source topic's partition of the same number."""
    return _encoder.encode(_Wire(iso_instant(at), dict(ends)))


def decode_tick(value: bytes | None, topics: Sequence[str], offset: int, appended_ms: int = 0) -> HeldTick:
    """The tick in a record. Raises UnreadableTickError: not JSON, no instant with an offset, an end missing or below 0."""
    try:
        wire = _decoder.decode(value or b"")
        at = instant(datetime.fromisoformat(wire.t))
        ends = tuple(wire.e[topic] for topic in topics)
    except KeyError as missing:
        raise UnreadableTickError(f"tick at offset {offset} has no end of {missing}") from missing
    except (ValueError, RecursionError) as error:
        raise UnreadableTickError(f"tick at offset {offset} cannot be read: {error}") from error
    if min(ends) < 0:
        raise UnreadableTickError(f"tick at offset {offset} has an end below 0")
    return HeldTick(at, ends, offset, appended_ms)


class HeldTicks:
    """The ticks of one partition that wait for their barrier.

    The oldest is always kept: its barrier is the nearest, and however fast new ones come it will be reached.
    `most_ahead_us`: how far a tick may be ahead of Kafka's own time of appending it, in microseconds; 0: any, as for a clock
    that is simulated. `ahead`: the tick that came last, if it is further: it is not held, because time that was believed once
    cannot be taken back.
    """

    def __init__(self, most_ahead_us: int = 0) -> None:
        self.most_ahead_us = most_ahead_us
        self.ahead: HeldTick | None = None
        self._newest: HeldTick | None = None
        self._ticks: list[HeldTick] = []

    def __len__(self) -> int:
        return len(self._ticks)

    def take(self, records: Iterable[Record], topics: Sequence[str], after: Instant | None) -> list[str]:
        """Hold the ticks in records that are `after` (None: whenever); returns what could not be read, in words."""
        complaints = []
        for record in records:
            try:
                tick = decode_tick(record.value, topics, record.offset, record.timestamp)
            except UnreadableTickError as error:
                complaints.append(str(error))
                continue
            if self.believes(tick) and (after is None or tick.at > after):
                self.hold(tick)
        return complaints

    def believes(self, tick: HeldTick) -> bool:
        """Whether the tick that came last, also one that says nothing new, is not ahead of Kafka's clock."""
        self.ahead = tick if 0 < self.most_ahead_us < tick.ahead_us else None
        self._newest = tick
        return self.ahead is None

    def still_us(self, clock: Instant) -> int:
        """How long time stands still for who has judged up to `clock`: by a tick that was ahead of the one that came last.

        0 where it goes on, and where any tick is believed.
        """
        newest = self._newest
        if newest is None or self.ahead is not None or not self.most_ahead_us or clock - newest.at <= STILL_US:
            return 0
        return clock - newest.at

    def hold(self, tick: HeldTick) -> None:
        """Add a tick; of too many every second is dropped, never the oldest and the newest."""
        self._ticks.append(tick)
        if len(self._ticks) > MOST_HELD:
            self._ticks = [*self._ticks[:-1:2], self._ticks[-1]]

    def ripe(self, positions: Sequence[int]) -> HeldTick | None:
        """The latest tick whose every end is reached by `positions` (next offsets to be applied), if there is one."""
        reached = (tick for tick in self._ticks if all(map(int.__ge__, positions, tick.ends)))
        return max(reached, default=None)

    def next_ends(self) -> tuple[int, ...] | None:
        """The ends of the oldest tick, whose barrier is the nearest; None when nothing is held.

        Where a later tick says that a topic ends before that, the topic has lost records and ends there: the later one's.
        """
        nearest: tuple[int, ...] | None = None
        for tick in self._ticks:
            if nearest is None or any(map(int.__lt__, tick.ends, nearest)):
                nearest = tick.ends
        return nearest

    def drop_until(self, at: Instant) -> None:
        """Forget the ticks up to and including `at`: a later one covered them."""
        self._ticks = [tick for tick in self._ticks if tick.at > at]

    def oldest_offset(self) -> int | None:
        """The first clock offset that must be read again if this worker dies now; None when nothing is held."""
        return min((tick.offset for tick in self._ticks), default=None)

    def blocking(self, positions: Sequence[int]) -> tuple[int, ...]:
        """Indices of the source topics that keep the oldest tick waiting."""
        if not self._ticks:
            return ()
        ends = self._ticks[0].ends
        return tuple(i for i, (position, end) in enumerate(zip(positions, ends, strict=True)) if position < end)
