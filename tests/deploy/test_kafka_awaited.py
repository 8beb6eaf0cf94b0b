"""While Kafka is away a command says what it waits for, and at the end where Kafka should be and what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from confluent_kafka import KafkaError, KafkaException

from deploy import kafka_awaited
from deploy.cli import run
from deploy.kafka_awaited import KafkaRefused, look_on
from deploy.kafka_awaited import kafka_awaited as awaited
from streams import topic_admin
from streams.intake.sender import NotDelivered
from streams.settings import load_settings
from streams.topic_admin import BrokerAway

NAMED = "waiting for Kafka at {}, which does not answer"
REMEDY = "Kafka at {} does not answer. Remedy: see that Kafka runs there (`rettidig stack` starts one"


@pytest.fixture(params=["nothing listens", "it stands still"])
def servers(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address at which nobody answers: its port is closed, or whoever has it takes connections and says nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if request.param == "it stands still":
            taken.listen()
        yield f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("command", [["topics", "check"], ["topics", "create"]], ids=" ".join)
def test_a_command_says_what_it_waits_for_and_ends_with_a_remedy(
    command: list[str], servers: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", servers)
    monkeypatch.setattr(topic_admin, "TIMEOUT_S", 2.0)
    monkeypatch.setattr(kafka_awaited, "_PAUSE_S", 0.05)
    monkeypatch.setattr(kafka_awaited, "_ANSWER_S", 0.05)
    assert run(command) == 1
    waited, ended = capsys.readouterr().err.splitlines()
    assert waited == f"rettidig: {NAMED.format(servers)}"
    assert ended.startswith("rettidig: no Kafka broker answered within 2 s")
    assert REMEDY.format(servers) in ended


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["inspect", "c-1", "--from-changelog"], 1),
        (["figures", "show"], 1),
        (["dead-letters", "list"], 1),
        (["publish", "--patience-s", "0.2", "/dev/null"], 4),
        (["why", "c-1", "--on", "2018-04-20", "--live"], 1),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else None,
)
def test_whichever_command_asks_the_remedy_is_the_same(
    command: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr("streams.changelog_view._THERE_S", 0.2)
    monkeypatch.setattr("streams.municipality.follower._ANSWER_S", 0.2)
    monkeypatch.setattr("streams.intake.letterbox._TIMEOUT_S", 0.2)
    monkeypatch.setattr(kafka_awaited, "_ANSWER_S", 0.05)
    assert run(command) == status
    assert REMEDY.format("127.0.0.1:1") in capsys.readouterr().err.splitlines()[-1]


def looks(answers: list[bool]) -> Iterator[bool]:
    """What `over` says while so many looks are taken."""
    yield from [False] * len(answers)
    yield True


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param([True, True, True], [], id="Kafka answers"),
        pytest.param([False, True, False, True], [], id="one answer is late"),
        pytest.param([False] * 5, ["waiting"], id="it is away"),
        pytest.param([False, False, False, True, True], ["waiting", "again"], id="it comes back"),
        pytest.param([False, False, True, False, False], ["waiting", "again", "waiting"], id="and goes once more"),
    ],
)
def test_that_kafka_is_silent_is_said_once_and_that_it_answers_again(
    answers: list[bool], said: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left, over = iter(answers), looks(answers)
    monkeypatch.setattr(kafka_awaited, "_answers", lambda _admin: next(left))
    look_on("127.0.0.1:1", lambda _seconds: next(over))
    lines = capsys.readouterr().err.splitlines()
    assert [next(word for word in ("waiting", "again") if word in line) for line in lines] == said


@pytest.mark.parametrize("kind", [BrokerAway, NotDelivered])
def test_what_is_wrong_while_kafka_answers_is_not_blamed_on_it_and_an_errors_own_remedy_stands_alone(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_awaited, "_answers", lambda _admin: True)
    settings = load_settings(bootstrap_servers="127.0.0.1:1")
    with pytest.raises(kind) as ended, awaited(settings):
        raise kind("a topic is missing")
    assert str(ended.value) == "a topic is missing"
    monkeypatch.setattr(kafka_awaited, "_answers", lambda _admin: False)
    with pytest.raises(kind, match=r"^gone\. Remedy: its own$"), awaited(settings):
        raise kind("gone. Remedy: its own")
    monkeypatch.setattr(kafka_awaited, "_answers", lambda _admin: True)
    missing = KafkaException(KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART))
    with pytest.raises(kind, match="`rettidig topics create`"), awaited(settings):
        raise kind("clock could not be read") from missing


def test_a_refusal_of_kafkas_is_a_named_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_awaited, "_answers", lambda _admin: True)
    refusal = KafkaException(KafkaError(KafkaError.INVALID_REPLICATION_FACTOR))
    with (
        pytest.raises(KafkaRefused, match=r"at 127\.0\.0\.1:1 refused: .*RETTIDIG_REPLICATION_FACTOR"),
        awaited(load_settings(bootstrap_servers="127.0.0.1:1")),
    ):
        raise refusal
