"""Workers with instance names (static membership): started again they get their own back, and no name has two bearers."""

from __future__ import annotations

import pytest

from rules.civil import day, start_of_day
from streams.agents.worker import FAILED
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import chunks, lives
from tests.broker.scene import Scene
from tests.broker.sharing import shares
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

pytestmark = pytest.mark.broker

YEARS = [start_of_day(day(text)) for text in ("2017-06-01", "2018-06-01", "2020-01-01")]
LONG_SESSION = {"session_timeout_ms": "30000"}


def named(scene: Scene, name: str) -> RoleProcess:
    """A worker that the group would miss for long before it gave its partitions away."""
    return scene.worker(worker_instance=name, **LONG_SESSION)


def until_owned(*workers: RoleProcess) -> list[list[int]]:
    """Wait until the four partitions are shared by these workers; whose they are."""

    def is_whole(found: list[list[int]]) -> bool:
        return all(found) and sorted(number for share in found for number in share) == [0, 1, 2, 3]

    return eventually(lambda: shares(workers), is_whole, within_s=60)


def test_a_named_worker_started_again_gets_its_partitions_back_and_nobody_else_stops(scene: Scene) -> None:
    events = lives(16)
    first, second = named(scene, "a"), named(scene, "b")
    owned = until_owned(first, second)
    stops = len(first.logged("partitions.given_up"))
    for (some, at), leaves in zip(chunks(events, YEARS), ("kill", "terminate", ""), strict=True):
        scene.publish(some[: len(some) // 2])
        if leaves:
            getattr(second, leaves)()
            second = named(scene, "b")
        scene.publish(some[len(some) // 2 :])
        scene.tick(at)
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    assert shares([first, second]) == owned
    assert len(first.logged("partitions.given_up")) == stops
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])


def test_of_two_workers_with_one_name_the_older_ends_and_says_why(scene: Scene) -> None:
    events = lives(8)
    older = named(scene, "a")
    scene.publish(events[:100])
    scene.tick(YEARS[0])
    older.wait_ready()
    younger = named(scene, "a")
    assert older.wait_ended() == FAILED
    assert "RETTIDIG_WORKER_INSTANCE" in older.log_tail()
    assert "Traceback" not in older.log_tail()
    assert "InstanceLostError" not in older.log_tail()
    scene.publish(events[100:])
    scene.tick(YEARS[-1])
    scene.wait_until_handled(YEARS[-1])
    assert_as_folded(scene, events, YEARS[-1])
    assert younger.exit_status is None


def test_a_named_worker_that_stood_still_while_it_was_succeeded_overwrites_nothing_and_ends(scene: Scene) -> None:
    events = lives(16)
    sleeper = named(scene, "a")
    for some, at in chunks(events, YEARS):
        scene.publish(some[: len(some) // 2])
        if at == YEARS[1]:
            sleeper.pause()
            named(scene, "a")
        scene.publish(some[len(some) // 2 :])
        scene.tick(at)
        if at == YEARS[2]:
            sleeper.go_on()
            assert sleeper.wait_ended() == FAILED
        scene.wait_until_handled(at)
        assert_as_folded(scene, events, at)
    assert scene.alerts_by_citizen() == told(events, YEARS[-1])
