"""What a worker tells of itself: declared metrics only, zeros from the start, and the lag of its own partitions alone."""

from __future__ import annotations

import pytest

from streams import clock, metrics
from streams.agents.watch import WorkerWatch
from streams.clock_watch import ClockWatch
from streams.intake.refusal import Reason

TOPIC = "benefit-events"


def value(watch: WorkerWatch | ClockWatch, name: str, **labels: str) -> float | None:
    return watch.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("watch", "declared"), [(WorkerWatch([TOPIC]), metrics.WORKER), (ClockWatch(1.0), metrics.CLOCK)]
)
def test_a_role_serves_what_is_declared_and_its_own_process(
    watch: WorkerWatch | ClockWatch, declared: tuple[metrics.Metric, ...]
) -> None:
    served = {family.name: family for family in watch.registry.collect()}
    assert "process_resident_memory_bytes" in served
    ours = {name: family for name, family in served.items() if name.startswith("rettidig_")}
    assert set(ours) == {metric.name.removesuffix("_total") for metric in declared}
    for metric in declared:
        family = ours[metric.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (metric.kind, metric.meaning)


def test_what_never_happened_yet_stands_at_0_so_that_its_first_time_is_an_increase() -> None:
    watch = WorkerWatch([TOPIC])
    assert value(watch, "rettidig_events_total", topic=TOPIC) == 0
    for reason in Reason:
        assert value(watch, "rettidig_events_rejected_total", topic=TOPIC, reason=reason.value) == 0


def test_the_lag_of_a_partition_that_was_lost_is_told_no_more_and_when_it_was_judged_stays() -> None:
    watch = WorkerWatch([TOPIC])
    watch.ticked(0, 5_000)
    watch.looked({(TOPIC, 0): 7, (TOPIC, 1): 0}, is_ready=True)
    assert value(watch, "rettidig_partition_lag_events", topic=TOPIC, partition="0") == 7
    watch.looked({(TOPIC, 1): 3}, is_ready=False)
    assert value(watch, "rettidig_partition_lag_events", topic=TOPIC, partition="0") is None
    assert value(watch, "rettidig_partition_lag_events", topic=TOPIC, partition="1") == 3
    assert value(watch, "rettidig_tick_applied_timestamp_seconds", partition="0") == 5.0
    assert value(watch, "rettidig_worker_ready") == 0
    assert value(watch, "rettidig_time_still_seconds") == 0
    watch.looked({}, is_ready=False, still_us=540_000_000)
    assert value(watch, "rettidig_time_still_seconds") == 540


def test_a_clock_that_has_not_ticked_yet_is_not_ready_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_500_000_000)
    watch = ClockWatch(2.0)
    assert "no tick yet" in watch.why_not_ready()
    watch.cut(1_500_000_000)
    assert watch.why_not_ready() == ""
    assert value(watch, "rettidig_tick_cut_timestamp_seconds") == 1500.0
    assert value(watch, "rettidig_tick_interval_seconds") == 2.0
    watch.cut(1_500_000_000 + 540_000_001)
    assert watch.why_not_ready().startswith("this machine's clock was set back: ticks stand still for another 540 s.")
