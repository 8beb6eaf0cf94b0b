"""Counts what the keeper and the pages do, as Prometheus metrics; knows names from `streams.metrics`, never a citizen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from prometheus_client import Histogram

from alerts.inbox.entry import ActionType
from rules.civil import Instant
from streams import clock, metrics
from streams.inbox.gathering import FOLLOWED, Gathering
from streams.instruments import instrument, role_registry

_VISIBLE_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 5.0, 10.0, 60.0)
_OUTCOMES: Final = ("written", "not-written")
_ACTION_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class KeeperWatch:
    """The keeper's watch. `registry` holds its metrics."""

    def __init__(self) -> None:
        self.registry = role_registry()
        self._records = instrument(metrics.INBOX_RECORDS, self.registry)
        self._unreadable = instrument(metrics.INBOX_UNREADABLE, self.registry)
        self._behind = instrument(metrics.INBOX_BEHIND, self.registry)
        self._redis = instrument(metrics.INBOX_REDIS_UP, self.registry)
        self._over = instrument(metrics.INBOX_STARTS_OVER, self.registry)
        self._as_of: Any = None
        for topic in FOLLOWED:  # what never happened yet stands at 0, so that its first time is an increase
            self._records.labels(topic)
            self._unreadable.labels(topic)
        visible = metrics.INBOX_VISIBLE
        self._visible = Histogram(visible.name, visible.meaning, buckets=_VISIBLE_BUCKETS, registry=self.registry)

    def stored(self, gathered: Gathering) -> None:
        """Everything gathered is in Redis now."""
        for topic, records in gathered.by_topic.items():
            self._records.labels(topic).inc(records)
        for topic, records in gathered.unreadable_by_topic().items():
            self._unreadable.labels(topic).inc(records)

    def shown(self, appended_ms: Mapping[str, int]) -> None:
        """Alerts are shown that the broker had appended then."""
        now_ms = clock.now() / 1000
        for appended in appended_ms.values():
            self._visible.observe(max(0.0, (now_ms - appended) / 1000))

    def came(self, behind: int, as_of: Instant | None) -> None:
        """The view has come so far."""
        self._behind.set(behind)
        if as_of is not None:
            if self._as_of is None:
                self._as_of = instrument(metrics.INBOX_AS_OF, self.registry)
            self._as_of.set(as_of / 1_000_000)

    def redis_was_asked(self, *, answers: bool) -> None:
        """Whether Redis answered when it was asked last."""
        self._redis.set(answers)

    def started_over(self) -> None:
        """A generation was begun because there was none to go on with."""
        self._over.inc()


class PagesWatch:
    """The pages' watch. `registry` holds its metrics."""

    def __init__(self) -> None:
        self.registry = role_registry()
        self._actions = instrument(metrics.INBOX_ACTIONS, self.registry)
        for kind in get_args(ActionType):
            for outcome in _OUTCOMES:
                self._actions.labels(kind, outcome)
        self.listeners = instrument(metrics.INBOX_LISTENERS, self.registry)
        seconds = metrics.INBOX_ACTION_SECONDS
        self._seconds = Histogram(seconds.name, seconds.meaning, buckets=_ACTION_BUCKETS, registry=self.registry)

    def acted(self, kind: str, began: float, *, is_written: bool) -> None:
        """An action was taken, at a monotonic second, and is written or not."""
        self._actions.labels(kind, _OUTCOMES[not is_written]).inc()
        if is_written:
            self._seconds.observe(clock.monotonic() - began)
