"""Workers share partitions: one, two or four of them give one answer; who comes late is ready without a new tick."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.stack import Stack
from rules.civil import day, start_of_day
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.sharing import answers, shares
from tests.eventually import eventually

pytestmark = pytest.mark.broker

YEARS = [start_of_day(day(text)) for text in ("2018-03-01", "2020-01-01")]


def test_one_two_and_four_workers_on_twelve_partitions_give_the_same_alerts_states_and_figures(
    stack: Stack, tmp_path: Path
) -> None:
    events = lives(36)
    one, two, four = answers(stack, tmp_path, (1, 2, 4), events, YEARS).values()
    assert one.alerts == told(events, YEARS[-1])
    assert one == two == four


def test_who_takes_partitions_over_is_ready_and_publishes_figures_without_waiting_for_another_tick(
    scene: Scene,
) -> None:
    events, at = lives(10), YEARS[-1]
    scene.publish(events)
    scene.tick(at)
    first = scene.worker()
    first.wait_ready()
    scene.wait_until_committed()
    second = scene.worker()
    second.wait_ready()
    first.kill()
    eventually(lambda: shares([second]), lambda ours: ours == [[0, 1, 2, 3]])
    second.wait_ready()
    assert second.metric("rettidig_tick_applied_timestamp_seconds") > 0
    assert_as_folded(scene, events, at)
