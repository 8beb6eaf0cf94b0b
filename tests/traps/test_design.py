"""Traps that the worker's application is built around: what it does not use, and what it sets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from streams.agents.application import batch_app
from streams.agents.binding import rules
from streams.agents.watch import WorkerWatch
from streams.citizen.judge import Judge
from streams.engine.application import CITIZENS, BatchApp
from streams.engine.consumer import BatchConsumer
from streams.engine.recovery import CitizenTable, NoRecovery
from streams.settings import Settings
from streams.topics import CITIZENS_CHANGELOG, TABLE


@pytest.fixture
async def app() -> AsyncIterator[BatchApp]:
    """A worker's application as it is made, not started."""
    settings = Settings.model_validate({})
    yield batch_app(settings, rules(settings.topics, Judge.load(), WorkerWatch()))


async def test_t2_t3_no_record_takes_fausts_way_so_no_agent_can_skip_one(
    app: BatchApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed: list[object] = []

    async def fetched(_timeout: float) -> tuple[object, object]:
        return {"tp": ["record"]}, {"tp"}

    async def feed(records: object) -> None:
        fed.append(records)

    assert not app.agents
    monkeypatch.setattr(app.consumer, "_get_active_partitions", lambda: {"tp"})
    monkeypatch.setattr(app.consumer, "_wait_next_records", fetched)
    monkeypatch.setattr(app.consumer, "_feed", feed)
    assert type(app.consumer) is BatchConsumer
    assert [each async for each in app.consumer.getmany(1.0)] == []
    assert fed == [{"tp": ["record"]}]


async def test_t6_t15_t16_the_only_table_is_ours_is_no_set_and_no_window_and_stays_empty(app: BatchApp) -> None:
    [table] = app.tables.values()
    assert type(table) is CitizenTable
    assert table.name == CITIZENS
    assert not table.data


async def test_t7_t8_nothing_is_done_by_timers_or_tasks_of_faust(app: BatchApp) -> None:
    assert app._app_tasks == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("producer_threaded", False, id="t14"),
        pytest.param("table_standby_replicas", 0, id="t18"),
        pytest.param("consumer_auto_offset_reset", "earliest", id="t20"),
        pytest.param("producer_acks", -1, id="t1"),
        pytest.param("topic_disable_leader", True, id="t23"),
    ],
)
async def test_what_is_set_against_a_trap(app: BatchApp, setting: str, value: object) -> None:
    assert getattr(app.conf, setting) == value


async def test_t17_faust_reads_no_changelog_back(app: BatchApp) -> None:
    assert not NoRecovery(app, app.tables).need_recovery()


def test_t20_t22_a_changelog_is_compacted_only_late_and_never_deleted() -> None:
    [changelog] = [topic for topic in TABLE if topic.base_name == CITIZENS_CHANGELOG]
    assert changelog.config["cleanup.policy"] == "compact"
    assert int(changelog.config["min.compaction.lag.ms"]) >= 3_600_000
