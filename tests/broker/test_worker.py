"""Lives as scenarios on a real broker: after every tick the worker's answer is that of the step without a broker."""

from __future__ import annotations

import random

import pytest

from rules.civil import Instant, day, start_of_day
from streams.topics import ALERTS
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import chunks, lives
from tests.broker.scene import Scene

pytestmark = pytest.mark.broker

YEARS = [start_of_day(day(text)) for text in ("2017-02-01", "2018-03-01", "2019-07-01", "2020-01-01")]
SEED = 20161101
HISTORY = lives(60)
HERE = {event.citizen for event in lives(10)}


def test_events_in_order_give_the_very_bytes_of_the_canonical_log(scene: Scene) -> None:
    events = lives(40)
    worker = scene.worker()
    for some, at in chunks(events, YEARS):
        scene.publish(some)
        scene.tick(at)
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])
    scene.wait_until_committed()
    assert worker.terminate() == 0


def test_events_shuffled_and_doubled_end_in_the_same_states_alerts_and_figures(scene: Scene) -> None:
    dice = random.Random(SEED)
    events = lives(25)
    doubled = [*events, *dice.sample(events, len(events) // 2)]
    dice.shuffle(doubled)
    scene.worker()
    third = len(doubled) // 3
    for number, at in enumerate(YEARS[1:]):
        scene.publish(doubled[third * number : third * (number + 1) if at != YEARS[-1] else None])
        scene.tick(at)
        scene.wait_until_handled(at)
        published = doubled[: third * (number + 1)] if at != YEARS[-1] else doubled
        assert_as_folded(scene, list(dict.fromkeys(published)), at)


def test_nothing_is_told_of_a_backlog_before_a_tick_that_covers_it(scene: Scene) -> None:
    events = lives(10)
    scene.publish(events)
    worker = scene.worker()
    scene.wait_until_committed()
    assert scene.alerts() == []
    assert worker.get("/ready")[0] == 503
    scene.tick(YEARS[-1])
    scene.wait_until_handled(YEARS[-1])
    worker.wait_ready()
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])


def test_history_that_is_added_while_the_clock_stands_still_is_told_as_if_it_had_always_been_there(
    scene: Scene,
) -> None:
    """Who takes over reads the last tick again, which lies behind the history: it must not judge the part that is read by then."""
    at = YEARS[-1]
    scene.publish(event for event in HISTORY if event.citizen in HERE)
    scene.tick(at)
    worker = scene.worker()
    scene.wait_until_handled(at)
    scene.wait_until_committed()
    assert worker.terminate() == 0
    assert_added_history_is_told_with_the_next_tick(scene, at + 1)


def test_history_that_is_added_after_a_worker_was_killed_is_told_as_if_it_had_always_been_there(scene: Scene) -> None:
    """Nothing of what it took in and no tick was committed: its successor finds several ticks, whose ends lie ahead of it."""
    at = YEARS[-1]
    worker = scene.worker(commit_interval_ms="60000")
    scene.tick(YEARS[0])
    scene.publish(event for event in HISTORY if event.citizen in HERE)
    scene.tick(at)
    scene.wait_until_handled(at)
    worker.kill()
    assert_added_history_is_told_with_the_next_tick(scene, at + 1)


def assert_added_history_is_told_with_the_next_tick(scene: Scene, at: Instant) -> None:
    """Add the lives of all who are not here yet, while no worker runs; a new one tells of them only as of the tick `at`."""
    scene.publish(event for event in HISTORY if event.citizen not in HERE)
    worker = scene.worker()
    scene.wait_until_committed()
    assert set(scene.alerts_by_citizen()) <= HERE
    scene.tick(at)
    scene.wait_until_handled(at)
    assert scene.alerts_by_citizen() == told(HISTORY, at)
    assert_as_folded(scene, HISTORY, at)
    assert worker.terminate() == 0


def test_a_worker_that_left_in_order_leaves_nothing_to_be_told_again(scene: Scene) -> None:
    events = lives(15)
    scene.publish(events)
    for at in YEARS[-1], YEARS[-1] + 1:
        worker = scene.worker()
        scene.tick(at)
        worker.wait_ready()
        scene.wait_until_handled(at)
        assert worker.terminate() == 0
    told_ids = [seen.value for seen in scene.log(ALERTS).read()]
    assert len(told_ids) == len(set(told_ids))
    assert_as_folded(scene, events, YEARS[-1])
