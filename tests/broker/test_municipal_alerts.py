"""Municipal alerts on a real broker: told once, by one of two processes, through a pause, a kill and a new start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.stack import Stack
from rules.civil import Instant, day, start_of_day
from streams.citizen.state import Standing
from streams.municipality.follower import Follower
from streams.topics import MUNICIPAL_ALERTS, Topics
from tests.broker.figures_read import served
from tests.broker.test_figures import Installation
from tests.broker.worker_process import RoleProcess
from tests.conftest import TEST_PARTITIONS
from tests.eventually import eventually

pytestmark = pytest.mark.broker

AARHUS = Standing("751", "dagpenge", 0, 0)
LAESOE = Standing("825", "dagpenge", 0, 0)
BEGAN = start_of_day(day("2024-01-08"))
HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.fixture
def installation(stack: Stack, topics: Topics, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(stack, topics, tmp_path)
    yield made
    made.close()


def told(installation: Installation) -> list[tuple[str, str]]:
    """(type, id) of everything on `municipal-alerts`."""
    log = Follower(installation.stack.bootstrap, installation.topics.name(MUNICIPAL_ALERTS))
    said: list[dict[str, Any]] = []
    try:
        while not log.caught_up:  # by Kafka's word, because a transaction's end takes an offset and is no record
            said += [json.loads(value) for _, value in log.read(0.1)]
    finally:
        log.close()
    return [(each["type"].split(".")[3], each["id"]) for each in said]


def live(installation: Installation, at: Instant, *, laesoe_sends: bool) -> None:
    """Facts are registered in Aarhus, and on Læsø or not, and everybody handles a tick."""
    installation.be(0, "a", AARHUS, at, at - HOUR)
    if laesoe_sends:
        installation.be(1, "b", LAESOE, at, at - HOUR)
    installation.tick(at)


def silent(process: RoleProcess) -> list[str]:
    """The municipalities that a process calls silent."""
    wanted = 'rettidig_municipal_alerts_open{kind="silent-source",municipality="'
    return [
        line.removeprefix(wanted)[:3]
        for line in served(process).splitlines()
        if line.startswith(wanted) and line.endswith(" 1")
    ]


def writes(process: RoleProcess) -> bool:
    return bool(process.logged("figures.tells_of_municipalities"))


def test_silence_is_told_once_whoever_is_paused_killed_or_started_anew(installation: Installation) -> None:
    for number in range(2, TEST_PARTITIONS):
        installation.be(number, "c", AARHUS, BEGAN, BEGAN)
    live(installation, BEGAN + HOUR, laesoe_sends=True)
    first = installation.figures()
    first.wait_ready()
    eventually(lambda: writes(first), within_s=30)
    second = installation.figures()
    second.wait_ready()
    # One citizen: 1 + 600 working days of patience, 2.4 years.
    live(installation, BEGAN + 800 * DAY, laesoe_sends=False)
    live(installation, BEGAN + 900 * DAY, laesoe_sends=False)
    raised = [("raised", "silent-source:data:825:2024-01-08:1#1")]
    eventually(lambda: told(installation), raised.__eq__, within_s=30)
    eventually(lambda: silent(first), ["825"].__eq__, within_s=30)
    eventually(lambda: silent(second), ["825"].__eq__, within_s=30)

    first.pause()
    live(installation, BEGAN + 901 * DAY, laesoe_sends=True)
    both = [*raised, ("resolved", "silent-source:data:825:2024-01-08:1#2")]
    eventually(lambda: told(installation), both.__eq__, within_s=60)
    first.go_on()
    eventually(lambda: silent(first), [].__eq__, within_s=30)
    assert told(installation) == both, "the writer that was paused told it once more"

    second.kill()
    live(installation, BEGAN + 1_801 * DAY, laesoe_sends=False)
    again = [*both, ("raised", "silent-source:data:825:2026-06-26:1#1")]
    eventually(lambda: told(installation), lambda found: len(found) == 3, within_s=60)
    assert told(installation)[:2] == again[:2]
    third = installation.figures()
    third.wait_ready()
    eventually(lambda: silent(third), ["825"].__eq__, within_s=30)
    assert first.terminate() == 0
    eventually(lambda: writes(third), within_s=30)
    live(installation, BEGAN + 1_802 * DAY, laesoe_sends=False)
    as_of = f'rettidig_figures_as_of_timestamp_seconds{{municipality="825"}} {(BEGAN + 1_802 * DAY) // 1_000_000}'
    eventually(lambda: as_of in served(third).splitlines(), within_s=30)
    assert third.terminate() == 0
    assert len(told(installation)) == 3
