"""One citizen is looked at in a running worker and in what it has written; both say the same, also when the worker is gone."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from confluent_kafka import Producer
from msgspec.structs import replace

from deploy.cli import run
from deploy.comparing import report
from deploy.comparing.meaning import open_in
from deploy.inspect_sheet import WIDTH
from rules.civil import Instant, day, iso_instant, start_of_day
from rules.facts import WIRE_NAME
from streams.changelog_view import view
from streams.citizen.form import FORM
from streams.citizen.state import CitizenState, Today
from streams.partitioning import partition_of
from streams.settings import load_settings
from streams.topics import ALERTS, CITIZENS_CHANGELOG, SOURCES
from tests.broker.expected import folded, judge
from tests.broker.lives import Event, lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess

pytestmark = pytest.mark.broker

AT = start_of_day(day("2018-05-14"))
Printed = pytest.CaptureFixture[str]


def answer(citizen: str, capsys: Printed, *options: str) -> dict[str, Any]:
    """What `rettidig inspect --json` says."""
    assert run(["inspect", citizen, "--json", *options]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def address(worker: RoleProcess) -> list[str]:
    return ["--worker", f"http://{worker.address}"]


def test_worker_and_changelog_say_what_was_judged_read_and_is_still_to_come(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    for name, value in scene.settings().items():
        monkeypatch.setenv(f"RETTIDIG_{name.upper()}", value)
    events = lives(8)
    known = [event for event in events if event.at <= AT]
    ahead = next(event for event in events if event.at > AT and event.citizen == known[0].citizen)
    scene.publish([*known, ahead])
    worker = scene.worker()
    scene.tick(AT)
    scene.wait_until_handled(AT)
    scene.wait_until_committed()
    expected = folded(known, AT)
    for citizen, state in expected.items():
        said = answer(citizen, capsys, *address(worker))
        live, written = said["worker"], said["changelog"]
        assert said["differences"] == []
        assert {alert["id"] for alert in live["open"]} == open_in({citizen: state}) == set(live["judged"]["open"])
        assert (live["clock"] <= iso_instant(AT)) and live["partition"]["clock"] == iso_instant(AT)
        assert live["partition"]["number"] == partition_of(citizen, scene.topics.partitions)
        assert live["partition"]["laws"] == [judge().name]
        assert set(live["offsets"]) == {scene.topics.name(source) for source in SOURCES}
        assert live["untold"] == []
        assert live["due"] == written["due"]
        assert written["version"] is not None
        pending = [ahead] if citizen == ahead.citizen else []
        assert [each["id"] for each in live["pending"]] == [each.fact.id for each in pending]
        assert [each["type"] for each in live["pending"]] == [WIRE_NAME[type(each.fact)] for each in pending]
        assert run(["inspect", citizen, *address(worker)]) == 0
        sheet = capsys.readouterr().out
        assert max(len(line) for line in sheet.splitlines()) <= WIDTH
        assert "the changelog says the same" in sheet
        assert "the same alerts are open" in sheet

    assert run(["inspect", "nobody", *address(worker)]) == 1
    assert "nothing is known of 'nobody'" in (refused := capsys.readouterr().err)
    assert "is with" not in refused  # it is this worker's partition
    assert worker.get(f"/inspect/{ahead.citizen}")[0] == 200
    assert worker.get("/inspect/a%20b")[0] == 400

    what_was_worked_off_equals_its_replay(scene, expected, capsys)
    whoever_asks_for_what_is_not_there_is_told_what_is(scene, monkeypatch, capsys)

    what_a_sender_has_under_way_is_read_as_a_worker_reads_it(scene, known[0], AT + 1, capsys)

    assert worker.terminate() == 0
    said = answer(ahead.citizen, capsys, "--worker", "http://127.0.0.1:9")
    assert said["worker"] is None
    assert said["changelog"] == answer(ahead.citizen, capsys, "--from-changelog")["changelog"]
    assert "no worker answers at http://127.0.0.1:9" in said["notes"][0]
    assert "is with no worker" in said["notes"][1]
    opened = {alert["id"] for alert in said["changelog"]["open"]}
    assert opened == open_in({ahead.citizen: expected[ahead.citizen]})
    tampering_is_named(scene, ahead.citizen, capsys)


def what_was_worked_off_equals_its_replay(scene: Scene, expected: dict[str, CitizenState], capsys: Printed) -> None:
    """What `rettidig compare` says while the worker runs: all is looked at, and nothing differs."""
    assert run(["compare"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert f"{len(open_in(expected)):>7,} {report.ALERTS}: 0 differing" in lines
    assert f"{len(expected):>7,} {report.STATES}: 0 differing" in lines
    figures = next(line for line in lines if report.FIGURES in line)
    assert figures.endswith(": 0 differing")
    assert int(figures.split()[0]) > 0
    number = partition_of(next(iter(expected)), scene.topics.partitions)
    assert run(["compare", "--json", "--partition", str(number)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "equal"
    assert [(each["partition"], each["as_of"]) for each in said["partitions"]] == [(number, AT)]


def whoever_asks_for_what_is_not_there_is_told_what_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    """Another application than the one that works, and topics that nobody made."""
    ours = scene.topics.application_id
    with monkeypatch.context() as before_a_rebuild:
        before_a_rebuild.setenv("RETTIDIG_APPLICATION_ID", "replaced")
        assert run(["compare"]) == 1
        assert f"RETTIDIG_APPLICATION_ID={ours}" in " ".join(capsys.readouterr().err.split())
    with monkeypatch.context() as misspelt:
        misspelt.setenv("RETTIDIG_TOPIC_PREFIX", "misspelt-")
        for command in (["compare"], ["inspect", "nobody", "--from-changelog"]):
            assert run(command) == 1
            refused = " ".join(capsys.readouterr().err.split())
            assert " is missing. Remedy: `rettidig topics create`; were the topics made, look at RETTIDIG_" in refused


def what_a_sender_has_under_way_is_read_as_a_worker_reads_it(
    scene: Scene, event: Event, at: Instant, capsys: Printed
) -> None:
    """Workers take in what stands in a transaction that nobody has closed yet: the replay holds it, too."""
    sender = Producer({"bootstrap.servers": scene.stack.bootstrap, "transactional.id": scene.topics.name(ALERTS)})
    sender.init_transactions(30)
    sender.begin_transaction()
    number = partition_of(event.citizen, scene.topics.partitions)
    line = event.line.replace(event.citizen.encode(), b"c-under-way")
    sender.produce(scene.topics.name(event.topic), line, b"c-under-way", partition=number)
    assert sender.flush(30) == 0
    scene.tick(at)
    scene.wait_until_handled(at)
    assert run(["compare", "--partition", str(number)]) == 0, capsys.readouterr().out
    capsys.readouterr()
    sender.abort_transaction(30)


def tampering_is_named(scene: Scene, citizen: str, capsys: Printed) -> None:
    """An alert of a foreign hand on the topic, and a state of one in the changelog; other partitions stay as they are."""
    number = partition_of(citizen, scene.topics.partitions)
    told = next(value for value in scene.alerts_by_citizen()[citizen] if b".raised." in value)
    scene.send([(ALERTS, citizen.encode(), told.replace(citizen.encode(), b"c-foreign"))])
    state = view(load_settings(), citizen, number).state
    assert state is not None
    foreign = FORM.encode(replace(state, today=Today()), ())
    scene.append(scene.topics.name(CITIZENS_CHANGELOG), number, citizen.encode(), foreign)
    asked = ["compare", "--partition", str(number)]
    assert run(asked) == 1
    printed = capsys.readouterr().out
    assert "No worker runs: this is as it was left." in printed
    assert f"{report.ALERTS}: 1 differing" in printed
    assert f"{report.STATES}: 1 differing" in printed
    assert f"- {citizen}: today" in printed
    assert "c-foreign" in printed
    assert "`rettidig inspect " in printed
    other = (number + 1) % scene.topics.partitions
    assert run(["compare", "--partition", str(other)]) == 0
    assert run(["compare", "--partition", "99"]) == 2
    assert f"from 0 to {scene.topics.partitions - 1}" in capsys.readouterr().err


def test_a_changelog_that_cannot_be_read_takes_nothing_from_what_the_worker_says(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    for name, value in scene.settings().items():
        monkeypatch.setenv(f"RETTIDIG_{name.upper()}", value)
    events = [event for event in lives(8) if event.at <= AT]
    scene.publish(events)
    worker = scene.worker()
    scene.tick(AT)
    scene.wait_until_handled(AT)
    scene.wait_until_committed()
    citizen, count = events[0].citizen, scene.topics.partitions
    number = partition_of(citizen, count)
    later = msgspec.msgpack.decode(view(load_settings(), citizen, number).value)
    later[0] = 99
    scene.append(scene.topics.name(CITIZENS_CHANGELOG), number, citizen.encode(), msgspec.msgpack.encode(later))
    said = answer(citizen, capsys, *address(worker))
    assert said["worker"]["facts"] > 0
    assert said["changelog"] is None
    named = f"{scene.topics.name(CITIZENS_CHANGELOG)}: partition {number} of the changelog, offset "
    assert "can't be read" in said["notes"][0]
    assert named in said["notes"][0]
    assert run(["inspect", citizen, "--from-changelog"]) == 1
    assert named in (refused := capsys.readouterr().err)
    assert "state version 99" in refused
    monkeypatch.setenv("RETTIDIG_PARTITIONS", str(count + 1))
    assert run(["inspect", citizen, "--from-changelog"]) == 1
    assert f"has {count} partitions, expected {count + 1}. Remedy" in capsys.readouterr().err
