"""`rettidig replay`: the same events give the same bytes; what differs and what is refused is said, and by status."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from deploy.cli import run
from tests.deploy.event_lines import BAD_LINE, SAMPLE, benefit_started, interview_held, write

FILES = ("alerts.jsonl", "figures.csv", "summary.json")


def _replay(events: Path, out: Path, *more: str, from_: str = "2018-01-01", until: str = "2018-03-31") -> int:
    return run(["replay", str(events), "--from", from_, "--until", until, "--out", str(out), *more])


def _bytes(directory: Path) -> list[bytes]:
    return [(directory / name).read_bytes() for name in FILES]


def test_the_sample_gives_the_same_bytes_again_and_with_its_lines_shuffled(tmp_path: Path) -> None:
    lines = gzip.decompress(SAMPLE.read_bytes()).splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    shuffled = tmp_path / "shuffled.jsonl"
    shuffled.write_bytes(b"".join([*lines, *lines[:500]]))
    assert _replay(SAMPLE, tmp_path / "one", from_="2017-01-01", until="2017-12-31") == 0
    assert _replay(shuffled, tmp_path / "two", from_="2017-01-01", until="2017-12-31") == 0
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    assert len(_bytes(tmp_path / "one")[0].splitlines()) > 1000


def test_the_same_events_give_the_same_bytes_and_nothing_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = write(tmp_path / "events.jsonl", benefit_started("c1"), interview_held("c1", "2018-01-15"))
    assert _replay(events, tmp_path / "one") == 0
    assert _replay(events, tmp_path / "two", "--compare", str(tmp_path / "one")) == 0
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    assert capsys.readouterr().out.rstrip().endswith("0 differing")


def test_what_differs_is_printed_and_the_status_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _replay(write(tmp_path / "a.jsonl", benefit_started("c1")), tmp_path / "one")
    capsys.readouterr()
    later = write(tmp_path / "b.jsonl", benefit_started("c1"), interview_held("c1", "2018-01-15"))
    assert _replay(later, tmp_path / "two", "--compare", str(tmp_path / "one")) == 1
    told = capsys.readouterr().out.splitlines()
    assert any(line.startswith("alerts.jsonl: + ") and "resolved" in line for line in told)
    assert told[-1] == "they differ"


def test_the_files_are_those_of_the_contract(tmp_path: Path) -> None:
    events = write(
        tmp_path / "events.jsonl", benefit_started("c1", from_="2016-12-01", time="2016-12-01T09:00:00+01:00")
    )
    assert _replay(events, tmp_path / "out") == 0
    alerts, figures, summary = _bytes(tmp_path / "out")
    assert all(json.loads(line)["subject"] == "c1" for line in alerts.splitlines())
    header, *rows = figures.decode().splitlines()
    assert header == "month_end,municipality,target_group,measure,counted,met"
    assert rows == sorted(rows)
    assert "2018-01-31,101,jobparat,active-year,1,0" in rows
    assert json.loads(summary).keys() == {"alerts.jsonl", "figures.csv", "citizens", "changes"}


def test_known_at_leaves_out_what_was_learnt_later(tmp_path: Path) -> None:
    events = write(
        tmp_path / "events.jsonl",
        benefit_started("c1"),
        interview_held("c1", "2018-01-08", "2018-02-01T09:00:00+01:00"),
    )
    _replay(events, tmp_path / "one", "--known-at", "2018-01-20T00:00:00Z")
    _replay(events, tmp_path / "two")
    assert b"withdrawn" not in (tmp_path / "one" / "alerts.jsonl").read_bytes()
    assert b"withdrawn" in (tmp_path / "two" / "alerts.jsonl").read_bytes()


def test_bad_lines_are_named_the_rest_is_replayed_and_the_status_is_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = write(tmp_path / "events.jsonl", benefit_started("c1"), BAD_LINE)
    assert _replay(events, tmp_path / "out") == 3
    assert f"{events}:2: " in capsys.readouterr().err
    assert (tmp_path / "out" / "alerts.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--from", "2018-02-01", "--until", "2018-01-31"], "--until lies before --from"),
        (["--from", "soon", "--until", "2018-01-31"], "--from is a day"),
        (["--from", "2018-01-01", "--until", "2018-02-30"], "--until is a day"),
        (["--from", "2018-01-01", "--until", "9999-12-31"], "lie between"),
        (["--from", "0001-01-01", "--until", "2018-01-31"], "lie between"),
        (["--from", "2018-01-01", "--until", "2018-01-31", "--known-at", "2018-01-01"], "--known-at is an instant"),
        (["--from", "2018-01-01", "--until", "2018-01-31", "--compare", "nowhere"], "--compare"),
    ],
)
def test_what_is_asked_wrongly_is_named(
    options: list[str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    events = write(tmp_path / "events.jsonl", benefit_started("c1"))
    assert run(["replay", str(events), "--out", str(tmp_path / "out"), *options]) == 2
    assert named in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _replay(tmp_path / "nowhere.jsonl", tmp_path / "out") == 2
    assert "nowhere.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--out", "{here}/a-file"], "is no directory and can't be made"),
        (["--out", "{here}/out", "--compare", "{here}/nothing"], "nothing/alerts.jsonl can't be read: No such file"),
        (["--out", "{here}/out", "--compare", "standing"], "--compare standing needs another law"),
        (["--out", "{here}/out", "--real"], "--real is about the report"),
    ],
)
def test_what_can_not_come_to_an_end_is_not_begun(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A period of years takes an hour: nobody should hear after it that the answer has nowhere to go."""
    (tmp_path / "a-file").touch()
    monkeypatch.setattr("deploy.cli.replay.walk", lambda *_: pytest.fail("it was begun"))
    asked = ["replay", str(SAMPLE), "--from", "2016-07-01", "--until", "2019-12-31"]
    assert run([*asked, *(each.format(here=tmp_path) for each in options)]) == 2
    assert said in capsys.readouterr().err
