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
SOURCE_NEWEST: Final = Metric(
    "rettidig_source_newest_timestamp_seconds",
    "gauge",
    ("municipality",),
    "The hour in which the newest fact about a citizen of the municipality was registered, as far as it is judged.",
)
SOURCE_SILENCE: Final = Metric(
    "rettidig_source_silence_working_seconds",
    "gauge",
    ("municipality",),
    "Seconds of Danish working days, of 86,400 each, from that hour to the instant of the figures.",
)
MUNICIPAL_ALERTS_OPEN: Final = Metric(
    "rettidig_municipal_alerts_open",
    "gauge",
    ("kind", "municipality"),
    "Open alerts about the municipality itself: 1 while `silent-source` or a pool's `share-at-risk` holds.",
)
FIGURES: Final = (
    CITIZENS,
    MEASURE_COUNTED,
    MEASURE_MET,
    OBLIGATIONS_OPEN,
    OBLIGATIONS_OVERDUE,
    ALERTS_OPEN,
    FIGURES_AS_OF,
    SOURCE_NEWEST,
    SOURCE_SILENCE,
    MUNICIPAL_ALERTS_OPEN,
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
TICK_APPLIED: Final = Metric(
    "rettidig_tick_applied_timestamp_seconds",
    "gauge",
    ("partition",),
    "When the tick that the partition was judged by last had been appended by the broker.",
)
TIME_STILL: Final = Metric(
    "rettidig_time_still_seconds",
    "gauge",
    (),
    "For how long a partition's time stands still yet, because a tick that was ahead has been judged by; 0: it goes on.",
)
WORKER_READY: Final = Metric(
    "rettidig_worker_ready", "gauge", (), "1 when the worker works on all its partitions, 0 while it does not."
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
LAW_WAITING: Final = Metric(
    "rettidig_lawbook_citizens_waiting",
    "gauge",
    (),
    "Citizens of the worker's partitions who are still judged by the lawbook before a changed one.",
)
LAW_JUDGED: Final = Metric(
    "rettidig_lawbook_citizens_judged_anew_total",
    "counter",
    (),
    "Citizens who were judged anew because the lawbook had changed.",
)
LAW_CHANGES: Final = Metric(
    "rettidig_lawbook_alert_changes_total",
    "counter",
    ("change", "duty"),
    "Changes of alerts that a changed lawbook brought: raised, changed, reminded, resolved, withdrawn, lapsed.",
)
WORKER: Final = (
    EVENTS,
    EVENTS_REJECTED,
    EVENT_TO_ALERT,
    PARTITION_LAG,
    PARTITION_APPLIED,
    TICK_APPLIED,
    TIME_STILL,
    WORKER_READY,
    AUDIT_OVERDUE,
    LATE_FACTS,
    ERASED_FACTS,
    STEP_FAILURES,
    FOREIGN_RECORDS,
    LAW_WAITING,
    LAW_JUDGED,
    LAW_CHANGES,
)

# --- served by `rettidig clock` --------------------------------------------------------------------------------------

TICKS: Final = Metric(
    "rettidig_ticks_total", "counter", (), "Ticks that Kafka has acknowledged, of all partitions at once."
)
TICK_CUT: Final = Metric(
    "rettidig_tick_cut_timestamp_seconds", "gauge", (), "What the newest acknowledged tick of all partitions says."
)
TICK_INTERVAL: Final = Metric("rettidig_tick_interval_seconds", "gauge", (), "How far apart ticks are to be cut.")
CLOCK: Final = (TICKS, TICK_CUT, TICK_INTERVAL)

# --- served by `rettidig delivery` (to come) -------------------------------------------------------------------------

DELIVERIES: Final = Metric(
    "rettidig_deliveries_total", "counter", ("channel", "outcome"), "Messages to people: `sent`, or `failed` for good."
)
DELIVERY: Final = (DELIVERIES,)

# --- served by `rettidig inbox keep`, which `rettidig inbox serve` starts beside itself --------------------------------

INBOX_RECORDS: Final = Metric(
    "rettidig_inbox_records_total", "counter", ("topic",), "Records of a topic that were stored in the inbox's view."
)
INBOX_UNREADABLE: Final = Metric(
    "rettidig_inbox_unreadable_records_total",
    "counter",
    ("topic",),
    "Records that this version can't read, so that the view is without them; must be 0.",
)
INBOX_BEHIND: Final = Metric(
    "rettidig_inbox_behind_records",
    "gauge",
    (),
    "Records that the view has still to catch up on; 0 when it is whole.",
)
INBOX_REDIS_UP: Final = Metric(
    "rettidig_inbox_redis_up", "gauge", (), "1 while Redis answers the keeper, 0 while it does not."
)
INBOX_AS_OF: Final = Metric(
    "rettidig_inbox_as_of_timestamp_seconds",
    "gauge",
    (),
    "Event time up to which the view shows every alert; absent until every partition was heard.",
)
INBOX_STARTS_OVER: Final = Metric(
    "rettidig_inbox_starts_over_total",
    "counter",
    (),
    "Times that the view was begun anew because Redis held none that could be continued.",
)
INBOX_VISIBLE: Final = Metric(
    "rettidig_inbox_visible_seconds",
    "histogram",
    (),
    "From an alert's or action's append by the broker until the view shows it.",
)
INBOX_KEEPER: Final = (
    INBOX_RECORDS,
    INBOX_UNREADABLE,
    INBOX_BEHIND,
    INBOX_REDIS_UP,
    INBOX_AS_OF,
    INBOX_STARTS_OVER,
    INBOX_VISIBLE,
)

# --- served by `rettidig inbox serve` ----------------------------------------------------------------------------------

INBOX_ACTIONS: Final = Metric(
    "rettidig_inbox_actions_total",
    "counter",
    ("type", "outcome"),
    "Actions that people took: `written` in the log, or `not-written` because Kafka was away.",
)
INBOX_ACTION_SECONDS: Final = Metric(
    "rettidig_inbox_action_seconds", "histogram", (), "From an action's acceptance until it is in the log and shown."
)
INBOX_LISTENERS: Final = Metric(
    "rettidig_inbox_listeners", "gauge", (), "Pages that are open and hear of changes by themselves."
)
INBOX: Final = (INBOX_ACTIONS, INBOX_ACTION_SECONDS, INBOX_LISTENERS)

ALL: Final = (*FIGURES, *WORKER, *CLOCK, *INBOX_KEEPER, *INBOX, *DELIVERY)
"""Every metric of the product: the documentation lists them all."""
