"""The doctor: a line for everything, a remedy for everything that is not well, and nothing about people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from prometheus_client import CollectorRegistry

from deploy.cli import run
from deploy.doctor import Line, State, broker, examine, servers
from deploy.stack import Stack
from streams import topic_admin
from streams.health import Health
from streams.settings import Settings, load_settings
from streams.topics import CLOCK, INTERVIEW_EVENTS, Topics

AWAY = "127.0.0.1:1"


def settings_of(stack: Stack, topics: Topics) -> Settings:
    return load_settings(
        bootstrap_servers=stack.bootstrap,
        redis_url=stack.redis_url,
        topic_prefix=topics.prefix,
        partitions=topics.partitions,
        worker_port=1,
        figures_port=1,
        inbox_metrics_port=1,
        keeper_port=1,
    )


def line(lines: list[Line], check: str) -> Line:
    return next(line for line in lines if line.check == check)


def produce(stack: Stack, topic: str, count: int) -> None:
    producer = Producer({"bootstrap.servers": stack.bootstrap})
    for number in range(count):
        producer.produce(topic, b"{}", partition=number % 4)
    assert producer.flush(20) == 0


@pytest.mark.broker
def test_a_new_installation_is_told_what_to_start_next(stack: Stack, topics: Topics) -> None:
    lines = examine(settings_of(stack, topics))
    states = {line.check: str(line.state) for line in lines}
    assert states == {
        "versions": "ok",
        "kafka": "ok",
        "topics": "ok",
        "lag": "warn",
        "clock": "warn",
        "redis": "ok",
        "worker": "warn",
        "figures": "warn",
        "inbox": "warn",
        "keeper": "warn",
    }
    assert all(line.remedy for line in lines if line.state is not State.OK)


@pytest.mark.broker
def test_missing_topics_fail_and_what_stands_on_them_is_not_asked(stack: Stack) -> None:
    lines = examine(settings_of(stack, Topics(prefix="not-made-")))
    assert line(lines, "topics") == Line(
        "topics", State.FAIL, "12 missing, 0 settings differ", "Run `rettidig topics create`"
    )
    assert {"lag", "clock"}.isdisjoint(line.check for line in lines)


@pytest.mark.broker
def test_events_that_nobody_reads_fail_and_are_counted_from_what_was_noted(stack: Stack, topics: Topics) -> None:
    admin = topic_admin.connect(stack.bootstrap)
    produce(stack, topics.name(INTERVIEW_EVENTS), 7)
    assert broker.lag(admin, topics).text == "7 events behind, 0 workers"
    assert broker.lag(admin, topics).state is State.FAIL

    worker = Consumer({"bootstrap.servers": stack.bootstrap, "group.id": topics.group})
    worker.commit(offsets=[TopicPartition(topics.name(INTERVIEW_EVENTS), 0, 2)], asynchronous=False)
    worker.close()
    assert broker.lag(admin, topics).text == "5 events behind, 0 workers"


@pytest.mark.broker
def test_ticks_are_seen_and_a_partition_without_one_is_counted(stack: Stack, topics: Topics) -> None:
    admin = topic_admin.connect(stack.bootstrap)
    settings = settings_of(stack, topics)
    produce(stack, topics.name(CLOCK), 3)
    assert broker.ticks(admin, settings).text == "no tick in 1 of 4 partitions"

    produce(stack, topics.name(CLOCK), 4)
    patient = settings.model_copy(update={"tick_interval_ms": 3_600_000})
    assert broker.ticks(admin, patient).state is State.OK
    impatient = settings.model_copy(update={"tick_interval_ms": 0})
    assert broker.ticks(admin, impatient).state is State.WARN


def test_a_broker_and_a_redis_that_are_away_are_named_and_no_password_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "ANSWER_S", 0.5)
    lines = examine(load_settings(bootstrap_servers=AWAY, redis_url=f"redis://:secret@{AWAY}/0"))
    assert line(lines, "kafka").state is State.FAIL
    assert line(lines, "redis").state is State.FAIL
    assert AWAY in line(lines, "kafka").text
    assert "secret" not in repr(lines)


@pytest.mark.parametrize(("why_not", "state"), [("", State.OK), ("recovering", State.FAIL)])
def test_a_role_is_well_when_it_says_that_it_is_ready(why_not: str, state: State) -> None:
    health = Health("127.0.0.1", 0, CollectorRegistry(), lambda: why_not)
    health.start()
    worker, figures, *_ = servers.roles(load_settings(worker_port=health.port, figures_port=1))
    health.stop()
    assert worker.state is state
    assert why_not in worker.text
    assert figures.state is State.WARN


@pytest.mark.broker
def test_the_command_prints_lines_or_json_and_ends_with_status_1_when_something_fails(
    stack: Stack, topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) == 1, "no stack runs in this directory"
    assert "fail  addresses" in capsys.readouterr().out

    monkeypatch.setenv("RETTIDIG_DATA_DIR", str(stack.directory.root))
    monkeypatch.setenv("RETTIDIG_TOPIC_PREFIX", topics.prefix)
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "4")
    for role in ("WORKER", "FIGURES"):  # whatever else runs on this machine has the default ports
        monkeypatch.setenv(f"RETTIDIG_{role}_PORT", "1")
    assert run(["doctor", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"check": "topics", "state": "ok", "text": "all are as the table says", "remedy": ""} in found


@pytest.mark.broker
def test_topics_create_and_check_tell_what_they_did(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETTIDIG_DATA_DIR", str(stack.directory.root))
    monkeypatch.setenv("RETTIDIG_TOPIC_PREFIX", "by-command-")
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "2")
    assert run(["topics", "check"]) == 1
    assert "differs by-command-offer-events: missing" in capsys.readouterr().out
    assert run(["topics", "create"]) == 0
    assert "created by-command-rettidig-worker-citizens-changelog" in capsys.readouterr().out
    assert run(["topics", "check"]) == 0
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "3")
    assert run(["topics", "create"]) == 1
    assert "differs by-command-clock: partitions is 2, expected 3" in capsys.readouterr().out
