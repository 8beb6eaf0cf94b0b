"""What is asked of the running stack: why of a citizen, and what was stated of a figure; the same as from the events."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.cli import run
from rules.civil import day, start_of_day
from streams.changelog_view import kept_state
from streams.month import ended_at, last_day, month_from
from streams.municipality.records import Group
from streams.municipality.stated import stated_figure
from streams.replay import Window, replay
from streams.settings import load_settings
from tests.broker.expected import judge
from tests.broker.lives import by_citizen, lives
from tests.broker.scene import Scene
from tests.eventually import eventually

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


def test_what_was_stated_of_a_figure_is_read_from_its_topic(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    events = lives(20)
    scene.publish(events)
    scene.worker()
    scene.role("figures serve", figures_port="0")
    month = month_from("2018-05")
    for at in (ended_at(month) - 1, ended_at(month)):
        scene.tick(at)
        scene.wait_until_handled(at)
    for name, value in scene.settings().items():
        monkeypatch.setenv(f"RETTIDIG_{name.upper()}", value)
    rows = replay(by_citizen(events), Window(last_day(month) - 40, last_day(month)), judge()).figures
    _, municipality, target_group, measure, counted, met = next(row for row in rows if row.startswith("2018-05")).split(
        ","
    )
    group = Group(municipality, target_group)
    settings = load_settings()
    eventually(lambda: stated_figure(settings, group, month), lambda figure: figure is not None, within_s=30)
    figure = stated_figure(settings, group, month)
    assert figure is not None
    lines = tmp_path / "events.jsonl"
    lines.write_bytes(b"".join(event.line + b"\n" for event in events))
    ask = ["--municipality", group.municipality, "--group", group.target_group, "--month", "2018-05"]
    assert run(["figures", "why", str(lines), *ask, "--measure", measure, "--live", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f": {met} of {counted}.")
    assert stated_figure(settings, Group("999", "dagpenge"), month) is None
