"""What must not be taken in, and what must not be started: named, counted, nothing lost, and nobody else stopped."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

import msgspec
import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, ResourceType

from deploy.doctor import State
from deploy.doctor import broker as doctor
from rules.civil import day, start_of_day
from streams import topic_admin
from streams.agents.application import batch_app
from streams.agents.binding import rules
from streams.agents.watch import WorkerWatch
from streams.engine.settlement import MARKER_KEY
from streams.preflight import TopicsNotReadyError, wait_for_topics
from streams.settings import Settings
from streams.topics import (
    ALERTS,
    BENEFIT_EVENTS,
    CITIZENS_CHANGELOG,
    INTERVIEW_EVENTS,
    MUNICIPAL_PARTIALS,
    OFFER_EVENTS,
)
from tests.broker.expected import assert_as_folded, judge, told
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.test_inside import handled, running, until
from tests.eventually import eventually

pytestmark = pytest.mark.broker

END = start_of_day(day("2020-01-01"))


def test_bad_events_become_dead_letters_and_everything_else_goes_on(scene: Scene) -> None:
    events = lives(5)
    sound = events[0].line
    scene.publish(events[:20])
    scene.send(
        [
            (INTERVIEW_EVENTS, events[0].citizen.encode(), sound),
            (BENEFIT_EVENTS, b"somebody-else", sound),
            (BENEFIT_EVENTS, None, sound),
            (BENEFIT_EVENTS, b"s00001", b'{"specversion":'),
            (BENEFIT_EVENTS, b"s00001", None),
            (OFFER_EVENTS, b"s00001", b"x" * (5 << 20)),
            (OFFER_EVENTS, b"s00001", b'{"note":"6101011234"}'),
            (OFFER_EVENTS, b"s00001", b'{"note":"3102001234"}'),
        ]
    )
    scene.publish(events[20:])
    worker = scene.worker()
    scene.tick(END)
    scene.wait_until_handled(END)
    assert scene.alerts_by_citizen() == told(events, END)
    scene.wait_until_committed()
    letters = scene.dead_letters()
    reasons = Counter(str(letter["reason"]) for letter in letters)
    assert reasons == {
        "wrong-topic": 1, "key-mismatch": 2, "not-json": 1, "no-value": 1, "too-large": 1, "person-number": 1,
        "missing-field": 1,
    }  # fmt: skip
    secret = next(letter for letter in letters if letter["reason"] == "person-number")
    assert "original" not in secret
    assert worker.metric("rettidig_events_rejected_total") == len(letters)
    assert worker.metric("rettidig_events_total") == len(events)
    assert "3102001234" not in worker.log.read_text()


def test_a_worker_waits_for_a_broker_that_is_not_there_yet_and_says_so(own_scene: Scene) -> None:
    scene, events = own_scene, lives(5)
    scene.publish(events)
    scene.stack.kafka.stop()
    worker = scene.worker()
    eventually(lambda: worker.logged("broker.away"))
    assert worker.get("/live")[0] == 200
    assert worker.get("/ready") == (503, "starting: waiting for the broker\n")
    scene.stack.kafka.start()
    scene.tick(END)
    worker.wait_ready()
    scene.wait_until_handled(END)
    assert_as_folded(scene, events, END)
    assert worker.terminate() == 0


def test_a_worker_that_still_waits_for_a_broker_leaves_when_it_is_asked_to(own_scene: Scene) -> None:
    own_scene.stack.kafka.stop()
    worker = own_scene.worker()
    eventually(lambda: worker.logged("broker.away"))
    assert worker.terminate() == 0


def test_missing_topics_are_refused_by_name_with_the_remedy(scene: Scene) -> None:
    worker = scene.worker(topic_prefix=f"{scene.topics.prefix}not-made-")
    assert worker.wait_ended() == 1
    assert f"{scene.topics.prefix}not-made-{BENEFIT_EVENTS}: missing" in worker.log_tail()
    assert "rettidig topics create" in worker.log_tail()


def test_unequal_partitions_are_refused_by_name(scene: Scene) -> None:
    name = scene.topics.name(OFFER_EVENTS)
    admin = topic_admin.connect(scene.stack.bootstrap)
    [grown] = admin.create_partitions([NewPartitions(name, scene.topics.partitions + 1)]).values()
    grown.result()
    eventually(lambda: admin.list_topics(name, timeout=5).topics[name].partitions, lambda now: len(now) == 5)
    worker = scene.worker()
    assert worker.wait_ended() == 1
    assert f"{name}: partitions is 5, expected 4" in worker.log_tail()


def test_a_changelog_that_cannot_be_read_ends_the_worker_by_name_and_commits_nothing(scene: Scene) -> None:
    scene.publish(lives(3))
    scene.send([(CITIZENS_CHANGELOG, b"s00001", b"\xc1 no state")])
    worker = scene.worker()
    assert worker.wait_ended() == 70
    assert "state of 10 bytes cannot be read" in worker.log_tail()
    assert not any(scene.committed().values())


def test_a_changelog_that_cannot_be_written_ends_the_worker_by_name_and_commits_nothing(scene: Scene) -> None:
    worker = scene.worker()
    scene.tick(END - 1)
    worker.wait_ready()
    alter(scene, CITIZENS_CHANGELOG, "max.message.bytes", "64")
    scene.publish(lives(3))
    scene.tick(END)
    assert worker.wait_ended() == 70
    assert "MessageSizeTooLarge" in worker.log_tail()
    assert not any(scene.committed().values())


def alter(scene: Scene, base_name: str, setting: str, value: str | None) -> None:
    """Set a topic's setting; None: as the broker has it for all."""
    how = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
    entry = ConfigEntry(setting, value, incremental_operation=how)
    topic = ConfigResource(ResourceType.TOPIC, scene.topics.name(base_name), incremental_configs=[entry])
    admin = topic_admin.connect(scene.stack.bootstrap)
    [altered] = admin.incremental_alter_configs([topic]).values()
    altered.result()


@pytest.mark.parametrize(
    ("base_name", "setting", "value", "harm"),
    [
        (BENEFIT_EVENTS, "cleanup.policy", "compact", "of each key the broker would keep the last record only"),
        (CITIZENS_CHANGELOG, "cleanup.policy", "delete", "what nobody has written for a while would be deleted"),
        (MUNICIPAL_PARTIALS, "cleanup.policy", "compact,delete", "what nobody has written for a while"),
        (ALERTS, "cleanup.policy", "compact", "keep the last record only"),
        (OFFER_EVENTS, "message.timestamp.type", "CreateTime", "dates of old events"),
        (CITIZENS_CHANGELOG, "min.compaction.lag.ms", "0", "hide the good state"),
        (CITIZENS_CHANGELOG, "max.message.bytes", "1000000", "a long life's state could not be written"),
    ],
)
def test_a_topic_that_would_lose_something_is_refused_by_name_with_the_remedy(
    scene: Scene, base_name: str, setting: str, value: str, harm: str
) -> None:
    alter(scene, base_name, setting, value)
    settings = Settings.model_validate(scene.settings())
    with pytest.raises(TopicsNotReadyError) as refused:
        wait_for_topics(settings, lambda _seconds: False)
    said = str(refused.value)
    assert f"{scene.topics.name(base_name)}: {setting} is {value}, expected " in said
    assert harm in said
    assert f"`rettidig topics alter {scene.topics.name(base_name)}`" in said
    seen = doctor.topics(topic_admin.connect(scene.stack.bootstrap), settings)
    assert seen.state is State.FAIL
    assert f"{setting} is {value}" in seen.text
    assert "rettidig topics alter" in seen.remedy


@pytest.mark.parametrize(
    ("base_name", "setting", "value"),
    [
        (BENEFIT_EVENTS, "retention.ms", "86400000000"),
        (CITIZENS_CHANGELOG, "min.compaction.lag.ms", "7200000"),
        (CITIZENS_CHANGELOG, "segment.bytes", "1048576"),
    ],
)
def test_what_an_operator_may_choose_is_named_and_not_refused(
    scene: Scene, base_name: str, setting: str, value: str
) -> None:
    alter(scene, base_name, setting, value)
    settings = Settings.model_validate(scene.settings())
    assert wait_for_topics(settings, lambda _seconds: False)
    assert doctor.topics(topic_admin.connect(scene.stack.bootstrap), settings).state is State.WARN


async def refused(scene: Scene) -> str:
    """Why a worker's application ends by itself before it has done anything."""
    written = [scene.log(name).ends() for name in (CITIZENS_CHANGELOG, ALERTS, MUNICIPAL_PARTIALS)]
    committed = scene.committed()
    settings = Settings.model_validate(scene.settings())
    app = batch_app(settings, rules(settings.topics, judge(), WorkerWatch()))
    starting = asyncio.create_task(app.start())
    try:
        await until(lambda: app.failure is not None, within_s=60)
    finally:
        starting.cancel()
        with suppress(Exception):  # Faust raises again here what it crashed of
            await app.stop()
    assert [scene.log(name).ends() for name in (CITIZENS_CHANGELOG, ALERTS, MUNICIPAL_PARTIALS)] == written
    assert scene.committed() == committed
    return f"{type(app.failure).__name__}: {app.failure}"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        (b"s00001", b"\xc1 no state", "cannot be read"),
        (b"s00001", msgspec.msgpack.encode((99, 0, (0, -1, -1), b"of tomorrow", ())), "state version 99"),
        (MARKER_KEY, b"no marker", "changelog marker cannot be read"),
    ],
    ids=["garbage", "a state from the future", "a marker that is none"],
)
async def test_a_record_that_cannot_be_read_is_named_with_its_place_before_anything_is_written(
    scene: Scene, key: bytes, value: bytes, why: str
) -> None:
    scene.publish(lives(2))
    scene.send_to(CITIZENS_CHANGELOG, [(2, b"s00009", None), (2, key, value)])
    said = await refused(scene)
    assert f"{scene.topics.name(CITIZENS_CHANGELOG)}" in said
    assert "partition 2" in said
    assert "offset 1" in said
    assert why in said
    assert "Remedy: " in said


async def test_a_changelog_whose_beginning_was_deleted_is_refused(scene: Scene) -> None:
    scene.send_to(CITIZENS_CHANGELOG, [(1, b"s00009", None)] * 5)
    alter(scene, CITIZENS_CHANGELOG, "cleanup.policy", "compact,delete")
    name = scene.topics.name(CITIZENS_CHANGELOG)
    admin = topic_admin.connect(scene.stack.bootstrap)
    [deleted] = admin.delete_records([TopicPartition(name, 1, 3)]).values()
    deleted.result()
    alter(scene, CITIZENS_CHANGELOG, "cleanup.policy", "compact")
    said = await refused(scene)
    assert f"{name}, partition 1 begins at offset 3" in said
    assert "RETTIDIG_APPLICATION_ID" in said


async def test_an_empty_changelog_is_refused_where_events_count_as_done(scene: Scene) -> None:
    events = lives(8)
    scene.publish(events)
    async with running(scene) as app:
        scene.tick(END)
        await handled(app, END)
        await app.consumer.commit()
    admin, name = topic_admin.connect(scene.stack.bootstrap), scene.topics.name(CITIZENS_CHANGELOG)
    [deleted] = admin.delete_topics([name]).values()
    deleted.result()
    eventually(lambda: topic_admin.create(admin, scene.topics) == [name])
    said = await refused(scene)
    assert f"{name}, partition " in said
    assert "is empty, but the group has noted events of it as done" in said
    assert "RETTIDIG_APPLICATION_ID" in said
