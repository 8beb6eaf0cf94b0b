"""What the inbox's reader makes of a broker that does not say what its topics are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicCollection

from streams import topic_admin
from streams.inbox.source import TopicReader
from streams.topic_ends import EndsUnknownError
from streams.topics import Topics


class Answer:
    """One that never comes, or an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def result(self, _within_s: float) -> object:
        raise self._error


class Admin:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def describe_topics(self, asked: TopicCollection, request_timeout: float) -> dict[str, Answer]:
        names: list[str] = asked.topic_names
        return {name: Answer(self._error) for name in names}


@pytest.fixture
def reader() -> Iterator[TopicReader]:
    made = TopicReader("127.0.0.1:1", Topics())
    yield made
    made.close()


@pytest.mark.parametrize("error", [TimeoutError(), KafkaException(KafkaError(KafkaError._TRANSPORT))], ids=repr)
def test_a_broker_that_does_not_describe_its_topics_is_waited_for(
    reader: TopicReader, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(topic_admin, "connect", lambda _servers: Admin(error))
    with pytest.raises(EndsUnknownError):
        reader.identities()
