"""What `rettidig inspect` refuses before it asks anybody, and how it shows what it found."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from deploy.cli import inspect, run
from deploy.cli.inspect import _ask as ask
from deploy.cli.inspect import agreement, owner
from deploy.inspect_sheet import WIDTH, inspect_sheet
from rules.civil import day, start_of_day
from streams import topic_admin
from streams.agents.inspecting import PREFIX, Inspecting
from streams.citizen.step import step
from streams.engine.ports import UNKNOWN_CLOCK
from streams.engine.settlement import NOBODY, Settlement
from streams.health import Health
from streams.inspection import Kept, differences, inspected, partition_seen
from streams.settings import load_settings
from streams.topics import SOURCES, Topics
from tests.streams.citizen.walks import judge
from tests.upgrades.recording import facts

AT = start_of_day(day("2018-05-14"))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["0101701234"], "looks like a person number"),
        (["010170-1234"], "looks like a person number"),
        (["c 1"], "a pseudonym has 1 to 64"),
        (["x" * 65], "a pseudonym has 1 to 64"),
        (["c-1", "--worker", "https://somewhere"], "--worker is like"),
        (["c-1", "--worker", "http://127.0.0.1:99999"], "--worker is like"),
        (["c-1", "--worker", "127.0.0.1:port"], "--worker is like"),
        (["c-1", "--worker", "127.0.0.1:9101", "--from-changelog"], "leave out --worker"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name_and_never_repeated(
    given: list[str], why: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    assert run(["inspect", *given]) == 2
    said = capsys.readouterr()
    assert why in said.err
    assert given[0] not in said.err or given[0] == "c-1"
    assert not said.out


def kept(citizen: str, said: list[Any]) -> Kept:
    state = step(None, citizen, said, AT, judge()).state
    marker = Settlement(3, 7, 41, AT, (0xAB, judge().version), judges_anew=True)
    return Kept(state=state, partition=partition_seen(1, marker, AT, 57), at=AT, version=2, offset=44, bytes=900)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (NOBODY, "no owner has left word in the changelog, which ends at 57"),
        (Settlement(1, 7, 0, AT), "its last word is its first: nothing had been told then"),
        (Settlement(3, 7, 41, AT), "its last word: what was written before offset 41 has been told"),
    ],
)
def test_how_far_messages_were_told_is_said_as_far_as_the_changelog_knows(marker: Settlement, said: str) -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    found = replace(kept(citizen, told), partition=partition_seen(1, marker, AT, 57))
    sheet = " ".join(inspect_sheet(inspected(citizen, "changelog", found, SOURCES, judge()), 12).split())
    assert said in sheet
    assert "below 0" not in sheet


def test_a_last_word_that_cannot_be_right_is_said_to_be_so() -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    copied = replace(partition_seen(1, Settlement(3, 7, 0, AT), AT, 57), impossible=900)
    found = replace(kept(citizen, told), partition=copied)
    sheet = " ".join(inspect_sheet(inspected(citizen, "changelog", found, SOURCES, judge()), 12).split())
    assert "its last word can't be right: all before offset 900 was told" in sheet


def test_a_sheet_fits_on_eighty_columns_and_holds_nothing_that_somebody_wrote() -> None:
    lengths = []
    for citizen, said in facts(1, AT).items():
        found = inspected(citizen, "changelog", kept(citizen, said), SOURCES, judge())
        assert found.judged is not None
        assert set(found.judged.open) == {alert.id for alert in found.open}
        sheet = inspect_sheet(found, 12, ["worker and changelog differ in clock"])
        assert max(map(len, sheet.splitlines())) <= WIDTH
        for part in (citizen, f"lawbook {judge().name}, after 000000ab", "not everybody", "differ in clock"):
            assert part in " ".join(sheet.split())
        written: list[str] = [text for fact in said if (text := getattr(fact, "reason", None))]
        assert not any(text in sheet for text in written)
        lengths.append(len(found.open))
    assert max(lengths) > 1


def test_the_application_that_was_asked_is_named_and_a_worker_of_another_one_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    found = inspected(citizen, "changelog", kept(citizen, told), SOURCES, judge())
    assert "application first" in inspect_sheet(found, 12, application="first")
    theirs = load_settings(application_id="second", worker_port=0)
    health = Health(theirs, "worker_port", CollectorRegistry(), str, {PREFIX: Inspecting(theirs.topics, judge())})
    health.start()
    said = ask(f"http://127.0.0.1:{health.port}", citizen, "first")
    ours = ask(f"http://127.0.0.1:{health.port}", citizen, "second")
    health.stop()
    assert said.note.endswith("is one of second, not of first")
    assert "the worker is starting" in ours.note


def test_a_worker_is_asked_also_while_kafka_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    live = inspected(citizen, "worker", kept(citizen, told), SOURCES, judge())

    def away(*_: object) -> None:
        raise topic_admin.BrokerAway("nobody answered")

    monkeypatch.setattr(inspect, "found_in_changelog", away)
    monkeypatch.setattr(inspect, "_ask", lambda *_: inspect._Answer(live))
    settings = load_settings(bootstrap_servers="127.0.0.1:1")
    found = inspect._asked(citizen, settings, judge(), "http://127.0.0.1:1")
    assert found == (live, None, ["the changelog can't be read, this is from the worker alone: nobody answered"])
    with pytest.raises(topic_admin.BrokerAway):
        inspect._asked(citizen, settings, judge(), None)


def test_worker_and_changelog_are_compared_by_what_both_know() -> None:
    citizen, said = next(iter(facts(1, AT).items()))
    held = kept(citizen, said)
    live = inspected(citizen, "worker", replace(held, due=5), SOURCES, judge())
    written = inspected(citizen, "changelog", held, SOURCES, judge())
    assert differences(live, written) == ()
    older = inspected(citizen, "changelog", replace(held, state=replace(held.state, clock=AT - 1)), SOURCES, judge())
    assert differences(live, older) == ("clock",)


@pytest.mark.parametrize(
    ("source", "said", "not_said"),
    [("worker", "untold a-1", "not known"), ("changelog", "told? not known to be told: 2 messages.", "untold")],
)
def test_what_the_changelog_does_not_know_to_be_told_is_not_called_untold(
    source: str, said: str, not_said: str
) -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    held = replace(kept(citizen, told), outbox=(b'{"id":"a-1"}', b'{"id":"a-2"}'))
    sheet = inspect_sheet(inspected(citizen, source, held, SOURCES, judge()), 12)
    assert max(map(len, sheet.splitlines())) <= WIDTH
    words = " ".join(sheet.split())
    assert said in words
    assert "a-2" in words
    assert not_said not in words


def test_worker_and_changelog_do_not_say_the_same_of_what_was_told_in_between() -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    held = kept(citizen, told)
    live = inspected(citizen, "worker", held, SOURCES, judge())
    written = inspected(citizen, "changelog", replace(held, outbox=(b'{"id":"a-1"}',)), SOURCES, judge())
    assert agreement(live, live) == "the changelog says the same"
    assert "does not know yet that 1 message was told" in agreement(live, written)


@pytest.mark.parametrize(
    ("name", "who"), [("north-1", "is with the worker north-1 at 10.0.0.7"), ("", "is with a worker at 10.0.0.7")]
)
def test_who_has_the_partition_is_said_with_how_to_ask(name: str, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_admin, "members", lambda *_: [topic_admin.Member(name, "10.0.0.7", {3})])
    [said] = owner(load_settings(bootstrap_servers="127.0.0.1:1"), 3)
    assert who in said
    assert "--worker http://127.0.0.1:PORT" in said
    assert "RETTIDIG_WORKER_PORT" in said


def test_before_the_first_tick_nothing_is_judged() -> None:
    citizen, said = next(iter(facts(1, AT).items()))
    state = step(None, citizen, said, UNKNOWN_CLOCK, judge()).state
    held = Kept(state=state, partition=partition_seen(1, Settlement(1, 1, 0, UNKNOWN_CLOCK), UNKNOWN_CLOCK, 3))
    found = inspected(citizen, "changelog", held, SOURCES, judge())
    assert found.judged is None
    assert found.clock is None
    assert len(found.pending) == len(state.facts)
    sheet = inspect_sheet(found, 12)
    assert max(map(len, sheet.splitlines())) <= WIDTH
    assert "last tick handled: the changelog does not say yet" in sheet
    assert "ask without --from-changelog" in " ".join(sheet.split())
    assert "last tick handled: none" in inspect_sheet(replace(found, source="worker"), 12)


def test_the_changelogs_last_tick_is_not_called_the_last_one() -> None:
    citizen, told = next(iter(facts(1, AT).items()))
    for source, said in (("worker", "last tick handled: 2018"), ("changelog", "last tick known to be handled: 2018")):
        assert said in inspect_sheet(inspected(citizen, source, kept(citizen, told), SOURCES, judge()), 12)


@pytest.mark.parametrize(
    ("remote", "path", "status"),
    [
        ("10.0.0.7", "/inspect/c-1", "403 Forbidden"),
        ("127.0.0.1", "/inspect/a b", "400 Bad Request"),
        ("127.0.0.1", "/inspect/c-1", "503 Service Unavailable"),
    ],
)
def test_a_worker_tells_of_citizens_on_its_own_machine_only(remote: str, path: str, status: str) -> None:
    statuses: list[str] = []
    page = Inspecting(Topics(), judge())
    body = page({"REMOTE_ADDR": remote, "PATH_INFO": path}, lambda said, _headers: statuses.append(said))  # type: ignore[arg-type]  # a start_response that writes nothing
    assert statuses == [status]
    assert "error" in msgspec.json.decode(b"".join(body))
