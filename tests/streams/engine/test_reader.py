"""Where a changelog ends is asked until somebody knows: before, an end below 0 was taken for a log that had lost records."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition
from structlog.testing import capture_logs

from streams.engine import reader
from streams.engine.reader import known_ends

NAME = "changelog"
FIRST, SECOND = TopicPartition(NAME, 0), TopicPartition(NAME, 1)


class Broker:
    """Answers each question with the next of its answers, and the last one for good; remembers what it was asked."""

    def __init__(self, *answers: dict[TopicPartition, int]) -> None:
        self._answers = list(answers)
        self.asked: list[list[TopicPartition]] = []

    async def ends(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        self.asked.append(places)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return {place: answer[place] for place in places}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_ANSWER_MS", 0)


async def test_ends_that_are_known_are_asked_for_once() -> None:
    broker = Broker({FIRST: 7, SECOND: 0})
    assert await known_ends([FIRST, SECOND], broker.ends, lambda: True) == {FIRST: 7, SECOND: 0}
    assert broker.asked == [[FIRST, SECOND]]


async def test_a_partition_whose_end_nobody_knows_yet_is_asked_for_again_and_named_once() -> None:
    broker = Broker({FIRST: 7, SECOND: -1}, {SECOND: -1}, {SECOND: 9})
    with capture_logs() as said:
        assert await known_ends([FIRST, SECOND], broker.ends, lambda: True) == {FIRST: 7, SECOND: 9}
    assert broker.asked == [[FIRST, SECOND], [SECOND], [SECOND]]
    assert [(each["event"], each["topic"], each["partitions"]) for each in said] == [
        ("changelog.end_unknown", NAME, [1])
    ]


async def test_who_is_to_leave_does_not_wait_for_an_end() -> None:
    broker = Broker({FIRST: 7, SECOND: -1})
    assert await known_ends([FIRST, SECOND], broker.ends, lambda: False) == {FIRST: 7}
