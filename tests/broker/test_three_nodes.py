"""Three nodes with every record on at least two: one that dies or stands still costs time, and no answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from confluent_kafka.admin import NewTopic

from deploy.stack import Stack
from rules.civil import day, start_of_day
from streams import clock, topic_admin
from streams.engine.changelog import GIVE_UP_S
from streams.topics import ALERTS, CITIZENS_CHANGELOG, TABLE, Topics
from tests.broker.cluster import NODES, Cluster, cluster_with_redis
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import chunks, lives
from tests.broker.scene import Scene
from tests.conftest import TEST_PARTITIONS, created_topics
from tests.eventually import eventually

pytestmark = pytest.mark.broker

YEARS = [start_of_day(day(text)) for text in ("2017-02-01", "2018-03-01", "2019-07-01", "2020-01-01")]
WITHIN_S = 120.0
EVENTS = lives(30)


@pytest.fixture(scope="module")
def cluster_and_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Stack]]:
    """One cluster for this file's tests."""
    with cluster_with_redis(tmp_path_factory.mktemp("nodes")) as started:
        yield started


@pytest.fixture
def nodes(cluster_and_stack: tuple[Cluster, Stack]) -> Iterator[tuple[Cluster, Stack]]:
    """The same, whole again after each test, however that ended."""
    yield cluster_and_stack
    cluster_and_stack[0].mend()


@pytest.fixture
def scene(nodes: tuple[Cluster, Stack], tmp_path: Path) -> Iterator[Scene]:
    """A scene whose topics are on all three; it ends before they are mended."""
    stack = nodes[1]
    made = Scene(stack, created_topics(stack, replicas=NODES), tmp_path)
    yield made
    made.close()


def test_a_node_killed_while_it_leads_or_coordinates_costs_nothing_but_time(
    nodes: tuple[Cluster, Stack], scene: Scene
) -> None:
    cluster = nodes[0]
    worker = scene.worker()
    for number, (some, at) in enumerate(chunks(EVENTS, YEARS)):
        written = sum(scene.log(CITIZENS_CHANGELOG).ends())
        scene.publish(some)
        scene.tick(at, WITHIN_S)
        if number in (1, 2):
            eventually(partial(has_grown, scene, written))
            changelog = scene.topics.name(CITIZENS_CHANGELOG)
            dead = cluster.leader(changelog, 0) if number == 1 else cluster.coordinator(scene.topics.group)
            cluster.node(dead).kill()
        scene.wait_until_handled(at, WITHIN_S)
        assert_as_folded(scene, EVENTS, at, WITHIN_S)
        if number in (1, 2):
            cluster.mend()
    scene.wait_until_committed(WITHIN_S)
    assert scene.alerts_by_citizen() == told(EVENTS, YEARS[-1])
    assert worker.terminate() == 0


def test_a_leader_that_stands_still_is_asked_no_longer_than_one_answer_may_take(
    nodes: tuple[Cluster, Stack], scene: Scene
) -> None:
    """It keeps its connections open and never answers: who waited for it as long as for a restart would be late by that."""
    cluster = nodes[0]
    worker = scene.worker()
    (first, before), (second, at) = list(chunks(EVENTS, YEARS))[:2]
    scene.publish(first)
    scene.tick(before, WITHIN_S)
    scene.wait_until_handled(before, WITHIN_S)
    written = sum(scene.log(CITIZENS_CHANGELOG).ends())
    scene.publish(second)
    scene.tick(at, WITHIN_S)
    eventually(partial(has_grown, scene, written))
    cluster.node(cluster.leader(scene.topics.name(CITIZENS_CHANGELOG), 0)).server.pause()
    scene.wait_until_handled(at, GIVE_UP_S)
    assert_as_folded(scene, [*first, *second], at, WITHIN_S)
    assert worker.terminate() == 0


def has_grown(scene: Scene, written: int) -> bool:
    """Whether more than so many records were written to the changelog."""
    return sum(scene.log(CITIZENS_CHANGELOG).ends()) > written


def topics_with_changelog_apart(cluster: Cluster, stack: Stack) -> tuple[Topics, int]:
    """All topics, the changelog alone on one node, which does not coordinate the workers; and that node."""
    topics = Topics(prefix=f"t{uuid.uuid4().hex[:8]}-", partitions=TEST_PARTITIONS)
    node = next(number for number in range(1, NODES + 1) if number != cluster.coordinator(topics.group))
    others = [number for number in range(1, NODES + 1) if number != node]
    made = []
    for row in TABLE:
        count = topics.partitions_of(row)
        replicas = [[node]] if row.base_name == CITIZENS_CHANGELOG else [others]
        made.append(
            NewTopic(
                topics.name(row.base_name), count, replica_assignment=replicas * count, config=topics.config_of(row)
            )
        )
    admin = topic_admin.connect(stack.bootstrap)
    for created in admin.create_topics(made, operation_timeout=30).values():
        created.result(60)
    cluster.wait_whole()
    return topics, node


def test_while_the_changelogs_leader_stands_still_nothing_is_committed(
    nodes: tuple[Cluster, Stack], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cluster, stack = nodes
    topics, node = topics_with_changelog_apart(cluster, stack)
    scene = Scene(stack, topics, tmp_path_factory.mktemp("scene"))
    try:
        worker = scene.worker()
        half = len(EVENTS) // 2
        scene.publish(EVENTS[:half])
        scene.tick(EVENTS[half - 1].at)
        scene.wait_until_handled(EVENTS[half - 1].at, WITHIN_S)
        scene.wait_until_committed()
        before = scene.committed()
        taken_in, told_before = worker.metric("rettidig_events_total"), sum(scene.log(ALERTS).ends())

        cluster.node(node).server.pause()
        scene.publish(EVENTS[half:])
        eventually(lambda: worker.metric("rettidig_events_total"), lambda now: now > taken_in, WITHIN_S)
        until = clock.monotonic() + 2.0  # ten commit intervals
        while clock.monotonic() < until:
            assert scene.committed() == before, "an offset was committed whose state is not in the changelog"
        worker.kill()
        cluster.node(node).server.go_on()

        scene.worker()
        scene.tick(YEARS[-1], WITHIN_S)
        scene.wait_until_handled(YEARS[-1], WITHIN_S)
        assert_as_folded(scene, EVENTS, YEARS[-1], WITHIN_S)
        assert sum(scene.log(ALERTS).ends()) > told_before
        scene.wait_until_committed(WITHIN_S)
    finally:
        scene.close()
