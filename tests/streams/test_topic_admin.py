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
