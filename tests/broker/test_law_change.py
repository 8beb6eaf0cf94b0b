"""A worker with another lawbook takes over what a worker with the former one left, on a real broker."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.comparing.meaning import open_in
from rules.civil import Instant, day, start_of_day
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.topics import ALERTS, CITIZENS_CHANGELOG
from tests.broker.expected import differing_groups, judge
from tests.broker.lives import Event, by_citizen, lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually
from tests.streams.citizen.walks import settled

pytestmark = pytest.mark.broker

ANOTHER_LAW: Final = Path(__file__).parents[1] / "upgrades" / "another-law.yaml"
CHANGE: Final[Instant] = start_of_day(day("2018-05-14"))
END: Final[Instant] = start_of_day(day("2019-03-01"))


def another() -> Judge:
    return Judge.load(ANOTHER_LAW)


def assert_as_judged_by(law: Judge, scene: Scene, events: list[Event], at: Instant) -> None:
    """Open set, states and figures after the tick `at` are those of a replay by this law alone."""
    expected = {
        citizen: step(None, citizen, facts, at, law).state
        for citizen, facts in by_citizen(event for event in events if event.at <= at).items()
    }
    assert scene.open_alerts() == open_in(expected)
    found = scene.states()
    for citizen, state in expected.items():
        assert settled(as_of(found[citizen], citizen, at, law)) == settled(state), citizen
    assert differing_groups(scene.aggregate(), expected.values(), at) == []


def as_of(state: CitizenState, citizen: str, at: Instant, law: Judge) -> CitizenState:
    made = step(state, citizen, (), at, law)
    assert not made.messages, f"{citizen} was due and was not judged"
    return made.state


def told_by_law(scene: Scene) -> Counter[str]:
    """How many changes of alerts each lawbook has brought."""
    return Counter(str(said["lawbook"]) for said in map(json.loads, scene.alerts()) if "lawbook" in said)


def summary(worker: RoleProcess) -> dict[str, Any]:
    """The one line about the changed law."""
    [said] = eventually(lambda: worker.logged("lawbook.changed"), bool)
    return said


def test_another_law_takes_over_is_held_against_the_former_one_and_is_taken_back_only_on_purpose(scene: Scene) -> None:
    events = [event for event in lives(30) if event.at <= END]
    known = [event for event in events if event.at <= CHANGE]
    scene.publish(known)
    former = scene.worker()
    scene.tick(CHANGE)
    scene.wait_until_handled(CHANGE)
    assert former.terminate() == 0
    assert not former.logged("lawbook.changed")

    newer = scene.worker(lawbook=str(ANOTHER_LAW))
    scene.tick(CHANGE + 1)
    scene.wait_until_handled(CHANGE + 1)
    assert_as_judged_by(another(), scene, known, CHANGE + 1)
    said, told = summary(newer), told_by_law(scene)
    assert (said["before"], said["now"]) == ([judge().name], another().name)
    assert said["citizens"] == len(by_citizen(known))
    assert told == {another().name: sum(said["changes"].values())}
    assert {"raised", "withdrawn"} <= set(said["changes"])
    assert newer.metric("rettidig_lawbook_alert_changes_total") == told.total()
    assert newer.metric("rettidig_lawbook_citizens_waiting") == 0
    scene.publish(events[len(known) :])
    scene.tick(END)
    scene.wait_until_handled(END)
    assert_as_judged_by(another(), scene, events, END)
    assert newer.terminate() == 0

    written = [scene.log(name).ends() for name in (CITIZENS_CHANGELOG, ALERTS)]
    older = scene.worker()
    assert older.wait_ended() == 70
    assert f"lawbook {another().name}, which has replaced lawbook {judge().name}" in older.log_tail()
    assert f"RETTIDIG_LAWBOOK_UNDOES={another().name}" in older.log_tail()
    assert [scene.log(name).ends() for name in (CITIZENS_CHANGELOG, ALERTS)] == written
    scene.forgive(older)

    back = scene.worker(lawbook_undoes=another().name)
    scene.tick(END + 1)
    scene.wait_until_handled(END + 1)
    assert_as_judged_by(judge(), scene, events, END + 1)
    assert summary(back)["now"] == judge().name
    assert told_by_law(scene) == told + Counter({judge().name: sum(summary(back)["changes"].values())})


def test_in_a_rolling_upgrade_the_older_worker_ends_by_name_before_it_undoes_what_the_newer_one_has_judged(
    scene: Scene,
) -> None:
    """The newer one is killed as soon as it has told anything, so that most are still to be judged anew."""
    events = [event for event in lives(60) if event.at <= CHANGE]
    scene.publish(events)
    older = scene.worker()
    scene.tick(CHANGE)
    scene.wait_until_handled(CHANGE)
    newer = scene.worker(lawbook=str(ANOTHER_LAW))
    eventually(lambda: newer.metric("rettidig_lawbook_citizens_waiting") or told_by_law(scene), within_s=60)
    scene.tick(CHANGE + 1)
    eventually(lambda: told_by_law(scene), within_s=60)
    newer.kill()
    assert older.wait_ended() == 70
    assert f"lawbook {another().name}, which has replaced lawbook {judge().name}" in older.log_tail()
    scene.forgive(older)
    scene.worker(lawbook=str(ANOTHER_LAW))
    scene.tick(CHANGE + 2)
    scene.wait_until_handled(CHANGE + 2)
    assert_as_judged_by(another(), scene, events, CHANGE + 2)
