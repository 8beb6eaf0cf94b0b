"""Every metric of Rettidig with its meaning; knows names and labels, not values (contracts/outputs.md, Metrics).

No label ever holds a citizen, a caseworker or free text.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Metric(NamedTuple):
    """One metric: its full name, Prometheus type, labels in their order, and what its value says."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    labels: tuple[str, ...]
    meaning: str


# --- served by `rettidig figures serve` ------------------------------------------------------------------------------

CITIZENS: Final = Metric(
    "rettidig_citizens", "gauge", ("municipality", "target_group"), "Citizens with a running benefit."
)
MEASURE_COUNTED: Final = Metric(
    "rettidig_measure_counted",
    "gauge",
    ("measure", "municipality", "target_group"),
    "Citizens that the measure counts today.",
)
MEASURE_MET: Final = Metric(
    "rettidig_measure_met",
    "gauge",
    ("measure", "municipality", "target_group"),
    "Citizens that the measure counts today and who meet it.",
)
OBLIGATIONS_OPEN: Final = Metric(
    "rettidig_obligations_open",
    "gauge",
    ("duty", "municipality", "target_group"),
    "The jobcentre's obligations that are not fulfilled and not closed.",
)
OBLIGATIONS_OVERDUE: Final = Metric(
    "rettidig_obligations_overdue",
    "gauge",
    ("duty", "municipality", "target_group"),
    "The jobcentre's open obligations whose last day has passed.",
)
ALERTS_OPEN: Final = Metric(
    "rettidig_alerts_open", "gauge", ("kind", "municipality"), "Open alerts about single citizens."
)
FIGURES_AS_OF: Final = Metric(
    "rettidig_figures_as_of_timestamp_seconds",
    "gauge",
    ("municipality",),
    "Event time up to which the municipality's figures are complete.",
)
FIGURES: Final = (
    CITIZENS,
    MEASURE_COUNTED,
    MEASURE_MET,
    OBLIGATIONS_OPEN,
    OBLIGATIONS_OVERDUE,
    ALERTS_OPEN,
    FIGURES_AS_OF,
)

# --- served by `rettidig worker` -------------------------------------------------------------------------------------

EVENTS: Final = Metric("rettidig_events_total", "counter", ("topic",), "Events taken into citizens' states, each once.")
EVENTS_REJECTED: Final = Metric(
    "rettidig_events_rejected_total", "counter", ("topic", "reason"), "Events that became dead letters."
)
EVENT_TO_ALERT: Final = Metric(
    "rettidig_event_to_alert_seconds",
    "histogram",
    (),
    "From an event's append by the broker to the acknowledgement of the alert that it caused.",
)
PARTITION_LAG: Final = Metric(
    "rettidig_partition_lag_events",
    "gauge",
    ("topic", "partition"),
    "Events of a source partition that the worker owning it has not taken in yet.",
)
PARTITION_APPLIED: Final = Metric(
    "rettidig_partition_applied_timestamp_seconds",
    "gauge",
    ("topic", "partition"),
    "When the event taken in last from a source partition had been appended by the broker.",
)
AUDIT_OVERDUE: Final = Metric(
    "rettidig_audit_overdue_without_alert",
    "gauge",
    (),
    "Citizens whose open alerts the rolling audit found wrong since the worker started; must be 0.",
)
LATE_FACTS: Final = Metric(
    "rettidig_late_facts_total", "counter", (), "Facts that came behind the clock, so that the log differs from L."
)
ERASED_FACTS: Final = Metric(
    "rettidig_erased_facts_total", "counter", (), "Facts that were dropped because their citizen was erased."
)
STEP_FAILURES: Final = Metric(
    "rettidig_step_failures_total", "counter", (), "Times that judging a citizen failed: a fault in Rettidig."
)
FOREIGN_RECORDS: Final = Metric(
    "rettidig_changelog_foreign_records_total",
    "counter",
    (),
    "Records that another worker wrote into a changelog partition of this one, and that were written over.",
)
WORKER: Final = (
    EVENTS,
    EVENTS_REJECTED,
    EVENT_TO_ALERT,
    PARTITION_LAG,
    PARTITION_APPLIED,
    AUDIT_OVERDUE,
    LATE_FACTS,
    ERASED_FACTS,
    STEP_FAILURES,
    FOREIGN_RECORDS,
)

ALL: Final = (*FIGURES, *WORKER)
"""Every metric of the product: the documentation lists them all."""
