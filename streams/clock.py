"""Knows what time it is, and is the only file that does; whoever needs the time is handed a Clock or calls here."""

from __future__ import annotations

import time
from typing import Protocol

from rules.civil import Instant

__all__ = ["Clock", "HandMovedClock", "SystemClock", "monotonic", "now", "sleep"]


class Clock(Protocol):
    """Where a role reads the time: the machine's, or one that a test or the demo moves by hand."""

    def now(self) -> Instant:
        """Microseconds since the Unix epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow: for durations, never for dates."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """Microseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000

    def monotonic(self) -> float:
        """Seconds that only ever grow, from an arbitrary start."""
        return time.monotonic()


class HandMovedClock:
    """A clock that stands still until it is moved; it refuses to be moved back."""

    def __init__(self, start: Instant = 0) -> None:
        self._now = start
        self._first = start

    def now(self) -> Instant:
        """Microseconds since the Unix epoch, UTC: where the clock was last moved to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds moved since the clock was made."""
        return (self._now - self._first) / 1_000_000

    def move_to(self, instant: Instant) -> None:
        """Set the clock to `instant`. Raises ValueError if that is before where it stands."""
        if instant < self._now:
            raise ValueError(f"a clock is never moved back: it stands at {self._now}, asked for {instant}")
        self._now = instant

    def move_by(self, microseconds: int) -> None:
        """Move the clock on. Raises ValueError for a negative amount."""
        self.move_to(self._now + microseconds)


_SYSTEM = SystemClock()


def now() -> Instant:
    """The machine's clock: microseconds since the Unix epoch, UTC."""
    return _SYSTEM.now()


def monotonic() -> float:
    """The machine's monotonic clock in seconds."""
    return _SYSTEM.monotonic()


def sleep(seconds: float) -> None:
    """Let the machine's clock run on for `seconds`: for pauses between two looks at something outside."""
    time.sleep(seconds)
