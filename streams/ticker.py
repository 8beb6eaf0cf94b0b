"""Cuts ticks: a stamped instant and, read freshly after it, where every source partition ends; knows no citizens.

First the instant, then the ends: so an event that was appended before the instant is before the end, and the worker that
waits for the ends has seen it. Without fresh ends there is no tick; one that is missing costs promptness, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import structlog
from confluent_kafka import KafkaError, Message, Producer

from rules.civil import Instant
from streams import clock
from streams.engine.ticks import encode_tick
from streams.topic_ends import EndReader, EndsUnknownError, Place
from streams.topics import CLOCK, Topics

_ANSWER_S: Final = 5.0
_SET_BACK_US: Final = 1_000_000
"""A clock that is set back by less is being kept right, and nobody has to be told."""
NEWS_INTERVAL_S: Final = 0.1

_log: Final = structlog.get_logger(__name__)


class NoTickError(RuntimeError):
    """The ends of the source topics could not be read, or Kafka did not take the tick."""


class Ticker:
    """Cuts ticks for one installation's partitions."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self._topics = topics
        self._ends = EndReader(bootstrap)
        self._last: dict[Place, int] = {}
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "acks": "all",
                "linger.ms": 0,
                "message.timeout.ms": int(_ANSWER_S * 1000),
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )

    def cut(self, at: Instant) -> None:
        """Write a tick that says `at` to every partition of the clock topic. Raises NoTickError."""
        self._write(at, self._ends_now(), set(range(self._topics.partitions)))

    def cut_for_news(self, at: Instant) -> None:
        """Write a tick that says `at` to those partitions in which events came since the last. Raises NoTickError."""
        ends = self._ends_now()
        news = {number for (source, number), end in ends.items() if end != self._last.get((source, number))}
        self._write(at, ends, news)

    def _ends_now(self) -> dict[Place, int]:
        numbers = range(self._topics.partitions)
        try:
            return self._ends.read((source, number) for source in self._topics.sources for number in numbers)
        except EndsUnknownError as error:
            raise NoTickError(f"the ends of the source topics could not be read: {error}") from error

    def _write(self, at: Instant, ends: dict[Place, int], numbers: set[int]) -> None:
        refused: list[KafkaError] = []

        def delivered(error: KafkaError | None, _message: Message) -> None:
            if error is not None:
                refused.append(error)

        for number in sorted(numbers):
            tick = encode_tick(at, {source: ends[source, number] for source in self._topics.sources})
            self._producer.produce(self._topics.name(CLOCK), value=tick, partition=number, on_delivery=delivered)
        unsent = self._producer.flush(2 * _ANSWER_S)
        if refused or unsent:
            raise NoTickError(f"Kafka did not take the tick: {refused[0].str() if refused else 'no answer'}")
        self._last = ends


class Cutter(Protocol):
    """Who writes ticks. Both raise NoTickError."""

    def cut(self, at: Instant) -> None: ...
    def cut_for_news(self, at: Instant) -> None: ...


def cut_patiently(cutter: Cutter, at: Instant, meanwhile: Callable[[], None], patience_s: float) -> None:
    """Cut one tick that must not be left out: a broker that is away for a moment, as after a machine slept, is asked again.

    `meanwhile` happens between two tries. The same tick twice says nothing new. Raises NoTickError after `patience_s`.
    """
    deadline = clock.monotonic() + patience_s
    while True:
        try:
            cutter.cut(at)
            return
        except NoTickError:
            if clock.monotonic() > deadline:
                raise
        meanwhile()


class ForwardClock:
    """The machine's clock, but one that never goes back.

    Workers pass over a tick that says no more than one before it; were the machine's clock set back by an hour, nothing would
    be told for an hour. So it goes on from where it was, by a microsecond a tick, until the machine's clock has come there.
    """

    def __init__(self, read: Callable[[], Instant]) -> None:
        self._read = read
        self._last: Instant | None = None
        self._is_behind = False

    def now(self) -> Instant:
        """Later than any answer before; a clock that was set back is named once."""
        read, last = self._read(), self._last
        behind = 0 if last is None else last - read
        if behind > _SET_BACK_US and not self._is_behind:
            _log.warning(
                "clock.set_back", by_s=round(behind / 1_000_000, 1), remedy="alerts go on; look at time keeping"
            )
        self._is_behind = behind > 0 and (self._is_behind or behind > _SET_BACK_US)
        self._last = read if last is None else max(read, last + 1)
        return self._last


def tick_by_the_wall_clock(
    ticker: Cutter, interval_ms: int, pause: Callable[[float], bool], was_cut: Callable[[Instant], None]
) -> None:
    """Cut a tick every `interval_ms`, and in between wherever events came, until `pause` (seconds) says not to go on.

    An alert so waits for its tick a tenth of a second, and a quiet night costs a tick a partition an interval. A tick that
    fails is named once.
    """
    forward = ForwardClock(clock.now)
    due, is_failing = clock.monotonic(), False
    while True:
        try:
            if clock.monotonic() >= due:
                due = max(due + interval_ms / 1000, clock.monotonic())
                ticker.cut(now := forward.now())
                was_cut(now)
            else:
                ticker.cut_for_news(forward.now())
        except NoTickError as error:
            if not is_failing:
                _log.warning(
                    "clock.stopped", reason=str(error), remedy="the clock goes on by itself when Kafka is back"
                )
            is_failing = True
        else:
            if is_failing:
                _log.info("clock.goes_on")
            is_failing = False
        if not pause(min(NEWS_INTERVAL_S, max(0.0, due - clock.monotonic()))):
            return
