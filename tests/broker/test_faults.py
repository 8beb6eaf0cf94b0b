"""Faults on a real broker: whatever dies, pauses or comes and goes, the answer after a tick is the step's."""

from __future__ import annotations

import pytest

from rules.civil import day, start_of_day
from streams.topics import ALERTS, CITIZENS_CHANGELOG
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import chunks, lives
from tests.broker.scene import Scene
from tests.eventually import eventually

pytestmark = pytest.mark.broker

YEARS = [start_of_day(day(text)) for text in ("2017-02-01", "2018-03-01", "2019-07-01", "2020-01-01")]


def size(scene: Scene, topic: str) -> int:
    """How many records a topic has."""
    return sum(scene.log(topic).ends())


def wait_for_size(scene: Scene, topic: str, records: int) -> None:
    """Wait until a topic has that many records."""
    eventually(lambda: size(scene, topic), lambda now: now >= records)


def test_a_worker_killed_while_it_takes_in_and_while_it_tells_loses_nothing(scene: Scene) -> None:
    events = lives(40)
    worker = scene.worker()
    for number, (some, at) in enumerate(chunks(events, YEARS)):
        states, messages = size(scene, CITIZENS_CHANGELOG), size(scene, ALERTS)
        scene.publish(some)
        if number % 2 == 0:
            wait_for_size(scene, CITIZENS_CHANGELOG, states + 10)
            worker.kill()
            worker = scene.worker()
        scene.tick(at)
        if number % 2 == 1:
            wait_for_size(scene, ALERTS, messages + 10)
            worker.kill()
            worker = scene.worker()
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])


def test_workers_that_join_and_leave_share_the_work_without_doing_it_twice(scene: Scene) -> None:
    events = lives(40)
    first = scene.worker()
    second = third = None
    for some, at in chunks(events, YEARS):
        scene.publish(some)
        if at == YEARS[1]:
            second = scene.worker()
        if at == YEARS[2]:
            third = scene.worker()
            assert first.terminate() == 0
        if at == YEARS[3]:
            assert second is not None
            second.kill()
        scene.tick(at)
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    assert third is not None
    scene.wait_until_committed()
    assert third.terminate() == 0
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])


def test_a_worker_that_stood_still_while_another_took_over_overwrites_nothing(scene: Scene) -> None:
    events = lives(30)
    sleeper = scene.worker()
    for some, at in chunks(events, YEARS):
        if at == YEARS[1]:
            scene.publish(some[: len(some) // 2])
            sleeper.pause()
            scene.publish(some[len(some) // 2 :])
            scene.worker()
        else:
            scene.publish(some)
        if at == YEARS[2]:
            sleeper.go_on()
        scene.tick(at)
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)


def test_a_broker_killed_and_restarted_costs_nothing_but_time(own_scene: Scene) -> None:
    scene, events = own_scene, lives(30)
    worker = scene.worker()
    for number, (some, at) in enumerate(chunks(events, YEARS)):
        messages = size(scene, ALERTS)
        scene.publish(some)
        if number == 1:
            scene.stack.kafka.kill()
            eventually(lambda: worker.get("/ready")[0], lambda status: status == 503)
            scene.stack.kafka.start()
        scene.tick(at)
        if number == 2:
            wait_for_size(scene, ALERTS, messages + 10)
            scene.stack.kafka.kill()
            scene.stack.kafka.start()
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    worker.wait_ready()
    scene.wait_until_committed()
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])
    assert worker.terminate() == 0
