"""How a worker ends on a real broker: in time although Faust hangs, and of a refusal with one error and no noise."""

from __future__ import annotations

import json
import sys

import msgspec
import pytest

from rules.civil import day, start_of_day
from streams.engine.settlement import MARKER_KEY
from streams.topics import CITIZENS_CHANGELOG
from tests.broker.expected import assert_as_folded
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

pytestmark = pytest.mark.broker

END = start_of_day(day("2020-01-01"))

# `rettidig`, but for a Faust whose stop swallows that its time is over, as it was seen to.
HANGING = """
import asyncio, sys
from deploy.cli import main
from streams.agents import worker
from streams.engine.application import BatchApp

async def stop(self):
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

BatchApp.stop, worker._LEAVE_S, worker._LONGEST_LEAVE_S = stop, 0.2, 1.0
main(sys.argv[1:])
"""


def test_a_worker_whose_stop_hangs_ends_by_name_and_what_was_not_committed_is_read_again(scene: Scene) -> None:
    events = lives(10)
    hanging = scene.role("worker", program=(sys.executable, "-c", HANGING), commit_interval_ms="60000")
    scene.publish(events)
    scene.tick(END)
    scene.wait_until_handled(END)
    assert not any(scene.committed().values())
    hanging.ask_to_leave()
    assert hanging.wait_ended() == 75
    [said] = hanging.logged("worker.ended_by_force")
    assert said["level"] == "error"
    assert "read again" in str(said["remedy"])
    scene.worker()
    scene.tick(END + 1)
    scene.wait_until_handled(END + 1)
    assert_as_folded(scene, events, END + 1)
    scene.wait_until_committed()


def complaints(worker: RoleProcess) -> list[str]:
    """What a log says besides news in order: warnings, errors, traces, and what is no log entry."""

    def is_news(line: str) -> bool:
        try:
            entry = json.loads(line)
        except ValueError:
            return False
        return bool(entry["level"] == "info" and entry["logger"].startswith(("streams.", "deploy.")))

    return [line for line in worker.log.read_text().splitlines() if not is_news(line)]


def test_a_refusal_prints_one_error_with_its_remedy_and_nothing_else(scene: Scene) -> None:
    first = scene.worker()  # so that the broker has begun to keep groups: the first question of all is refused
    scene.tick(END)
    first.wait_ready()
    assert first.terminate() == 0
    assert complaints(first) == []
    reasons = [str(entry["reason"]) for entry in first.logged("worker.not_ready")]
    assert reasons[0].startswith("joining: "), reasons
    assert not any("answer" in reason for reason in reasons), "the broker answered all the time"
    number = 3
    name, after = scene.topics.name(CITIZENS_CHANGELOG), scene.log(CITIZENS_CHANGELOG).ends()[number]
    tomorrow = msgspec.msgpack.encode((99, 0, (0, -1, -1), b"of tomorrow", ()))
    for records, (key, value, why) in enumerate(
        [
            (b"s00001", tomorrow, "state version 99 is not"),
            (MARKER_KEY, b"no marker", "changelog marker cannot be read"),
        ]
    ):
        scene.append(name, number, key, value)
        worker = scene.worker()
        assert worker.wait_ended() == 70
        [said] = complaints(worker)
        assert said.startswith(f"rettidig: the worker could not go on: {name}: partition {number} ")
        assert f"offset {after + records}: {why}" in said
        assert "Remedy: " in said
    assert eventually(lambda: scene.log(CITIZENS_CHANGELOG).ends()[number] == after + 2)
