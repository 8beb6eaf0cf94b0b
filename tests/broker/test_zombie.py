"""What a worker writes that lost its partitions and does not know it: recovery and compaction must not take it for the last word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, ResourceType

from rules.civil import day, start_of_day
from streams import topic_admin
from streams.engine.settlement import MARKER_KEY, Settlement, encode
from streams.topics import CITIZENS_CHANGELOG, TABLE
from tests.broker.expected import assert_as_folded, folded
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.topic_log import Seen, TopicLog
from tests.eventually import eventually

pytestmark = pytest.mark.broker

FIRST, SECOND = start_of_day(day("2018-03-01")), start_of_day(day("2020-01-01"))


@pytest.mark.parametrize("marked", [True, False], ids=["with the zombie's marker", "where compaction took the marker"])
def test_a_stale_overwrite_in_the_changelog_is_repaired_by_the_next_recovery(scene: Scene, marked: bool) -> None:
    events = lives(12)
    zombie = scene.worker()
    scene.publish(event for event in events if event.at <= FIRST)
    scene.tick(FIRST)
    scene.wait_until_handled(FIRST)
    stale = _as_it_stands(scene)
    assert zombie.terminate() == 0

    successor = scene.worker()
    scene.publish(event for event in events if event.at > FIRST)
    scene.tick(SECOND)
    scene.wait_until_handled(SECOND)
    scene.wait_until_committed()
    successor.kill()
    good = scene.last_states()
    scene.send_to(
        CITIZENS_CHANGELOG,
        [(seen.partition, seen.key, seen.value) for seen in stale if marked or seen.key != MARKER_KEY],
    )
    assert scene.last_states() != good, "the stale records are now the last ones"
    if marked:
        assert scene.states() == good, "who reads by the rule of the owners is not deceived meanwhile"

    heir = scene.worker()
    scene.tick(SECOND + 1)
    scene.wait_until_handled(SECOND + 1)
    assert heir.terminate() == 0
    assert_as_folded(scene, events, SECOND + 1)
    assert set(scene.states()) == set(folded(events, SECOND + 1))
    assert scene.last_states() == scene.states(), "and for those who go by the last record it is written over"


def test_the_word_of_a_later_owner_ends_a_worker_and_nobody_is_lost_by_it(scene: Scene) -> None:
    """Something that is no worker writes a marker: what came behind it was left out for good by whoever read it next."""
    events = lives(12)
    worker = scene.worker()
    worker.may_fail = True
    scene.publish(event for event in events if event.at <= FIRST)
    scene.tick(FIRST)
    scene.wait_until_handled(FIRST)
    marker = encode(Settlement(999, 9, 10**9, 0))
    scene.send_to(CITIZENS_CHANGELOG, [(number, MARKER_KEY, marker) for number in range(scene.topics.partitions)])
    scene.publish(event for event in events if event.at > FIRST)
    scene.tick(SECOND)
    assert eventually(lambda: worker.exit_status, lambda status: status is not None, 60) == 70
    assert "later owner" in worker.log_tail()

    heir = scene.worker()
    scene.tick(SECOND + 1)
    scene.wait_until_handled(SECOND + 1)
    assert heir.terminate() == 0
    assert_as_folded(scene, events, SECOND + 1)


def _as_it_stands(scene: Scene) -> list[Seen]:
    """Of each partition the last marker, and after it the last record of each citizen: as one batch of its owner's."""
    last = {(seen.partition, seen.key): seen for seen in scene.log(CITIZENS_CHANGELOG).read()}
    return sorted(last.values(), key=lambda seen: (seen.partition, seen.key != MARKER_KEY, seen.offset))


@pytest.fixture
def eager_cleaner(scene: Scene) -> Iterator[AdminClient]:
    """A broker that looks for something to compact all the time."""
    admin = topic_admin.connect(scene.stack.bootstrap)
    for operation in (AlterConfigOpType.SET, AlterConfigOpType.DELETE):
        entry = ConfigEntry("log.cleaner.backoff.ms", "100", incremental_operation=operation)
        resource = ConfigResource(ResourceType.BROKER, "1", incremental_configs=[entry])
        for answer in admin.incremental_alter_configs([resource]).values():
            answer.result(30)
        if operation is AlterConfigOpType.SET:
            yield admin


def test_the_good_record_outlives_a_compaction_that_would_leave_the_stale_one_only(
    scene: Scene, eager_cleaner: AdminClient
) -> None:
    [row] = [topic for topic in TABLE if topic.base_name == CITIZENS_CHANGELOG]
    ours = dict(row.config) | {"segment.ms": "1", "min.cleanable.dirty.ratio": "0.0"}
    hasty = ours | {"min.compaction.lag.ms": "0"}
    names = {f"{scene.topics.prefix}{name}": config for name, config in (("ours", ours), ("hasty", hasty))}
    topics = [NewTopic(name, num_partitions=1, replication_factor=1, config=config) for name, config in names.items()]
    for created in eager_cleaner.create_topics(topics, operation_timeout=30).values():
        created.result(30)
    for value in (b"good", b"stale", b"next"):  # the last segment is never compacted
        for name in names:
            scene.append(name, 0, b"anna" if value != b"next" else b"bo", value)

    def values(name: str) -> list[bytes | None]:
        log = TopicLog(scene.stack.bootstrap, name, partitions=1)
        try:
            return [seen.value for seen in log.read()]
        finally:
            log.close()

    first, second = names
    eventually(lambda: values(second), lambda found: found == [b"stale", b"next"], within_s=60)
    assert values(first) == [b"good", b"stale", b"next"]
