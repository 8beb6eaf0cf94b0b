"""The embedded stack with real servers: ready when it says so, gone when it should be, and nothing lost in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from confluent_kafka import Consumer, Producer, TopicPartition

from deploy.stack import Stack, kafka_installation
from deploy.stack.errors import NotOurs, NotReady, StackHeld
from deploy.stack.holder import running
from deploy.stack.places import DataDir
from deploy.stack.ports import is_free, ports_of
from streams import topic_admin
from streams.topics import BENEFIT_EVENTS, Topics
from tests.conftest import created_topics
from tests.eventually import eventually

pytestmark = pytest.mark.broker

AWAY = "127.0.0.1:1"


def send(bootstrap: str, topic: str, value: bytes) -> None:
    """Append one message to partition 0, acknowledged."""
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "message.max.bytes": 8_000_000})
    refused: list[object] = []
    producer.produce(topic, value, partition=0, on_delivery=lambda error, _: refused.append(error) if error else None)
    assert producer.flush(20) == 0
    assert refused == []


def first(bootstrap: str, topic: str) -> bytes | None:
    """The first message of partition 0."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "looks", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    try:
        message = consumer.poll(20)
        assert message is not None
        assert message.error() is None
        return message.value()  # type: ignore[no-any-return] # the client ships no types
    finally:
        consumer.close()


def ports(stack: Stack) -> set[int]:
    """All ports that the stack listens on."""
    return {stack.kafka.port, stack.kafka.controller_port, stack.redis.port}


def test_a_message_far_too_large_for_intake_arrives_all_the_same(stack: Stack, topics: Topics) -> None:
    five_megabytes = b"x" * 5_000_000
    send(stack.bootstrap, topics.name(BENEFIT_EVENTS), five_megabytes)
    assert first(stack.bootstrap, topics.name(BENEFIT_EVENTS)) == five_megabytes


def test_a_topic_that_nobody_created_does_not_come_into_being(stack: Stack) -> None:
    admin = topic_admin.connect(stack.bootstrap)
    consumer = Consumer(
        {"bootstrap.servers": stack.bootstrap, "group.id": "misspelt", "allow.auto.create.topics": True}
    )
    consumer.subscribe(["benefit-evnets"])
    consumer.poll(1)
    consumer.close()
    assert "benefit-evnets" not in admin.list_topics(timeout=10).topics


def test_a_restart_keeps_data_topics_and_ports_and_a_stop_leaves_nothing_running(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        topics = created_topics(stack)
        send(stack.bootstrap, topics.name(BENEFIT_EVENTS), b"before")
        redis.Redis.from_url(stack.redis_url).set("kept", "before")
        pids = [stack.kafka.server.pid, stack.redis.server.pid]
        used = ports(stack)
    assert all(is_free(port) for port in used)
    assert running(DataDir(tmp_path)) is None
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid or 0, 0)

    with Stack(tmp_path) as again:
        assert ports(again) == used
        assert topic_admin.check(topic_admin.connect(again.bootstrap), topics) == []
        assert first(again.bootstrap, topics.name(BENEFIT_EVENTS)) == b"before"
        assert redis.Redis.from_url(again.redis_url).get("kept") == b"before"


def test_a_killed_broker_comes_back_with_all_that_was_acknowledged(own_stack: Stack) -> None:
    topics = created_topics(own_stack)
    send(own_stack.bootstrap, topics.name(BENEFIT_EVENTS), b"acknowledged")
    address = own_stack.bootstrap

    own_stack.kafka.kill()
    assert not own_stack.kafka.is_ready()
    own_stack.redis.kill()
    assert not own_stack.redis.is_ready()
    own_stack.redis.start()
    own_stack.kafka.start()

    assert own_stack.bootstrap == address
    assert own_stack.kafka.is_ready()
    assert first(address, topics.name(BENEFIT_EVENTS)) == b"acknowledged"


def test_a_second_start_names_the_holder_and_leaves_it_alone(stack: Stack) -> None:
    with (
        pytest.raises(StackHeld, match=rf"process {os.getpid()} \(Kafka at {stack.bootstrap}"),
        Stack(stack.directory.root),
    ):
        raise AssertionError("two brokers on one directory")
    assert stack.kafka.is_ready()


def test_a_kafka_and_a_redis_that_run_already_are_used_and_not_stopped(stack: Stack, tmp_path: Path) -> None:
    with Stack(tmp_path, existing_kafka=stack.bootstrap, existing_redis=stack.redis_url) as user:
        assert (user.bootstrap, user.redis_url) == (stack.bootstrap, stack.redis_url)
        with pytest.raises(NotOurs, match=stack.bootstrap):
            user.kafka.kill()
    assert stack.kafka.is_ready()
    assert stack.redis.is_ready()


def test_a_named_server_that_does_not_answer_is_named_and_a_password_is_not(stack: Stack, tmp_path: Path) -> None:
    with (
        pytest.raises(NotReady, match=r"no Kafka broker answered at 127\.0\.0\.1:1"),
        Stack(tmp_path, existing_kafka=AWAY),
    ):
        raise AssertionError("a stack without Kafka")
    secret = f"redis://:secret@{AWAY}/0"
    with (
        pytest.raises(NotReady, match="the Redis that was named did not answer") as refused,
        Stack(tmp_path, existing_kafka=stack.bootstrap, existing_redis=secret),
    ):
        raise AssertionError("a stack without Redis")
    assert "secret" not in str(refused.value)
    assert running(DataDir(tmp_path)) is None


def test_a_broker_that_cannot_start_says_why_and_leaves_nothing_running(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="Invalid initial heap size"), Stack(tmp_path, kafka_installation(heap="none")):
        raise AssertionError("a broker without memory")
    assert running(DataDir(tmp_path)) is None
    assert is_free(ports_of(DataDir(tmp_path)).redis)


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.stack.stack.EXISTING_TIMEOUT_S", 1.0)


@pytest.fixture
def foreground(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`rettidig stack` as a process of its own, ready."""
    command = [sys.executable, "-c", "from deploy.cli import main; main()", "stack", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        assert any(line.startswith("Kafka ") for line in process.stdout)
        yield process
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_foreground_stack_stops_cleanly_when_asked(
    foreground: subprocess.Popen[str], tmp_path: Path, sign: signal.Signals
) -> None:
    used = ports_of_running(tmp_path)
    foreground.send_signal(sign)
    assert foreground.wait(30) == 0
    assert all(is_free(port) for port in used)
    assert running(DataDir(tmp_path)) is None


def test_kafka_and_redis_die_with_a_stack_that_is_killed_and_the_next_start_has_the_data(
    foreground: subprocess.Popen[str], tmp_path: Path
) -> None:
    holder = running(DataDir(tmp_path))
    assert holder is not None
    redis.Redis.from_url(holder.redis_url).set("kept", "before the kill")
    used = ports_of_running(tmp_path)

    foreground.kill()
    foreground.wait()
    eventually(lambda: running(DataDir(tmp_path)), lambda left: left is None)  # the lock outlives Kafka and Redis
    assert all(is_free(port) for port in used)

    with Stack(tmp_path) as again:
        assert redis.Redis.from_url(again.redis_url).get("kept") == b"before the kill"


def test_a_stack_whose_redis_dies_says_so_in_one_line_and_stops_the_rest(
    foreground: subprocess.Popen[str], tmp_path: Path
) -> None:
    holder = running(DataDir(tmp_path))
    assert holder is not None
    used = ports_of_running(tmp_path)
    os.kill(redis.Redis.from_url(holder.redis_url).info("server")["process_id"], signal.SIGKILL)
    said, _ = foreground.communicate(timeout=60)
    assert foreground.returncode == 1
    told = " ".join(said.split())  # it is broken where somebody has said how wide the terminal is
    assert told.count("rettidig: ") == 1
    assert f"rettidig: Redis ended by SIGKILL. Remedy: look at {tmp_path / 'redis' / 'redis.log'}" in told
    assert all(is_free(port) for port in used)


def ports_of_running(data_dir: Path) -> list[int]:
    """The ports of a running stack, all of them in use."""
    kept = (data_dir / "ports.json").read_text()
    used = [int(part) for part in kept.replace("}", ",").replace(":", ",").split(",") if part.isdigit()]
    assert len(used) == 3
    assert not any(is_free(port) for port in used)
    return used
