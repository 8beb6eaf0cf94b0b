"""Whether a worker is ready, and if not why: the broker answers, partitions are assigned and read back, clocks known."""

from __future__ import annotations

import re
from typing import Final

import structlog

from streams import clock
from streams.amount import amount
from streams.engine.application import BatchApp

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
        self._is_assigning = app.rebalancing or app.in_recovery or not app.tables.actives_ready
        self._say(self._reason_of(app))
        self.lags = lags(app)
        moves = app.engine.moves
        is_idle = not any(self.lags.values()) and not self._is_assigning
        if moves != self._moves or is_idle or app.engine.membership.age_s > self._session_timeout_s:
            self._moves, self._moved_at = moves, clock.monotonic()

    def _say(self, reason: str) -> None:
        if _without_numbers(reason) != _without_numbers(
            self._reason
        ):  # how much is left is news for who asks, not for the log
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
        return _unticked(app)


def _assigning(app: BatchApp) -> str:
    """What a worker does between being given partitions and reading on in them."""
    if app.to_read_back:
        return f"reading back: {amount(app.to_read_back, 'changelog record')} left"
    if app.engine.to_take_up:
        return f"reading back: {amount(app.engine.to_take_up, 'citizen')} left to be taken up"
    return "the group divides the partitions" if app.rebalancing else "taking partitions over"


def _unticked(app: BatchApp) -> str:
    """Empty when every partition knows the time; a tick that is there may wait for the events before it."""
    unknown = {number: each.partition for number, each in app.engine.couriers.items() if not each.partition.has_ticked}
    ahead = [
        each.partition.held.ahead for each in app.engine.couriers.values() if each.partition.held.ahead is not None
    ]
    if ahead:
        by_s = max(tick.ahead_us for tick in ahead) // 1_000_000
        return f"ticks are {by_s} s ahead of Kafka's clock, and nothing is judged by them: set the clocks right"
    if not unknown:
        return ""
    waiting = [number for number, partition in unknown.items() if len(partition.held)]
    if len(waiting) < len(unknown):
        return f"no tick yet for {amount(len(unknown) - len(waiting), 'partition')}: is `rettidig clock` running?"
    behind = sum(lag for (_, number), lag in lags(app).items() if number in unknown)
    return f"taking in what was there before the first tick: {amount(behind, 'event')} left in {amount(len(unknown), 'partition')}"


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
