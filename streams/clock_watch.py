"""What the clock role tells of its ticks, as metrics and as readiness; knows instants, neither Kafka nor who asks."""

from __future__ import annotations

from typing import Final

from rules.civil import Instant
from streams import clock, metrics
from streams.engine.ticks import STILL_US
from streams.instruments import instrument, role_registry

_PERIODS_TO_BE_LATE: Final = 2
_LEAST_LATENESS_S: Final = 5.0


class ClockWatch:
    """`registry` holds the metrics. `interval_s`: how far apart ticks are to be cut."""

    def __init__(self, interval_s: float) -> None:
        self.registry = role_registry()
        self._ticks = instrument(metrics.TICKS, self.registry)
        self._newest = instrument(metrics.TICK_CUT, self.registry)
        instrument(metrics.TICK_INTERVAL, self.registry).set(interval_s)
        self._late_after_s = max(_PERIODS_TO_BE_LATE * interval_s, _LEAST_LATENESS_S)
        self._cut_at: float | None = None
        self._said: Instant = 0

    def cut(self, at: Instant) -> None:
        """A tick that says `at` was acknowledged in all partitions."""
        self._cut_at, self._said = clock.monotonic(), at
        self._ticks.inc()
        self._newest.set(at / 1_000_000)

    def why_not_ready(self) -> str:
        """Empty while ticks are cut in time; else the reason. Asked by other threads."""
        if self._cut_at is None:
            return "no tick yet: waiting for Kafka and its topics"
        silence_s = clock.monotonic() - self._cut_at
        if silence_s > self._late_after_s:
            return f"no tick for {silence_s:.0f} s: Kafka does not answer"
        behind_us = self._said - clock.now()
        if behind_us <= STILL_US:
            return ""
        return (
            f"this machine's clock was set back: ticks stand still for another {behind_us // 1_000_000} s. "
            "Nothing is lost: what falls due is told then. See that the clock stays right"
        )
