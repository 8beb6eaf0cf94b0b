"""The table of topics on a real broker: created once, and every difference named."""

from __future__ import annotations

import pytest
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourceType,
)

from deploy.stack import Stack
from streams import topic_admin
from streams.topic_admin import BrokerAway, Difference
from streams.topics import (
    ALERTS,
    CITIZENS_CHANGELOG,
    CLOCK,
    DEAD_LETTERS,
    INTERVIEW_EVENTS,
    SOURCES,
    TABLE,
    Topic,
    Topics,
)
from tests.eventually import eventually

OF_BASE = {topic.base_name: topic for topic in TABLE}
DAY_MS = 86_400_000


def test_every_topic_of_the_contract_is_in_the_table() -> None:
    contract = {
        *("benefit-events", "interview-events", "offer-events", "alerts", "alert-actions", "municipal-partials"),
        *("municipal-figures", "municipal-alerts", "notices", "dead-letters", "clock"),
    }
    assert set(OF_BASE) == contract | {CITIZENS_CHANGELOG}


@pytest.mark.parametrize("topic", TABLE, ids=lambda topic: topic.base_name)
def test_every_topic_has_the_brokers_append_time(topic: Topic) -> None:
    assert topic.config["message.timestamp.type"] == "LogAppendTime"


@pytest.mark.parametrize(
    ("base_name", "setting", "value"),
    [
        *[(source, "retention.ms", "-1") for source in SOURCES],
        *[(source, "max.message.bytes", str(8 << 20)) for source in SOURCES],
        ("alerts", "cleanup.policy", "delete"),
        ("alerts", "retention.ms", "-1"),
        ("alert-actions", "retention.ms", "-1"),
        ("municipal-alerts", "retention.ms", "-1"),
        ("notices", "retention.ms", "-1"),
        ("municipal-partials", "cleanup.policy", "compact"),
        ("municipal-figures", "cleanup.policy", "compact"),
        ("dead-letters", "retention.ms", str(400 * DAY_MS)),
        ("clock", "retention.ms", str(DAY_MS)),
        ("citizens-changelog", "cleanup.policy", "compact"),
        ("citizens-changelog", "min.compaction.lag.ms", "3600000"),
    ],
)
def test_what_is_kept_for_how_long_is_as_the_contract_says(base_name: str, setting: str, value: str) -> None:
    assert OF_BASE[base_name].config[setting] == value


def test_what_belongs_to_one_citizen_is_in_partitions_of_one_number() -> None:
    topics = Topics(partitions=7)
    for base_name in (*SOURCES, ALERTS, DEAD_LETTERS, CLOCK, CITIZENS_CHANGELOG):
        assert topics.partitions_of(OF_BASE[base_name]) == 7


def test_the_changelog_is_named_as_faust_names_it() -> None:
    assert Topics().name(CITIZENS_CHANGELOG) == "rettidig-worker-citizens-changelog"
    assert Topics(prefix="a-").name(CITIZENS_CHANGELOG) == "a-rettidig-worker-citizens-changelog"


def test_a_topic_that_is_not_in_the_table_has_no_name() -> None:
    with pytest.raises(KeyError, match="interview-event is not in the table"):
        Topics().name("interview-event")


@pytest.mark.broker
def test_what_was_created_differs_in_nothing_and_is_created_once(stack: Stack, topics: Topics) -> None:
    admin = topic_admin.connect(stack.bootstrap)
    assert topic_admin.check(admin, topics) == []
    assert topic_admin.create(admin, topics) == []


@pytest.mark.broker
def test_each_missing_topic_is_named(stack: Stack) -> None:
    topics = Topics(prefix="never-created-")
    differences = topic_admin.check(topic_admin.connect(stack.bootstrap), topics)
    assert [str(difference) for difference in differences] == [f"{topics.name(name)}: missing" for name in OF_BASE]


@pytest.mark.broker
def test_partitions_and_settings_that_differ_are_named(stack: Stack, topics: Topics) -> None:
    admin = topic_admin.connect(stack.bootstrap)
    name = topics.name(INTERVIEW_EVENTS)
    admin.create_partitions([NewPartitions(name, 5)])[name].result(30)
    _set(admin, name, "retention.ms", "1000")

    expected = [Difference(name, "partitions", "4", "5"), Difference(name, "retention.ms", "-1", "1000")]
    eventually(lambda: topic_admin.check(admin, topics), lambda found: found == expected)


def test_a_broker_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_admin, "TIMEOUT_S", 0.5)
    with pytest.raises(BrokerAway, match="no Kafka broker answered"):
        topic_admin.check(topic_admin.connect("127.0.0.1:1"), Topics())


def _set(admin: AdminClient, topic: str, setting: str, value: str) -> None:
    change = ConfigEntry(setting, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[change])
    for answer in admin.incremental_alter_configs([resource]).values():
        answer.result(30)
