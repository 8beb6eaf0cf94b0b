"""Whether a worker is ready, and if not why: the broker answers, partitions are assigned and read back, clocks known."""

from __future__ import annotations

import re
from typing import Final

import structlog

from streams import clock
from streams.amount import amount
from streams.broker_watch import BrokerWatch
from streams.engine.application import BatchApp
from streams.engine.guard import TRUSTED_SHARE

_NO_TICK_S: Final = 15.0
"""Without a tick for so long the clock is to be looked at; before, the next one is on its way."""

_FEW_TICKS: Final = 20
"""Who has so few to read is with those of now."""

_log: Final = structlog.get_logger(__name__)


class Readiness:
    """What the last look at the application showed. `lags`: (source topic, partition) → events not taken in yet."""

    def __init__(self, session_timeout_s: float) -> None:
        self.lags: dict[tuple[str, int], int] = {}
        self._session_timeout_s = session_timeout_s
        self._moves = 0
        self._moved_at = clock.monotonic()
        self._reason = "starting: waiting for the broker"
        self._is_assigning = False
        self._broker = BrokerWatch()
        self._ticks_missed_from: float | None = None

    @property
    def still_s(self) -> float:
        """For how many seconds nothing has moved although the broker answers and there is something to be done.

        That is: there are events to be taken in, or partitions to be read back, or a rebalance has not come to its end.
        """
        return clock.monotonic() - self._moved_at

    def why_not(self) -> str:
        """Empty when the worker is ready."""
        return self._reason

    def leave(self) -> None:
        """The worker is on its way out."""
        self._say("leaving")

    def look(self, app: BatchApp) -> None:
        """See how things stand now."""
        membership = app.engine.membership
        if membership.is_known:  # before, it is the start that says whether there is a broker
            silent_s = membership.age_s
            self._broker.saw(answers=silent_s <= self._session_timeout_s * TRUSTED_SHARE, silent_s=silent_s)
        self._is_assigning = app.rebalancing or app.in_recovery or not app.tables.actives_ready
        self._say(self._reason_of(app))
        self.lags = lags(app)
        moves = app.engine.moves
        is_idle = not any(self.lags.values()) and not self._is_assigning
        if moves != self._moves or is_idle or app.engine.membership.age_s > self._session_timeout_s:
            self._moves, self._moved_at = moves, clock.monotonic()

    def _say(self, reason: str) -> None:
        # How much is left is news for who asks, not for the log.
        if _without_numbers(reason) != _without_numbers(self._reason):
            _log.info("worker.ready" if not reason else "worker.not_ready", reason=reason)
        self._reason = reason

    def _reason_of(self, app: BatchApp) -> str:
        if not app.engine.membership.is_known:
            return "joining: the group has not counted this worker in yet"
        if app.engine.membership.age_s > self._session_timeout_s:
            return f"the broker has not answered for {app.engine.membership.age_s:.0f} s"
        if self._is_assigning:
            return _assigning(app)
        waiting = sum(
            len(courier.partition.anew) for courier in app.engine.couriers.values() if courier.partition.anew.is_on
        )
        if waiting:
            return f"the lawbook has changed: {amount(waiting, 'citizen')} to be judged anew"
        return _ahead(app) or _still(app) or self._unticked(app)

    def _unticked(self, app: BatchApp) -> str:
        """Empty when every partition knows the time; else what the first tick waits for, or that none comes."""
        couriers = app.engine.couriers.items()
        unknown = {number: each.partition for number, each in couriers if not each.partition.has_ticked}
        ticks = {number: _ticks_left(app, number, partition.clock_position) for number, partition in unknown.items()}
        missed = [number for number, partition in unknown.items() if ticks[number] == 0 and not len(partition.held)]
        now = clock.monotonic()
        self._ticks_missed_from = (self._ticks_missed_from or now) if missed else None
        if self._ticks_missed_from is not None and now - self._ticks_missed_from >= _NO_TICK_S:
            return f"no tick yet for {amount(len(missed), 'partition')}: is `rettidig clock` running?"
        return _first_ticks(app, set(unknown), ticks, len(missed)) if unknown else ""


def _assigning(app: BatchApp) -> str:
    """What a worker does between being given partitions and reading on in them."""
    if app.to_read_back:
        return f"reading back: {amount(app.to_read_back, 'changelog record')} left"
    if app.engine.to_take_up:
        return f"reading back: {amount(app.engine.to_take_up, 'citizen')} left to be taken up"
    return "the group divides the partitions" if app.rebalancing else "taking partitions over"


def _ahead(app: BatchApp) -> str:
    """Empty unless ticks are ahead of Kafka's clock."""
    held = (each.partition.held.ahead for each in app.engine.couriers.values())
    ahead = [tick for tick in held if tick is not None]
    if not ahead:
        return ""
    by_s = max(tick.ahead_us for tick in ahead) // 1_000_000
    return f"ticks are {by_s} s ahead of Kafka's clock, and nothing is judged by them: set the clocks right"


def time_still_us(app: BatchApp) -> int:
    """For how long, in microseconds, time stands still in the partition that has to wait longest.

    Not said of one that reads ticks of a while ago, as after a takeover.
    """
    read = (
        each.partition
        for number, each in app.engine.couriers.items()
        if (left := _ticks_left(app, number, each.partition.clock_position)) is not None and left <= _FEW_TICKS
    )
    return max((partition.still_us for partition in read), default=0)


def _still(app: BatchApp) -> str:
    """Empty unless a tick that was ahead has been judged by, and those that come now say less."""
    still_us = time_still_us(app)
    if not still_us:
        return ""
    said = f"time stands still for another {still_us // 1_000_000} s: a tick that was ahead of Kafka's clock has been judged by"
    return f"{said}. Nothing is lost: what falls due is told then. See that the clocks stay right"


def _first_ticks(app: BatchApp, unknown: set[int], ticks: dict[int, int | None], missed: int) -> str:
    """What partitions without a tick wait for, as far as the last fetch has shown: their backlog first of all.

    One that has come as far as its first tick's ends waits for nothing: what came after them is not waited for.
    """
    couriers = app.engine.couriers
    behind_tick = {number for number in unknown if couriers[number].partition.ripe() is None}
    if not behind_tick:
        return f"judging by the first tick in {amount(len(unknown), 'partition')}; all that was there before it is taken in"
    places = [place for place in app.engine.positions() if place[1] in behind_tick]
    found, where = lags(app), amount(len(behind_tick), "partition")
    behind = sum(found.get(place, 0) for place in places)
    if behind:
        events = amount(behind, "event")
        return f"taking in what was there before the first tick: {events} left in {where}"
    if None in ticks.values() or any(place not in found for place in places):
        return f"reading on: how much is left in {where} is not known yet"
    if missed < len(behind_tick):
        return (
            f"everything is taken in; reading on to the first tick in {amount(len(behind_tick) - missed, 'partition')}"
        )
    return f"everything is taken in; waiting for the next tick in {amount(missed, 'partition')}"


def _ticks_left(app: BatchApp, number: int, position: int) -> int | None:
    """Ticks of a partition that are in the log and not read; None before the first fetch has shown how many."""
    end = app.end_offset(app.clock_topic, number)
    return None if end is None else max(0, end - position)


def _without_numbers(reason: str) -> str:
    return re.sub(r"\d[\d,]*|s\b", "", reason)  # the last one has no plural


def lags(app: BatchApp) -> dict[tuple[str, int], int]:
    """(source topic, partition) → events that are in the log and not taken in, as far as the last fetch has shown."""
    found = {}
    for (topic, number), position in app.engine.positions().items():
        end = app.end_offset(topic, number)
        if end is not None:
            found[topic, number] = max(0, end - position)
    return found
