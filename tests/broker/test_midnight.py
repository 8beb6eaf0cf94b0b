"""Midnight on a real broker: what fell due is told by the first tick that reaches it, and the tick costs those who are due."""

from __future__ import annotations

import json

import pytest

from rules.civil import MICROSECONDS_A_DAY, day, iso_instant, start_of_day
from streams import clock
from streams.citizen.state import due_at
from streams.engine.settlement import MARKER_KEY
from streams.topics import ALERTS, CITIZENS_CHANGELOG
from tests.broker.expected import assert_as_folded, folded, told
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.eventually import eventually

pytestmark = pytest.mark.broker

# The night in which summer time ended: midnight comes 25 hours after the one before, and an hour's name twice.
MIDNIGHT = start_of_day(day("2018-10-29"))
CITIZENS = 120


def test_all_that_fell_due_at_a_midnight_is_told_by_its_first_tick_and_nobody_else_is_stepped(scene: Scene) -> None:
    events = [event for event in lives(CITIZENS) if event.at < MIDNIGHT]
    scene.publish(events)
    scene.worker()
    scene.tick(MIDNIGHT - 1)
    scene.wait_until_handled(MIDNIGHT - 1)
    before = folded(events, MIDNIGHT - 1)
    due = {citizen for citizen, state in before.items() if (at := due_at(state)) is not None and at <= MIDNIGHT}
    assert 3 < len(due) < len(before) / 2, "neither nobody nor everybody, or the count would say nothing"
    records, messages = len(scene.log(CITIZENS_CHANGELOG).read()), len(scene.log(ALERTS).read())

    scene.tick(MIDNIGHT)
    scene.wait_until_handled(MIDNIGHT)
    stepped = [
        each.key.decode()
        for each in scene.log(CITIZENS_CHANGELOG).read()[records:]
        if each.key not in (None, MARKER_KEY)
    ]
    assert sorted(stepped) == sorted(due)
    expected = [each for some in told(events, MIDNIGHT).values() for each in some]
    at_midnight = {each for each in expected if json.loads(each)["time"] == iso_instant(MIDNIGHT)}
    assert len(at_midnight) > 2
    assert {each.value for each in scene.log(ALERTS).read()[messages:]} == at_midnight
    assert_as_folded(scene, events, MIDNIGHT)


def test_a_tick_that_is_ahead_of_kafkas_clock_is_named_and_judges_nobody(scene: Scene) -> None:
    """A machine whose clock says ten years from now: believed once, every tick after it would be passed over for ten years."""
    events = lives(5)
    scene.publish(events)
    worker = scene.worker(clock_ahead_s="600")
    now = clock.now()
    scene.tick(now + 10 * 366 * MICROSECONDS_A_DAY)
    eventually(lambda: len(worker.logged("clock.ahead")), lambda count: count == scene.topics.partitions, 90)
    eventually(lambda: worker.get("/ready")[1], lambda said: "ahead of Kafka's clock" in said)
    assert "RETTIDIG_CLOCK_AHEAD_S=0" in str(worker.logged("clock.ahead")[0]["remedy"])
    scene.wait_until_committed()
    assert scene.alerts() == []
    scene.tick(now)
    scene.wait_until_handled(now)
    worker.wait_ready()
    assert_as_folded(scene, events, now)
