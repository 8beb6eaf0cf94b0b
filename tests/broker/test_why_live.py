"""`rettidig why --live` tells of a citizen what the running worker knows, the same as from the events themselves."""

from __future__ import annotations

import pytest

from deploy.cli import run
from rules.civil import day, start_of_day
from streams.citizen.lookup import kept_state
from streams.settings import load_settings
from tests.broker.harness import Scene, lives

pytestmark = pytest.mark.broker


def test_a_running_worker_is_asked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    events = lives(5)
    scene.publish(events)
    scene.worker()
    at = start_of_day(day("2020-01-01"))
    scene.tick(at)
    scene.wait_until_handled(at)
    for name, value in scene.settings().items():
        monkeypatch.setenv(f"RETTIDIG_{name.upper()}", value)
    for citizen in sorted({event.citizen for event in events}):
        state = kept_state(load_settings(), citizen)
        assert state is not None
        assert {fact.id for fact in state.facts} == {event.fact.id for event in events if event.citizen == citizen}
        assert run(["why", citizen, "--on", "2018-06-01", "--live"]) == 0
        assert capsys.readouterr().out.startswith(f"{citizen} ")
    assert run(["why", "nobody", "--on", "2018-06-01", "--live"]) == 1
