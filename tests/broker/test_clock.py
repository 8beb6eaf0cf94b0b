"""The clock role on a real broker: ticks with fresh ends, at once where there is news, and again after a broker's crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.stack.leash import Leash
from rules.civil import day, start_of_day
from streams import clock
from streams.engine.ticks import HeldTick, decode_tick
from streams.topics import CLOCK
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

pytestmark = pytest.mark.broker

START = start_of_day(day("2020-01-01"))


def ticks(scene: Scene) -> dict[int, list[HeldTick]]:
    """The ticks of each partition, as its worker reads them."""
    found: dict[int, list[HeldTick]] = {number: [] for number in range(scene.topics.partitions)}
    for seen in scene.log(CLOCK).read():
        found[seen.partition].append(decode_tick(seen.value, scene.topics.sources, seen.offset))
    return found


def ends(scene: Scene) -> dict[int, tuple[int, ...]]:
    """The end offsets of the source topics, by partition."""
    known = scene.ends()
    numbers = range(scene.topics.partitions)
    return {number: tuple(known[source, number] for source in scene.topics.sources) for number in numbers}


def test_a_tick_says_where_every_source_partition_ended_when_it_was_cut(scene: Scene) -> None:
    scene.ticker.cut(START)
    scene.publish(lives(10))
    scene.ticker.cut(START + 1)
    expected = ends(scene)
    for number, cut in ticks(scene).items():
        assert cut == [HeldTick(START, (0, 0, 0), 0), HeldTick(START + 1, expected[number], 1)]


def test_a_tick_for_news_goes_only_to_partitions_in_which_events_came(scene: Scene) -> None:
    scene.ticker.cut(START)
    scene.publish(lives(1))
    scene.ticker.cut_for_news(START + 1)
    scene.ticker.cut_for_news(START + 2)
    told = {number: [tick.at for tick in cut if tick.at != START] for number, cut in ticks(scene).items()}
    assert sorted(told.values()) == [[], [], [], [START + 1]]


def test_the_clock_goes_on_after_the_broker_was_killed_and_leaves_when_asked_to(
    own_scene: Scene, tmp_path: Path
) -> None:
    scene, leash = own_scene, Leash()
    role = RoleProcess("clock", scene.settings(tick_interval_ms="100"), tmp_path / "clock.log", leash)
    try:
        eventually(lambda: all(len(cut) > 2 for cut in ticks(scene).values()), within_s=30)
        role.wait_ready()
        assert role.metric("rettidig_ticks_total") > 2
        scene.stack.kafka.kill()
        eventually(lambda: role.logged("clock.stopped"))
        eventually(lambda: role.get("/ready"), lambda answer: answer[0] == 503, within_s=30)
        scene.stack.kafka.start()
        back_at = clock.now()
        eventually(lambda: all(cut[-1].at > back_at for cut in ticks(scene).values()), within_s=30)
        assert len(role.logged("clock.stopped")) == 1
        role.wait_ready()
        for cut in ticks(scene).values():
            assert [tick.at for tick in cut] == sorted(tick.at for tick in cut)
        assert role.terminate() == 0
    finally:
        if role.exit_status is None:
            role.kill()
        leash.close()
