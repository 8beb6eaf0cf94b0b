"""The dashboard *Drift*: whether Rettidig itself is well, for operators; what each number means is in docs/operations.md."""

from __future__ import annotations

from typing import Final

from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.panels import Ask, Key, lines, number, row, sheet
from deploy.grafana.words import MUNICIPALITY_WORDS, ROLE_WORDS

AWAITS_DELIVERY: Final = "Levering"
"""The panel that stays empty until the delivery role is written."""


def drift() -> Dashboard:
    """The dashboard."""
    board = Dashboard("Drift").uid("rettidig-drift").tags(["rettidig"]).refresh("15s").time("now-6h", "now")
    board = board.description("Whether Rettidig itself is well: roles, time, events, sources, inbox.")
    board = board.timezone("Europe/Copenhagen").week_start("monday").readonly()
    for part in (_now, _time, _events, _refusals, _inbox, _processes):
        board = part(board)
    return board


def _now(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Lige nu"))
    zero = "must be 0"
    for title, description, ask, bad_from in (
        ("Alarmer", "Alarms that fire.", Ask('count(ALERTS{alertstate="firing"}) or vector(0)', ""), 1),
        ("Ventende hændelser", "Events not taken in yet.", Ask("rettidig:partition_lag_events:sum", ""), 1000),
        ("Tick for så længe siden", "Age of the newest tick.", Ask("time() - max(rettidig_tick_cut_timestamp_seconds)", "", "s"), 60),
        ("Revision: forkerte advis", f"What the rolling audit found; {zero}.", Ask("max(rettidig_audit_overdue_without_alert)", ""), 1),
        ("Fejlede vurderinger", f"Judgements that failed; {zero}.", Ask("sum(rettidig_step_failures_total)", ""), 1),
        ("Poster indbakken ikke kan læse", f"Records that the inbox can't read; {zero}.", Ask("sum(rettidig_inbox_unreadable_records_total)", ""), 1),
    ):  # fmt: skip
        board = board.with_panel(number(title, description, ask, bad_from=bad_from))
    return board.with_panel(
        sheet(
            "Alarmer, der lyder eller er på vej",
            "Alarms that fire (firing) or will soon (pending); each has a runbook in deploy/runbooks.",
            [Key("alertname", "Alarm"), Key("alertstate", "Tilstand"), Key("severity", "Alvor")],
            [Ask("count by (alertname, alertstate, severity) (ALERTS)", "Antal")],
            sorted_by="Alarm",
            width=12,
            height=8,
        )
    ).with_panel(
        lines(
            "Roller i gang",
            "Processes of each role that answer Prometheus.",
            [Ask('sum by (job) (up{job=~"rettidig-.+"})', "{{job}}")],
            words=ROLE_WORDS,
        )
    )


def _time(board: Dashboard) -> Dashboard:
    return (
        board.with_row(row("Tid"))
        .with_panel(
            lines(
                "Ticks",
                "Ticks a second that Kafka acknowledged, beside what is asked for.",
                [
                    Ask("sum(rate(rettidig_ticks_total[5m]))", "skrevet", "reqps"),
                    Ask("1 / max(rettidig_tick_interval_seconds)", "ønsket", "reqps"),
                ],
                width=8,
            )
        )
        .with_panel(
            lines(
                "Vurderet til",
                "How long ago the tick was appended that each partition was judged by.",
                [Ask("time() - partition:rettidig_tick_applied_timestamp_seconds:max", "{{partition}}", "s")],
                width=8,
            )
        )
        .with_panel(
            lines(
                "Tallene er opgjort for så længe siden",
                "Age of the oldest municipality's figures, and what alarms take for patience.",
                [
                    Ask("time() - denmark:rettidig_figures_as_of_timestamp_seconds:min", "tal", "s"),
                    Ask("rettidig:tick_patience_seconds + 240", "alarmens tålmodighed", "s"),
                ],
                width=8,
            )
        )
    )


def _events(board: Dashboard) -> Dashboard:
    return (
        board.with_row(row("Hændelser"))
        .with_panel(
            lines(
                "Hændelser i sekundet",
                "Events taken into citizens' states.",
                [Ask("topic:rettidig_events:rate5m", "{{topic}}", "reqps")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Ventende hændelser",
                "Events that the owning worker has not taken in yet.",
                [Ask("sum by (topic) (topic_partition:rettidig_partition_lag_events:max)", "{{topic}}")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Seneste hændelse",
                "How long ago the event taken in last had been appended.",
                [
                    Ask(
                        "time() - max by (topic) (topic_partition:rettidig_partition_applied_timestamp_seconds:max)",
                        "{{topic}}",
                        "s",
                    )
                ],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Fra hændelse til advis",
                "From an event's append to the acknowledgement of its alert: median and slowest hundredth.",
                [
                    Ask("rettidig:event_to_alert_seconds:p50_5m", "median", "s"),
                    Ask("rettidig:event_to_alert_seconds:p99_5m", "langsomste 1 %", "s"),
                ],
                width=6,
            )
        )
    )


def _refusals(board: Dashboard) -> Dashboard:
    return (
        board.with_row(row("Kilder og afviste hændelser"))
        .with_panel(
            lines(
                "Afviste hændelser",
                "Refused within an hour, by reason (rettidig dead-letters list).",
                [Ask("sum by (reason) (increase(rettidig_events_rejected_total[1h])) > 0", "{{reason}}")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Andel afvist",
                "Refused events of all in a quarter of an hour.",
                [Ask("topic:rettidig_events_rejected:share15m", "{{topic}}", "percentunit")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Kommuner, der har tiet længst",
                "Working days since the newest registration, of the ten longest.",
                [Ask("topk(10, municipality:rettidig_source_silence:working_days)", "{{municipality}}")],
                words=MUNICIPALITY_WORDS,
                width=6,
            )
        )
        .with_panel(
            lines(
                "Åbne advis om kommuner",
                "Municipalities that are silent, so that their alerts are held back, and the 75 % requirement at risk.",
                [Ask("sum by (kind) (rettidig_municipal_alerts_open)", "{{kind}}")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Sene, slettede og fremmede poster; ændret lovbog",
                "Facts behind the clock, of erased citizens, of a worker that lost a partition; what a changed lawbook changed.",
                [
                    Ask("sum(increase(rettidig_late_facts_total[1h]))", "sene"),
                    Ask("sum(increase(rettidig_erased_facts_total[1h]))", "slettede"),
                    Ask("sum(increase(rettidig_changelog_foreign_records_total[1h]))", "fremmede"),
                    Ask("sum(rettidig_lawbook_citizens_waiting)", "venter på ny lov"),
                    Ask("sum(increase(rettidig_lawbook_citizens_judged_anew_total[1h]))", "bedømt på ny"),
                    Ask("sum by (change) (increase(rettidig_lawbook_alert_changes_total[1h]))", "ny lov: {{change}}"),
                ],
                width=6,
            )
        )
    )


def _inbox(board: Dashboard) -> Dashboard:
    return (
        board.with_row(row("Indbakke og levering"))
        .with_panel(
            lines(
                "Indbakken er bagud",
                "Records that the view has still to take in, and how often it was begun anew; Redis answers: 1.",
                [
                    Ask("max(rettidig_inbox_behind_records)", "poster"),
                    Ask("sum(rettidig_inbox_starts_over_total)", "begyndt forfra"),
                    Ask("min(rettidig_inbox_redis_up)", "Redis svarer"),
                ],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Til at se",
                "From an alert's append until the view shows it, slowest hundredth; and the age of what is shown.",
                [
                    Ask(
                        "histogram_quantile(0.99, sum by (le) (rate(rettidig_inbox_visible_seconds_bucket[5m])))",
                        "langsomste 1 %",
                        "s",
                    ),
                    Ask("time() - max(rettidig_inbox_as_of_timestamp_seconds)", "viser til for så længe siden", "s"),
                ],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Det mennesker gør",
                "Actions taken, open pages that hear of changes, records stored.",
                [
                    Ask("sum by (outcome) (increase(rettidig_inbox_actions_total[1h]))", "handlinger: {{outcome}}"),
                    Ask("sum(rettidig_inbox_listeners)", "åbne sider"),
                    Ask("sum(rate(rettidig_inbox_records_total[5m]))", "poster i sekundet"),
                    Ask(
                        "histogram_quantile(0.99, sum by (le) (rate(rettidig_inbox_action_seconds_bucket[5m])))",
                        "handling, langsomste 1 % (s)",
                    ),
                ],
                width=6,
            )
        )
        .with_panel(
            lines(
                AWAITS_DELIVERY,
                "Messages to people by channel and outcome. Empty until the delivery role is there.",
                [
                    Ask(
                        "sum by (channel, outcome) (increase(rettidig_deliveries_total[1h]))",
                        "{{channel}}: {{outcome}}",
                    )
                ],
                width=6,
            )
        )
    )


def _processes(board: Dashboard) -> Dashboard:
    ours = '{job=~"rettidig-.+"}'
    return (
        board.with_row(row("Processer"))
        .with_panel(
            lines(
                "Hukommelse",
                "Resident memory of each process.",
                [Ask(f"process_resident_memory_bytes{ours}", "{{job}} {{instance}}", "bytes")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Processortid",
                "Processor seconds a second; a worker uses one at most.",
                [Ask(f"rate(process_cpu_seconds_total{ours}[5m])", "{{job}} {{instance}}", "percentunit")],
                width=6,
            )
        )
        .with_panel(
            lines(
                "Genstarter",
                "Starts within a day.",
                [Ask(f"sum by (job) (changes(process_start_time_seconds{ours}[1d]))", "{{job}}")],
                words=ROLE_WORDS,
                width=6,
            )
        )
        .with_panel(
            lines(
                "Workere klar",
                "Workers that work on all their partitions, of those that there are.",
                [Ask("sum(rettidig_worker_ready)", "klar"), Ask("count(rettidig_worker_ready)", "i alt")],
                width=6,
            )
        )
    )
