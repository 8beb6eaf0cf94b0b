"""A role's registry and the instruments of its declared metrics; knows Prometheus' client, not what is measured."""

from __future__ import annotations

from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

from streams.metrics import Metric

_KINDS: Final[dict[str, Any]] = {"counter": Counter, "gauge": Gauge}


def role_registry() -> CollectorRegistry:
    """A registry that already holds the process itself: its memory, its processor time, when it was started."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return registry


def instrument(metric: Metric, registry: CollectorRegistry) -> Any:
    """The counter or gauge of a declared metric, in a registry."""
    return _KINDS[metric.kind](metric.name, metric.meaning, metric.labels, registry=registry)
