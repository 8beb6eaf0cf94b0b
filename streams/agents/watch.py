"""Counts what the engine does, as Prometheus metrics; knows names from `streams.metrics`, never a citizen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import structlog
from prometheus_client import Histogram

from streams import clock, metrics
from streams.agents.law_change import LawChange
from streams.engine.ports import Stepped
from streams.instruments import instrument, role_registry
from streams.intake.refusal import Reason

_BUCKETS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)

_log: Final = structlog.get_logger(__name__)


class WorkerWatch:
    """The engine's watch. `registry` holds its metrics.

    `topics`: the source topics. What is counted of them stands at 0 from the start: of a counter that begins with its
    first increase, Prometheus never sees that increase.
    """

    def __init__(self, topics: Sequence[str] = ()) -> None:
        self.registry = role_registry()
        self._events = instrument(metrics.EVENTS, self.registry)
        self._rejected = instrument(metrics.EVENTS_REJECTED, self.registry)
        self._lag = instrument(metrics.PARTITION_LAG, self.registry)
        self._applied = instrument(metrics.PARTITION_APPLIED, self.registry)
        self._ticked = instrument(metrics.TICK_APPLIED, self.registry)
        self._still = instrument(metrics.TIME_STILL, self.registry)
        self._ready = instrument(metrics.WORKER_READY, self.registry)
        self._audit = instrument(metrics.AUDIT_OVERDUE, self.registry)
        self._late = instrument(metrics.LATE_FACTS, self.registry)
        self._erased = instrument(metrics.ERASED_FACTS, self.registry)
        self._failures = instrument(metrics.STEP_FAILURES, self.registry)
        self._foreign = instrument(metrics.FOREIGN_RECORDS, self.registry)
        self.law_change = LawChange(self.registry)
        event_to_alert = metrics.EVENT_TO_ALERT
        self._latency = Histogram(event_to_alert.name, event_to_alert.meaning, buckets=_BUCKETS, registry=self.registry)
        # What is told of with every slice of records: a label's look-up costs more than what is counted by it.
        self._events_of = cache(self._events.labels)
        self._applied_of = cache(lambda topic, partition: self._applied.labels(topic, str(partition)))
        self._ticked_of = cache(lambda partition: self._ticked.labels(str(partition)))
        self._ours: frozenset[tuple[str, int]] = frozenset()
        for topic in topics:
            self._events.labels(topic)
            for reason in Reason:
                self._rejected.labels(topic, reason.value)

    def applied(self, topic: str, partition: int, events: int, appended_ms: int) -> None:
        """Events taken into the state; `appended_ms`: the last one's append timestamp."""
        self._events_of(topic).inc(events)
        self._applied_of(topic, partition).set(appended_ms / 1000)

    def ticked(self, partition: int, appended_ms: int) -> None:
        """A partition was judged by a tick that had been appended then."""
        self._ticked_of(partition).set(appended_ms / 1000)

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

    def looked(self, lags: Mapping[tuple[str, int], int], *, is_ready: bool, still_us: int = 0) -> None:
        """How the worker stands. `lags`: (source topic, partition) → events not taken in yet, of all that are ours.
        `still_us`: for how long time stands still in the partition that has to wait longest.

        The lag of a partition that was lost is its new owner's to tell. When something was applied last stays true, so of
        two workers that tell of one partition the later instant counts.
        """
        self._ready.set(is_ready)
        self._still.set(still_us / 1_000_000)
        for topic, partition in self._ours - lags.keys():
            self._lag.remove(topic, str(partition))
        self._ours = frozenset(lags)
        for (topic, partition), lag in lags.items():
            self._lag.labels(topic, str(partition)).set(lag)
