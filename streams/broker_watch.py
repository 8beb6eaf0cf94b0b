"""Says once that the broker is away, and once that it is back; is told whether it answers, and asks nobody."""

from __future__ import annotations

from typing import Final

import structlog

from streams import clock, logs

REMEDY: Final = "look at Kafka (`rettidig doctor`); nothing is lost, and this role goes on by itself when it is back"

_log: Final = structlog.get_logger(__name__)


class BrokerWatch:
    """One role's news of the broker."""

    def __init__(self) -> None:
        self._away_from: float | None = None

    def saw(self, *, answers: bool, silent_s: float = 0.0) -> None:
        """How it stands now; `silent_s`: for how long it has not answered, if that is known."""
        now = clock.monotonic()
        if not answers and self._away_from is None:
            self._away_from = now - silent_s
            since = {"unanswered_s": round(silent_s, 1)} if silent_s else {}
            _log.warning("broker.away", **since, remedy=REMEDY)
        elif answers and self._away_from is not None:
            _log.info("broker.back", away_s=round(now - self._away_from, 1), complaints_left_out=logs.left_out())
            self._away_from = None
