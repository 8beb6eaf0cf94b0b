"""Whose workers are on an installation's topics: found by names and groups, and said where another one was asked for."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams.applications import another, at_work, others
from streams.topic_admin import BrokerAway
from streams.topics import TABLE, Topics

PLAIN, SECOND = Topics(), Topics(application_id="second")
NORTH = Topics(prefix="north-")


def names(*installations: Topics) -> set[str]:
    return {each.name(topic.base_name) for each in installations for topic in TABLE}


@pytest.mark.parametrize(
    ("there", "ours", "found"),
    [
        (names(PLAIN), PLAIN, []),
        (names(PLAIN, SECOND), PLAIN, ["second"]),
        (names(PLAIN, SECOND), SECOND, ["rettidig-worker"]),
        (names(PLAIN, NORTH), PLAIN, []),
        (names(PLAIN, NORTH), NORTH, []),
        (names(SECOND), PLAIN, ["second"]),
        (names(PLAIN) | {"north-x-citizens-changelog"}, PLAIN, ["north-x"]),
        ({"second-citizens-changelog"}, PLAIN, []),
    ],
)
def test_another_application_is_one_whose_changelog_stands_beside_our_events(
    there: set[str], ours: Topics, found: list[str]
) -> None:
    assert others(there, ours) == found


class Admin:
    """A broker with topics and with so many workers in each group, or one that is away."""

    def __init__(self, there: set[str], workers: dict[str, int], *, is_away: bool = False) -> None:
        self._there, self._workers, self._is_away = there, workers, is_away

    def list_topics(self, timeout: float) -> Any:
        if self._is_away:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))
        return SimpleNamespace(topics=dict.fromkeys(self._there))

    def describe_consumer_groups(self, asked: list[str], request_timeout: float) -> dict[str, Future[Any]]:
        member = SimpleNamespace(group_instance_id=None, host="/10.0.0.7", assignment=None)
        answer: Future[Any] = Future()
        answer.set_result(SimpleNamespace(members=[member] * self._workers.get(asked[0], 0)))
        return {asked[0]: answer}


@pytest.mark.parametrize(
    ("workers", "found"),
    [
        ({"rettidig-worker": 2}, {"rettidig-worker": 2}),
        ({"second": 1}, {"rettidig-worker": 0, "second": 1}),
        ({}, {"rettidig-worker": 0}),
    ],
)
def test_ours_is_counted_in_any_case_and_others_where_they_work(workers: dict[str, int], found: dict[str, int]) -> None:
    admin: Any = Admin(names(PLAIN, SECOND), workers)
    assert at_work(admin, PLAIN) == found


def test_a_broker_that_does_not_say_is_away() -> None:
    admin: Any = Admin(set(), {}, is_away=True)
    with pytest.raises(BrokerAway):
        at_work(admin, PLAIN)


@pytest.mark.parametrize(
    ("workers", "said"),
    [
        ({"ours": 1}, ""),
        ({"ours": 0}, ""),
        ({"ours": 1, "theirs": 1}, ""),
        (
            {"ours": 0, "theirs": 2},
            "ours has no worker, but theirs has 2 workers on these topics: ask for it with RETTIDIG_APPLICATION_ID=theirs",
        ),
    ],
)
def test_another_one_is_named_where_ours_has_nobody(workers: dict[str, int], said: str) -> None:
    assert another(workers, "ours") == said
