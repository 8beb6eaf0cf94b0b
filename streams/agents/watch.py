"""Counts what the engine does, as Prometheus metrics; knows names from `streams.metrics`, never a citizen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from streams import clock, metrics
from streams.engine.ports import Stepped
from streams.metrics import Metric

_BUCKETS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_KINDS: Final[dict[str, Any]] = {"counter": Counter, "gauge": Gauge}

_log: Final = structlog.get_logger(__name__)


class WorkerWatch:
    """The engine's watch. `registry` holds its metrics."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = self._made(metrics.EVENTS)
        self._rejected = self._made(metrics.EVENTS_REJECTED)
        self._lag = self._made(metrics.PARTITION_LAG)
        self._applied = self._made(metrics.PARTITION_APPLIED)
        self._audit = self._made(metrics.AUDIT_OVERDUE)
        self._late = self._made(metrics.LATE_FACTS)
        self._erased = self._made(metrics.ERASED_FACTS)
        self._failures = self._made(metrics.STEP_FAILURES)
        self._foreign = self._made(metrics.FOREIGN_RECORDS)
        event_to_alert = metrics.EVENT_TO_ALERT
        self._latency = Histogram(event_to_alert.name, event_to_alert.meaning, buckets=_BUCKETS, registry=self.registry)

    def _made(self, metric: Metric) -> Any:
        return _KINDS[metric.kind](metric.name, metric.meaning, metric.labels, registry=self.registry)

    def applied(self, topic: str, partition: int, events: int, appended_ms: int) -> None:
        """Events taken into the state; `appended_ms`: the last one's append timestamp."""
        self._events.labels(topic).inc(events)
        self._applied.labels(topic, str(partition)).set(appended_ms / 1000)

    def rejected(self, topic: str, reason: str) -> None:
        """An event became a dead letter."""
        self._rejected.labels(topic, reason).inc()

    def told(self, appended_ms: Sequence[int]) -> None:
        """Alerts were acknowledged whose causing events had been appended then."""
        now_ms = clock.now() / 1000
        for appended in appended_ms:
            self._latency.observe(max(0.0, (now_ms - appended) / 1000))

    def intruded(self, partition: int, records: int) -> None:
        """Another worker wrote so many records into the changelog of a partition that is ours."""
        _log.warning("changelog.intruded", partition=partition, records=records)
        self._foreign.inc(records)

    def stepped(self, stepped: Stepped) -> None:
        """A citizen was stepped."""
        if stepped.late:
            self._late.inc(stepped.late)
        if stepped.dropped:
            self._erased.inc(stepped.dropped)

    def step_failed(self, error: Exception) -> None:
        """A citizen's step raised. Only where it did is logged: an error's text may hold what it stumbled over."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "the engine"
        _log.error("step.failed", error=type(error).__name__, where=where)
        self._failures.inc()

    def audit_failed(self) -> None:
        """The rolling audit found a citizen who had something to say without being due."""
        _log.error("audit.failed")
        self._audit.inc()

    def lags(self, events: dict[tuple[str, int], int]) -> None:
        """(source topic, partition) → events not taken in yet, of all partitions that are ours."""
        self._lag.clear()
        for (topic, partition), lag in events.items():
            self._lag.labels(topic, str(partition)).set(lag)
