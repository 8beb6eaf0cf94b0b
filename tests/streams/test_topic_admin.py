"""What is made of a broker that goes away between two questions of one look at its topics."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import ConfigResource

from streams import topic_admin
from streams.topics import Topics

AWAY = (KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN)


def answered(value: object) -> Future[Any]:
    future: Future[Any] = Future()
    if isinstance(value, Exception):
        future.set_exception(value)
    else:
        future.set_result(value)
    return future


class Admin:
    """Describes every topic, and answers the question of its settings with an error."""

    def __init__(self, error: int) -> None:
        self._error = KafkaException(KafkaError(error))

    def describe_topics(self, asked: TopicCollection, request_timeout: float) -> dict[str, Future[Any]]:
        names: list[str] = asked.topic_names
        return {name: answered(SimpleNamespace(partitions=[])) for name in names}

    def describe_configs(
        self, asked: list[ConfigResource], request_timeout: float
    ) -> dict[ConfigResource, Future[Any]]:
        return {resource: answered(self._error) for resource in asked}


@pytest.mark.parametrize("error", AWAY)
def test_a_broker_that_goes_before_it_says_how_its_topics_are_set_is_away(error: int) -> None:
    check: Callable[[Any, Topics], object] = topic_admin.check
    with pytest.raises(topic_admin.BrokerAway):
        check(Admin(error), Topics())


def test_a_refusal_stays_what_it_is() -> None:
    check: Callable[[Any, Topics], object] = topic_admin.check
    with pytest.raises(KafkaException, match="AUTHORIZATION"):
        check(Admin(KafkaError.TOPIC_AUTHORIZATION_FAILED), Topics())


class Groups:
    """Answers what it is asked of a group with one after the other, and the last one for good."""

    def __init__(self, *answers: object) -> None:
        self._answers = list(answers)

    def describe_consumer_groups(self, asked: list[str], request_timeout: float) -> dict[str, Future[Any]]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return {name: answered(answer) for name in asked}


MEMBER = SimpleNamespace(group_instance_id=None, host="/10.0.0.7", assignment=None)
members: Callable[[Any, str], list[topic_admin.Member]] = topic_admin.members


@pytest.mark.parametrize("not_yet", ["COORDINATOR_LOAD_IN_PROGRESS", "COORDINATOR_NOT_AVAILABLE", "NOT_COORDINATOR"])
def test_a_broker_that_keeps_no_groups_yet_is_asked_again(not_yet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_admin, "_PAUSE_S", 0)
    refusal = KafkaException(KafkaError(getattr(KafkaError, not_yet)))
    asked = Groups(refusal, refusal, SimpleNamespace(members=[MEMBER]))
    assert members(asked, "workers") == [topic_admin.Member("", "10.0.0.7", set())]

    monkeypatch.setattr(topic_admin, "GROUPS_S", -1)
    with pytest.raises(KafkaException, match=not_yet):
        members(Groups(refusal), "workers")


@pytest.mark.parametrize("error", AWAY)
def test_a_broker_that_does_not_say_who_is_in_a_group_is_away(error: int) -> None:
    with pytest.raises(topic_admin.BrokerAway):
        members(Groups(KafkaException(KafkaError(error))), "workers")


class Altered:
    """Takes every alteration, or refuses it."""

    def __init__(self, error: int | None = None) -> None:
        self.asked: dict[str, dict[str, str]] = {}
        self._error = error

    def incremental_alter_configs(self, asked: list[ConfigResource], request_timeout: float) -> dict[str, Future[Any]]:
        self.asked = {each.name: {entry.name: entry.value for entry in each.incremental_configs} for each in asked}
        return {each.name: answered(KafkaException(KafkaError(self._error)) if self._error else None) for each in asked}


DIFFERENT = [
    topic_admin.Difference("clock", "cleanup.policy", "delete", "compact"),
    topic_admin.Difference("clock", "retention.ms", "86400000", "1"),
    topic_admin.Difference("clock", "partitions", "12", "1"),
    topic_admin.Difference("alerts", "replication-factor", "3", "1"),
    topic_admin.Difference("notices", "topic", "present", "missing"),
]
alter: Callable[[Any, list[topic_admin.Difference]], None] = topic_admin.alter


def test_settings_are_set_as_expected_and_what_is_none_is_left_alone() -> None:
    admin = Altered()
    alter(admin, DIFFERENT)
    assert admin.asked == {"clock": {"cleanup.policy": "delete", "retention.ms": "86400000"}}
    with pytest.raises(topic_admin.BrokerAway):
        alter(Altered(AWAY[0]), DIFFERENT)
