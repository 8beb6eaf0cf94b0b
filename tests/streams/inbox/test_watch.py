"""What keeper and pages count is what is declared, with nothing in a label that could be a person."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from alerts.inbox.action_message import encode_action
from rules.civil import day, start_of_day
from streams import clock, metrics
from streams.inbox.gathering import Gathering, Read, Source
from streams.inbox.watch import KeeperWatch, PagesWatch
from streams.metrics import Metric
from streams.topics import ALERT_ACTIONS, ALERTS
from tests.alerts.inbox.builders import action


def kept() -> KeeperWatch:
    """A keeper's watch that has seen everything once."""
    watch, gathered = KeeperWatch(), Gathering()
    gathered.take(
        [
            Read(Source(ALERT_ACTIONS, 0), 0, b"c1", encode_action(action("acknowledged")), 1_000),
            Read(Source(ALERTS, 0), 7, b"c1", b"{", 1_000),
        ]
    )
    watch.stored(gathered)
    watch.shown(gathered.appended_ms)
    watch.came(7, start_of_day(day("2018-02-01")))
    watch.started_over()
    return watch


def acted() -> PagesWatch:
    """The pages' watch, the same."""
    watch = PagesWatch()
    watch.acted("snoozed", clock.monotonic(), is_written=True)
    watch.acted("snoozed", clock.monotonic(), is_written=False)
    watch.listeners.set(3)
    return watch


@pytest.mark.parametrize(
    ("registry", "declared"),
    [(kept().registry, metrics.INBOX_KEEPER), (acted().registry, metrics.INBOX)],
    ids=["keeper", "pages"],
)
def test_everything_declared_is_served_as_declared(registry: CollectorRegistry, declared: tuple[Metric, ...]) -> None:
    found = {family.name: family for family in registry.collect()}
    for metric in declared:
        family = found[metric.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (metric.kind, metric.meaning)
        assert {name for sample in family.samples for name in sample.labels} - {"le"} == set(metric.labels)
    ours = {name for name in found if name.startswith("rettidig_")}
    assert ours == {metric.name.removesuffix("_total") for metric in declared}


def test_the_counts_are_those_of_what_was_stored() -> None:
    registry = kept().registry
    assert registry.get_sample_value("rettidig_inbox_records_total", {"topic": ALERT_ACTIONS}) == 1
    assert registry.get_sample_value("rettidig_inbox_records_total", {"topic": ALERTS}) == 1
    assert registry.get_sample_value("rettidig_inbox_unreadable_records_total", {"topic": ALERTS}) == 1
    assert registry.get_sample_value("rettidig_inbox_behind_records") == 7
    assert registry.get_sample_value("rettidig_inbox_visible_seconds_count") == 1


def test_as_of_is_absent_until_it_is_known() -> None:
    watch = KeeperWatch()
    watch.came(7, None)
    assert watch.registry.get_sample_value("rettidig_inbox_as_of_timestamp_seconds") is None
