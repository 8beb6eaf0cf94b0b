"""Each life story is told as it stands, and nothing else; on each of its days the open alerts are exactly those of the table."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rules.civil import civil_day, day
from tests.scenarios.story import STORIES, THE_END, lines, read_story
from tests.streams.citizen.walks import check_invariant, check_months, day_by_day, one_by_one, settled, shuffled, whole

every_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


@every_story
def test_the_story_is_told_and_nothing_else(path: Path) -> None:
    story = read_story(path)
    _, messages = whole(story.facts(), story.ends())
    assert story.told[-1] == THE_END
    assert lines(messages) == story.told[:-1]


@every_story
def test_on_every_day_the_open_alerts_are_exactly_those_of_the_table(path: Path) -> None:
    story = read_story(path)
    facts = story.facts()
    first = civil_day(min(fact.learnt_at for fact in facts))
    told: list[bytes] = []
    state = None
    for state, messages in day_by_day(facts, first, day(story.until)):
        check_invariant(state)
        told += [message.value for message in messages]
    assert state is not None
    check_months(state)
    assert told == [message.value for message in whole(facts, story.ends())[1]]


@every_story
def test_however_its_events_arrive_it_ends_the_same(path: Path) -> None:
    story = read_story(path)
    facts, rng = story.facts(), random.Random(path.stem)
    expected, messages = whole(facts, story.ends())
    state, told = one_by_one(facts, story.ends(), rng)
    assert (settled(state), told) == (settled(expected), list(messages))
    for _ in range(5):
        for state in shuffled(facts, story.ends(), rng):
            check_invariant(state)
        assert settled(state) == settled(expected)


def test_there_are_stories() -> None:
    assert len(STORIES) >= 12
