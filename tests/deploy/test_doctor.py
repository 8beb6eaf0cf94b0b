"""The doctor: a line for everything, a remedy for everything that is not well, and nothing about people."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType
from prometheus_client import CollectorRegistry

from deploy.cli import run
from deploy.doctor import Line, State, broker, examine, servers
from deploy.doctor.changelog import changelog, judged
from deploy.doctor.ticks import judged as judged_ticks
from deploy.doctor.ticks import ticks
from deploy.stack import Stack
from streams import clock, topic_admin
from streams.changelog_check import Checked, Complaint, check
from streams.engine.settlement import MARKER_KEY
from streams.engine.ticks import HeldTick, encode_tick
from streams.health import Health
from streams.settings import Settings, load_settings
from streams.topics import CITIZENS_CHANGELOG, CLOCK, INTERVIEW_EVENTS, Topics
from tests.eventually import eventually

AWAY = "127.0.0.1:1"
HOUR_US = 3_600_000_000
NOON = 20_000 * 24 * HOUR_US
TOMORROW = msgspec.msgpack.encode((99, 0, (0, -1, -1), b"of tomorrow", ()))


def settings_of(stack: Stack, topics: Topics) -> Settings:
    return load_settings(
        bootstrap_servers=stack.bootstrap,
        redis_url=stack.redis_url,
        topic_prefix=topics.prefix,
        partitions=topics.partitions,
        worker_port=1,
        clock_port=1,
        figures_port=1,
        inbox_metrics_port=1,
        keeper_port=1,
    )


def line(lines: list[Line], check: str) -> Line:
    return next(line for line in lines if line.check == check)


def produce(stack: Stack, topic: str, count: int, value: bytes = b"{}") -> None:
    producer = Producer({"bootstrap.servers": stack.bootstrap})
    for number in range(count):
        producer.produce(topic, value, partition=number % 4)
    assert producer.flush(20) == 0


@pytest.mark.broker
def test_a_new_installation_is_told_what_to_start_next(stack: Stack, topics: Topics) -> None:
    lines = examine(settings_of(stack, topics))
    states = {line.check: str(line.state) for line in lines}
    assert states == {
        "versions": "ok",
        "kafka": "ok",
        "application": "ok",
        "topics": "ok",
        "lag": "warn",
        "clock": "warn",
        "changelog": "ok",
        "redis": "ok",
        "worker": "warn",
        "clock role": "warn",
        "figures": "warn",
        "inbox": "warn",
        "keeper": "warn",
    }, lines
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
    assert broker.lag(admin, settings_of(stack, topics)).text == "7 events behind, 0 workers"
    assert broker.lag(admin, settings_of(stack, topics)).state is State.FAIL

    worker = Consumer({"bootstrap.servers": stack.bootstrap, "group.id": topics.group})
    worker.commit(offsets=[TopicPartition(topics.name(INTERVIEW_EVENTS), 0, 2)], asynchronous=False)
    worker.close()
    assert broker.lag(admin, settings_of(stack, topics)).text == "5 events behind, 0 workers"


@pytest.mark.broker
def test_ticks_are_seen_and_a_partition_without_one_is_counted(stack: Stack, topics: Topics) -> None:
    settings = settings_of(stack, topics).model_copy(update={"tick_interval_ms": 3_600_000})
    ahead = HOUR_US // 12
    for partitions, at, found in (
        (3, clock.now(), (State.WARN, "no tick in 1 of 4 partitions")),
        (4, clock.now(), (State.OK, "the oldest partition's newest tick is")),
        (1, clock.now() + ahead, (State.WARN, "ticks are 4 minutes ahead of Kafka's clock")),
        (1, clock.now() + 12 * ahead, (State.FAIL, "ticks are 59 minutes ahead of Kafka's clock in 1 partition")),
    ):
        produce(stack, topics.name(CLOCK), partitions, encode_tick(at, dict.fromkeys(topics.sources, 0)))
        seen = ticks(settings)
        assert (seen.state, seen.text[: len(found[1])]) == found


@pytest.mark.broker
def test_a_record_that_stops_every_worker_is_named_by_its_place(
    stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    producer, name = Producer({"bootstrap.servers": stack.bootstrap}), topics.name(CITIZENS_CHANGELOG)
    for key, value in ((b"c-1", None), (b"c-1", TOMORROW), (MARKER_KEY, b"no marker")):
        producer.produce(name, value, key, partition=2)
    assert producer.flush(20) == 0
    seen = line(examine(settings_of(stack, topics)), "changelog")
    assert seen.state is State.FAIL
    assert f"{name}, partition 2, offset 1: state version 99" in seen.text
    assert f"{name}, partition 2, offset 2: changelog marker cannot be read" in seen.text
    assert "offset 0" not in seen.text
    assert "c-1" not in repr(seen)
    assert seen.remedy.startswith("Run the release that wrote it")

    cut_short = line(examine(settings_of(stack, topics), 0), "changelog")
    assert cut_short.state is State.WARN
    assert cut_short.text.startswith("read 0 of 3 offsets")
    monkeypatch.setenv("RETTIDIG_DATA_DIR", str(stack.directory.root))
    monkeypatch.setenv("RETTIDIG_TOPIC_PREFIX", topics.prefix)
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "4")
    assert run(["doctor", "--within", "20"]) == 1
    shown = capsys.readouterr()
    assert "no worker of this release could take over" in shown.out
    assert shown.err == "", "progress is for terminals"


@pytest.mark.broker
def test_states_that_are_gone_are_named_although_what_is_left_can_be_read(stack: Stack, topics: Topics) -> None:
    admin, settings = topic_admin.connect(stack.bootstrap), settings_of(stack, topics)
    worker = Consumer({"bootstrap.servers": stack.bootstrap, "group.id": topics.group})
    worker.commit(offsets=[TopicPartition(topics.name(INTERVIEW_EVENTS), 3, 2)], asynchronous=False)
    worker.close()
    name, watched = topics.name(CITIZENS_CHANGELOG), list[tuple[int, int]]()
    forgotten = changelog(settings, check(settings, 20, lambda passed, whole: watched.append((passed, whole))))
    assert forgotten.state is State.FAIL
    assert forgotten.text == f"no worker starts: {name} is empty in partition 3, of which events count as done"
    assert "RETTIDIG_APPLICATION_ID" in forgotten.remedy

    producer = Producer({"bootstrap.servers": stack.bootstrap})
    for _ in range(2):
        producer.produce(name, None, b"c-1", partition=1)
    assert producer.flush(20) == 0
    ours = ConfigResource(
        ResourceType.TOPIC,
        name,
        incremental_configs=[
            ConfigEntry("cleanup.policy", "compact,delete", incremental_operation=AlterConfigOpType.SET)
        ],
    )
    [altered] = admin.incremental_alter_configs([ours]).values()
    altered.result()

    def is_deleted() -> bool:
        """Whether the broker has taken the deletion: it goes by the policy that it applied last, a moment after it is set."""
        [deleted] = admin.delete_records([TopicPartition(name, 1, 1)]).values()
        return deleted.exception(20) is None

    eventually(is_deleted)
    seen = changelog(settings, check(settings, 20, lambda passed, whole: watched.append((passed, whole))))
    assert seen.text == f"no worker starts: {name}, partition 1 begins at offset 1: the states before it are lost"
    assert watched == [(0, 1)]


@pytest.mark.parametrize("within", ["-1", "nan", "1e9"])
def test_a_time_that_is_none_is_refused(within: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", f"--within={within}"]) == 2
    assert "--within is a number of seconds" in capsys.readouterr().err


def test_of_many_bad_records_some_are_named_and_all_are_counted() -> None:
    bad = tuple(Complaint("changelog", 0, offset, "cannot be read") for offset in range(9))
    said = judged(Checked(9, 9, bad, {}, frozenset()), [], "changelog")
    assert said.text.count("cannot be read") == 3
    assert said.text.endswith("and 6 more")


def test_a_marker_that_says_more_than_it_can_know_is_named_with_what_follows() -> None:
    said = judged(Checked(9, 9, (), {}, frozenset(), {3: (2, 900)}), [], "changelog")
    assert said.state is State.WARN
    assert said.text == "changelog: partition 3 says at offset 2 that all before 900 was told, which can't be right"
    assert "copied or restored" in said.remedy


def tick(at: int, appended: int = NOON) -> HeldTick:
    return HeldTick(at, (0, 0, 0), 0, appended // 1_000)


@pytest.mark.parametrize(
    ("newest", "ahead_s", "state", "said", "remedy"),
    [
        pytest.param({0: [], 1: [tick(NOON)]}, 600, "warn", "no tick in 1 of 2 partitions", "Start the clock", id="no tick"),
        pytest.param({0: [tick(NOON - HOUR_US, NOON - HOUR_US)]}, 600, "warn", "is 3600.0 s old", "Start the clock", id="old ticks"),
        pytest.param({0: [tick(NOON)]}, 600, "ok", "is 0.0 s old", "", id="all is well"),
        pytest.param({0: [tick(NOON + 4_000_000), tick(NOON)]}, 600, "ok", "is 0.0 s old", "", id="a little off"),
        pytest.param(
            {0: [tick(NOON + HOUR_US), tick(NOON)], 1: [tick(NOON)]}, 600,
            "fail", "ticks are 60 minutes ahead of Kafka's clock in 1 partition: no worker judges by them", "Set the clocks", id="refused",
        ),
        pytest.param(
            {0: [tick(NOON + HOUR_US)]}, 7_200,
            "warn", "ticks are 60 minutes ahead of Kafka's clock: deadlines are judged as much too early", "stands still", id="believed",
        ),
        pytest.param(
            {0: [tick(NOON + 2 * HOUR_US), tick(NOON + 540_000_000), *[tick(NOON)] * 8], 1: [tick(NOON)]}, 600,
            "warn", "time stands still for another 9 minutes in 1 partition, until 2024-10-04T00:09:00Z", "Nothing is lost", id="still",
        ),
        pytest.param({0: [tick(NOON + HOUR_US), tick(NOON)]}, 0, "ok", "is 0.0 s old", "", id="a simulated clock"),
        pytest.param({0: [tick(NOON - 900 * HOUR_US)]}, 0, "ok", "of 2024-08-27T12:00:00Z: a simulated clock", "", id="a demo plays"),
        pytest.param(
            {0: [tick(NOON - 900 * HOUR_US, NOON - HOUR_US)]}, 0,
            "warn", "is 3600.0 s old", "Nothing, where a demo plays: it ticks itself", id="a demo has played",
        ),
        pytest.param({0: []}, 0, "warn", "no tick", "Nothing, where a demo plays", id="a demo begins"),
        pytest.param(
            {0: [tick(NOON - 900 * HOUR_US)]}, 600,
            "warn", "the clock is played, as a demo's, or set wrong", "Else: Set the clocks", id="a demo looked at from elsewhere",
        ),
        pytest.param({0: [tick(NOON - 23 * HOUR_US)]}, 600, "ok", "is 0.0 s old", "", id="a clock that is behind"),
    ],
)  # fmt: skip
def test_what_ticks_say_is_held_against_kafkas_clock_and_against_those_before(
    newest: dict[int, list[HeldTick]], ahead_s: int, state: str, said: str, remedy: str
) -> None:
    seen = judged_ticks(newest, load_settings(clock_ahead_s=ahead_s), NOON)
    assert (str(seen.state), said in seen.text, remedy in seen.remedy) == (state, True, True), seen


def test_a_broker_and_a_redis_that_are_away_are_named_and_no_password_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "ANSWER_S", 0.5)
    lines = examine(load_settings(bootstrap_servers=AWAY, redis_url=f"redis://:secret@{AWAY}/0"))
    assert line(lines, "kafka").state is State.FAIL
    assert line(lines, "redis").state is State.FAIL
    assert AWAY in line(lines, "kafka").text
    assert "secret" not in repr(lines)


def test_an_installation_without_a_redis_is_looked_at_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "ANSWER_S", 0.5)
    lines = examine(load_settings(bootstrap_servers=AWAY, data_dir=tmp_path))
    assert line(lines, "kafka").state is State.FAIL
    assert line(lines, "redis").state is State.WARN
    assert "RETTIDIG_REDIS_URL is not set" in line(lines, "redis").remedy


@pytest.mark.parametrize(("why_not", "state"), [("", State.OK), ("recovering", State.FAIL)])
def test_a_role_is_well_when_it_says_that_it_is_ready(why_not: str, state: State) -> None:
    health = Health(load_settings(worker_port=0), "worker_port", CollectorRegistry(), lambda: why_not)
    health.start()
    worker, _clock, figures, *_ = servers.roles(load_settings(worker_port=health.port, figures_port=1))
    health.stop()
    assert worker.state is state
    assert why_not in worker.text
    assert figures.state is State.WARN
    assert "http://127.0.0.1:1 (RETTIDIG_FIGURES_PORT): no answer" in figures.text


def test_every_role_is_asked_at_the_port_that_the_settings_give_it_and_a_free_one_is_not_guessed() -> None:
    ports = {"worker_port": 0, "clock_port": 1, "figures_port": 2, "inbox_metrics_port": 3, "keeper_port": 4}
    worker, *others = servers.roles(load_settings(**ports))
    assert worker.text == "not asked: RETTIDIG_WORKER_PORT=0 is any free port"
    for number, (port, said) in enumerate(zip(list(ports)[1:], others, strict=True), 1):
        assert f":{number} (RETTIDIG_{port.upper()}): no answer" in said.text


def test_no_clock_is_asked_for_beside_one_that_is_played() -> None:
    for ahead_s, is_asked in ((600, True), (0, False)):
        lines = servers.roles(load_settings(clock_ahead_s=ahead_s, worker_port=1, clock_port=1))
        assert any("`rettidig clock`, unless it runs elsewhere or a demo" in each.remedy for each in lines) is is_asked


def test_a_worker_of_another_application_is_named_and_a_figures_role_is_everybodys() -> None:
    theirs = load_settings(worker_port=0, figures_port=0, application_id="second")
    health = [Health(theirs, port, CollectorRegistry(), lambda: "") for port in ("worker_port", "figures_port")]
    for each in health:
        each.start()
    worker, _clock, figures, *_ = servers.roles(
        load_settings(worker_port=health[0].port, clock_port=1, figures_port=health[1].port)
    )
    for each in health:
        each.stop()
    assert worker.state is State.WARN
    assert "a worker of second, not of rettidig-worker" in worker.text
    assert "RETTIDIG_APPLICATION_ID=second" in worker.remedy
    assert figures.state is State.OK


@pytest.mark.parametrize(
    ("workers", "state", "said", "remedy"),
    [
        ({"rettidig-worker": 0}, "ok", "rettidig-worker, topics without a prefix", ""),
        ({"rettidig-worker": 0, "second": 1}, "warn", "second has 1 worker", "Ask for it with RETTIDIG_APPLICATION_ID=second"),
        ({"rettidig-worker": 1, "second": 1}, "warn", "on the same topics second with 1 worker", "end the one that was replaced"),
    ],
)  # fmt: skip
def test_the_application_is_named_and_another_one_at_work_on_its_topics(
    workers: dict[str, int], state: str, said: str, remedy: str
) -> None:
    seen = broker.application(workers, load_settings())
    assert (str(seen.state), said in seen.text, remedy in seen.remedy) == (state, True, True), seen


@pytest.mark.parametrize(
    ("theirs", "prefix", "ours", "said"),
    [
        ("a:9092,b:9092", "", "b:9092", None),
        ("localhost:9092", "", "127.0.0.1:9092", None),
        ("a:9092", "", "b:9092", "serves another Kafka (a:9092)"),
        ("a:9092", "north-", "a:9092", "serves another Kafka (a:9092, topics with the prefix north-)"),
    ],
)
@pytest.mark.parametrize("why_not", ["", "recovering"])
def test_a_role_of_another_installation_is_not_taken_for_ours(
    theirs: str, prefix: str, ours: str, said: str | None, why_not: str
) -> None:
    serving = load_settings(bootstrap_servers=theirs, topic_prefix=prefix, worker_port=0)
    health = Health(serving, "worker_port", CollectorRegistry(), lambda: why_not)
    health.start()
    worker, *_ = servers.roles(load_settings(bootstrap_servers=ours, worker_port=health.port, figures_port=1))
    health.stop()
    if said is None:
        assert worker.state is (State.FAIL if why_not else State.OK)
    else:
        assert worker.state is State.WARN
        assert said in worker.text
        assert "RETTIDIG_WORKER_PORT" in worker.remedy


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
    for role in ("WORKER", "CLOCK", "FIGURES"):  # whatever else runs on this machine has the default ports
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
    policy = topic_admin.Difference("by-command-clock", "cleanup.policy", "compact", "delete")
    topic_admin.alter(topic_admin.connect(stack.bootstrap), [policy])
    eventually(lambda: run(["topics", "check"]) == 1)
    assert run(["topics", "alter", "by-command-clock"]) == 0
    assert "set by-command-clock: cleanup.policy to delete (it was compact)" in capsys.readouterr().out
    eventually(lambda: run(["topics", "check"]) == 0)
    for names, said in ((["clock"], "clock is no topic"), ([], "name the topics")):
        assert run(["topics", "alter", *names]) == 2
        assert said in capsys.readouterr().err
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "3")
    assert run(["topics", "create"]) == 1
    assert "differs by-command-clock: partitions is 2, expected 3" in capsys.readouterr().out
