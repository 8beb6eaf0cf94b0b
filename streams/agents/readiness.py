"""Whether a worker is ready, and if not why: the broker answers, partitions are assigned and read back, clocks known."""

from __future__ import annotations

from typing import Final

import structlog

from streams import clock
from streams.engine.application import BatchApp

_log: Final = structlog.get_logger(__name__)


_ASSIGNING: Final = "partitions are being assigned and read back"


class Readiness:
    """What the last look at the application showed. `lags`: (source topic, partition) → events not taken in yet."""

    def __init__(self, session_timeout_s: float) -> None:
        self.lags: dict[tuple[str, int], int] = {}
        self._session_timeout_s = session_timeout_s
        self._moves = 0
        self._moved_at = clock.monotonic()
        self._reason = "starting: waiting for the broker"

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
        self._say(self._reason_of(app))
        self.lags = lags(app)
        moves = app.engine.moves
        is_idle = not any(self.lags.values()) and self._reason != _ASSIGNING
        if moves != self._moves or is_idle or app.engine.membership.age_s > self._session_timeout_s:
            self._moves, self._moved_at = moves, clock.monotonic()

    def _say(self, reason: str) -> None:
        if reason != self._reason:
            _log.info("worker.ready" if not reason else "worker.not_ready", reason=reason)
        self._reason = reason

    def _reason_of(self, app: BatchApp) -> str:
        if app.engine.membership.age_s > self._session_timeout_s:
            return "the broker does not answer"
        if app.rebalancing or app.in_recovery or not app.tables.actives_ready:
            return _ASSIGNING
        waiting = sum(
            len(courier.partition.anew) for courier in app.engine.couriers.values() if courier.partition.anew.is_on
        )
        if waiting:
            return f"the lawbook has changed: {waiting} citizens are judged anew"
        unknown = [number for number, courier in app.engine.couriers.items() if not courier.partition.has_ticked]
        if unknown:
            return f"no tick yet for {len(unknown)} partitions: is `rettidig clock` running?"
        return ""


def lags(app: BatchApp) -> dict[tuple[str, int], int]:
    """(source topic, partition) → events that are in the log and not taken in, as far as the last fetch has shown."""
    found = {}
    for (topic, number), position in app.engine.positions().items():
        end = app.end_offset(topic, number)
        if end is not None:
            found[topic, number] = max(0, end - position)
    return found
