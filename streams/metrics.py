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
