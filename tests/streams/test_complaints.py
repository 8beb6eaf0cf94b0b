"""What of the libraries' complaints is written: each kind once in a while, expected ends never, busy days calmly."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiokafka.errors import KafkaConnectionError, KafkaError, NodeNotReadyError

from streams import clock, logs
from streams.broker_watch import BrokerWatch
from streams.complaints import SAME_S
from streams.engine.guard import InstanceLostError

CLIENT = logging.getLogger("aiokafka")


class Scene:
    """A log of this test's, and its clock."""

    def __init__(self) -> None:
        self.out, self.now = io.StringIO(), 100.0

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    scene = Scene()
    monkeypatch.setattr(clock, "monotonic", lambda: scene.now)
    logs.set_up("info", "json", scene.out)
    yield scene
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def complain(times: int) -> None:
    for number in range(times):
        CLIENT.error("Unable connect to node with id %s: %s", number % 3, KafkaConnectionError("refused"))
        CLIENT.error(f"Unable to update metadata from [{number}]")


def test_the_same_complaint_is_told_once_in_a_while_and_then_how_many_were_left_out(scene: Scene) -> None:
    complain(1000)
    assert ["left_out" in entry for entry in scene.entries] == [False, False]
    scene.now += SAME_S
    complain(1)
    assert [entry["left_out"] for entry in scene.entries[2:]] == [999, 999]


def test_a_complaint_of_another_kind_of_error_is_told_at_once(scene: Scene) -> None:
    for error in (KafkaConnectionError("gone"), NodeNotReadyError("not yet"), KafkaConnectionError("gone")):
        CLIENT.error("Failed fetch messages from %s: %s", 1, error)
    assert len(scene.entries) == 2


def test_of_our_own_lines_none_is_left_out(scene: Scene) -> None:
    for _ in range(3):
        structlog.get_logger("streams.engine").warning("records.skipped")
    assert len(scene.entries) == 3


def test_what_was_left_out_is_told_when_the_broker_is_back(scene: Scene) -> None:
    watch = BrokerWatch()
    watch.saw(answers=False, silent_s=7.0)
    complain(10)
    scene.now += 20
    watch.saw(answers=True)
    assert scene.entries[-1]["event"] == "broker.back"
    assert scene.entries[-1]["away_s"] == 27.0
    assert scene.entries[-1]["complaints_left_out"] == 18


def test_a_new_log_begins_with_nothing_told_and_nothing_left_out(scene: Scene) -> None:
    complain(10)
    anew = io.StringIO()
    logs.set_up("info", "json", anew)
    assert logs.left_out() == 0
    complain(1)
    assert len(anew.getvalue().splitlines()) == 2


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_an_end_that_is_expected_is_left_to_the_last_line(scene: Scene, is_wrapped: bool) -> None:
    lost = InstanceLostError("another has the name")
    try:
        if is_wrapped:
            raise KafkaError("Unexpected error during coordination") from lost
        raise lost
    except KafkaError as error:
        logging.getLogger("faust.batch").exception("Drain messages raised: %r", error)
        logging.getLogger("faust.transport.consumer").exception("Crashed reason=%r", error)
    assert scene.entries == []


def test_any_other_end_keeps_its_trace(scene: Scene) -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        logging.getLogger("faust.batch").exception("Drain messages raised: %r", error)
    assert "Traceback" in scene.entries[0]["exception"]


@pytest.mark.parametrize(
    ("logger", "said", "about", "told"),
    [
        ("mode.timers", "Timer %s is overlapping (interval=%r runtime=%r)", ("commit", 2.8, 3.1), "comes late"),
        ("aiokafka", "Heartbeat failed for group %s because it is rebalancing", ("rettidig",), "rettidig divides"),
    ],
)
def test_what_belongs_to_a_busy_day_does_not_sound_like_a_fault(
    scene: Scene, logger: str, said: str, about: tuple[object, ...], told: str
) -> None:
    logging.getLogger(logger).warning(said, *about)
    assert [entry["level"] for entry in scene.entries] == ["info"]
    assert told in scene.entries[0]["event"]
