"""A worker takes over, on a real broker, the very bytes that an earlier release left in its changelog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, TopicPartition

from deploy.stack import Stack
from rules.civil import Instant, day, start_of_day
from streams.citizen.step import step
from streams.topics import CITIZENS_CHANGELOG, SOURCES
from tests.broker.expected import differing_groups, judge
from tests.broker.scene import Scene
from tests.conftest import created_topics
from tests.eventually import eventually
from tests.streams.citizen.walks import settled
from tests.upgrades.recording import PARTITIONS, Recording, facts, read, sources, versions

pytestmark = pytest.mark.broker

AT: Instant = start_of_day(day("2019-12-31"))
FILLER = b"no-citizen"
"""Stands where compaction had left a gap, so that every record stands at its own offset: a tombstone of nobody."""


@pytest.fixture
def recorded_scene(stack: Stack, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(stack, created_topics(stack, PARTITIONS), tmp_path)
    yield made
    made.close()


def fill(scene: Scene, recording: Recording) -> None:
    """The changelog partition as it was, all that the sources ever say, and how far that had been done."""
    number, heading = recording.heading.partition, recording.heading
    by_offset = {row.offset: row for row in recording.rows}
    rows = [by_offset.get(offset) for offset in range(max(by_offset) + 1)]
    scene.send_to(
        CITIZENS_CHANGELOG, [(number, row.key if row else FILLER, row.value if row else None) for row in rows]
    )
    for source, events in zip(SOURCES, sources(number), strict=True):
        scene.send_to(source, [(number, event.key, event.value) for event in events])
    committer = Consumer(
        {"bootstrap.servers": scene.stack.bootstrap, "group.id": scene.topics.group, "enable.auto.commit": False}
    )
    places = zip(scene.topics.sources, heading.positions, strict=True)
    committer.commit(
        offsets=[TopicPartition(topic, number, position) for topic, position in places], asynchronous=False
    )
    committer.close()


@pytest.mark.parametrize("version", versions())
def test_a_worker_goes_on_from_recorded_bytes_to_where_the_replay_ends(recorded_scene: Scene, version: int) -> None:
    scene = recorded_scene
    for number in range(PARTITIONS):
        fill(scene, read(version, number))
    worker = scene.worker()
    scene.tick(AT)
    scene.wait_until_handled(AT)
    expected = {
        citizen: step(None, citizen, said, AT, judge()).state
        for number in range(PARTITIONS)
        for citizen, said in facts(number, AT).items()
    }
    assert len(expected) > 40
    found = scene.states()
    for citizen, state in expected.items():
        now = step(found[citizen], citizen, (), AT, judge())
        assert not now.messages, f"{citizen} was due and was not judged"
        assert settled(now.state) == settled(state), citizen
    assert differing_groups(scene.aggregate(), expected.values(), AT) == []
    if version == 1:  # releases of then did not note their law
        [said] = eventually(lambda: worker.logged("lawbook.changed"), bool)
        assert (said["before"], said["now"]) == (["unknown"], judge().name)
