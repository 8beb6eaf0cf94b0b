"""What must not be taken in, and what must not be started: named, counted, nothing lost, and nobody else stopped."""

from __future__ import annotations

from collections import Counter

import pytest
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, ResourceType

from rules.civil import day, start_of_day
from streams import topic_admin
from streams.topics import BENEFIT_EVENTS, CITIZENS_CHANGELOG, INTERVIEW_EVENTS, OFFER_EVENTS
from tests.broker.harness import Scene, assert_as_folded, lives, told
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
    assert "UnreadableStateError" in worker.log_tail()
    assert not any(scene.committed().values())


def test_a_changelog_that_cannot_be_written_ends_the_worker_by_name_and_commits_nothing(scene: Scene) -> None:
    changelog = ConfigResource(
        ResourceType.TOPIC,
        scene.topics.name(CITIZENS_CHANGELOG),
        incremental_configs=[ConfigEntry("max.message.bytes", "64", incremental_operation=AlterConfigOpType.SET)],
    )
    admin = topic_admin.connect(scene.stack.bootstrap)
    [altered] = admin.incremental_alter_configs([changelog]).values()
    altered.result()
    worker = scene.worker()
    scene.publish(lives(3))
    assert worker.wait_ended() == 70
    assert "MessageSizeTooLarge" in worker.log_tail()
    assert not any(scene.committed().values())


def test_a_state_from_a_newer_release_ends_the_worker_by_name(scene: Scene) -> None:
    scene.send(
        [(CITIZENS_CHANGELOG, b"s00001", b"\x9a\x63\x00\x93\xff\xff\xff\x00\x90\x80\x94\xc0\x90\x90\x90\x90\x00\x90")]
    )
    worker = scene.worker()
    assert worker.wait_ended() == 70
    assert "UnreadableStateError" in worker.log_tail()
