"""`rettidig assess`: one object a citizen, sorted; bad lines named; text that a caseworker can read."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import run
from rules.measured import NAMES
from tests.deploy.event_lines import BAD_LINE, benefit_started, interview_held, line, write

OBLIGATION = {
    "duty", "sequence", "counted_from", "since", "due_on", "needed", "held", "status", "fulfilled_on", "binding", "owner", "closed",
    "evidence", "reference", "confidence",
}  # fmt: skip
OBJECT = {
    "citizen", "on", "municipality", "target_group", "benefit", "counted_from", "seniority_months", "support_since", "passive",
    "obligations", "measures", "next_change_on",
}  # fmt: skip


def _objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in out.splitlines()]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Two citizens, told out of order, one twice."""
    late = "2018-02-01T09:00:00+01:00"
    return write(
        tmp_path / "events.jsonl",
        interview_held("b", "2018-01-08", late),
        benefit_started("b"),
        benefit_started("a"),
        benefit_started("a"),
    )


def test_json_is_one_object_a_citizen_sorted_with_sorted_keys(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(events), "--on", "2018-01-10", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert [each["citizen"] for each in _objects(told.out)] == ["a", "b"]
    for text, each in zip(told.out.splitlines(), _objects(told.out), strict=True):
        assert json.loads(text) == each
        assert list(each) == sorted(OBJECT)
        assert sorted(each["measures"]) == sorted(NAMES)
        assert all(list(obligation) == sorted(OBLIGATION) for obligation in each["obligations"])
    assert told.err == ""


def test_an_obligation_says_all_that_the_contract_promises(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["assess", str(events), "--on", "2018-01-10", "--citizen", "b", "--format", "json"])
    (b,) = _objects(capsys.readouterr().out)
    assert b["obligations"][0] == {
        "duty": "first-interview",
        "sequence": 1,
        "counted_from": "2018-01-02",
        "since": "2018-01-02",
        "due_on": "2018-01-09",
        "needed": 1,
        "held": 1,
        "status": "fulfilled",
        "fulfilled_on": "2018-01-08",
        "binding": "person",
        "owner": "jobcentre",
        "closed": False,
        "evidence": ["b held 2018-01-08"],
        "reference": "LAB (LBK 1342 af 21/11/2016) kap. 7",
        "confidence": "sure",
    }
    assert (
        b["next_change_on"] == "2018-04-02"
    )  # the last day of three by three months: duty-kept counts it, the yearly period begins


def test_known_at_uses_what_was_registered_by_then_and_the_unknown_get_no_object(
    events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["assess", str(events), "--on", "2018-01-10", "--format", "json", "--known-at"]
    assert run([*ask, "2018-01-31T00:00:00Z"]) == 0
    assert [each["obligations"][0]["status"] for each in _objects(capsys.readouterr().out)] == ["overdue", "overdue"]
    assert run([*ask, "2018-02-01T09:00:00+01:00"]) == 0  # the very instant is included
    assert [each["obligations"][0]["status"] for each in _objects(capsys.readouterr().out)] == ["overdue", "fulfilled"]
    assert run([*ask, "2018-01-02T07:59:59Z"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("how", ["gz", "stdin", "two files"])
def test_events_come_packed_by_standard_input_or_in_several_files(
    how: str, events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["assess", str(events), "--on", "2018-01-10", "--format", "json"])
    expected = capsys.readouterr().out
    sources = [str(events)]
    if how == "gz":
        packed = tmp_path / "events.jsonl.gz"
        packed.write_bytes(gzip.compress(events.read_bytes()))
        sources = [str(packed)]
    elif how == "stdin":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(events.read_bytes())))
        sources = ["-"]  # with options behind it, as in `zcat events.gz | rettidig assess - --on 2018-01-10`
    else:
        lines = events.read_text("utf-8").splitlines()
        sources = [str(write(tmp_path / "1.jsonl", *lines[:2])), str(write(tmp_path / "2.jsonl", *lines[2:]))]
    assert run(["assess", *sources, "--on", "2018-01-10", "--format", "json"]) == 0
    assert capsys.readouterr().out == expected


def test_bad_lines_are_named_with_number_and_reason_and_the_rest_is_assessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    impossible = line(
        "benefit.started",
        "b",
        "x",
        "2018-01-02T09:00:00Z",
        benefit="kontanthjaelp",
        target_group="jobparat",
        municipality="999",
        from_="2018-01-02",
    )
    path = write(tmp_path / "events.jsonl", BAD_LINE, benefit_started("a"), "", impossible)
    assert run(["assess", str(path), "--on", "2018-01-10", "--format", "json"]) == 3
    told = capsys.readouterr()
    assert [each["citizen"] for each in _objects(told.out)] == ["a"]
    named = told.err.splitlines()
    assert [text.rpartition("events.jsonl:")[2].split(":")[0] for text in named] == ["1", "4"]
    assert all(len(text.split(":")) > 3 for text in named)


def test_a_person_number_is_named_and_never_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = "".join(["0101", "70", "0000"])  # day and month make it look like one; nobody has it
    path = write(tmp_path / "events.jsonl", benefit_started("a"), benefit_started("b", caseworker=number))
    assert run(["assess", str(path), "--on", "2018-01-10", "--format", "json"]) == 3
    told = capsys.readouterr()
    assert "person-number" in told.err
    assert number not in told.out + told.err


def test_what_is_left_out_of_account_is_named_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idle = line("municipality.changed", "a", "moved", "2018-01-05T09:00:00Z", municipality="461", from_="2017-12-01")
    path = write(tmp_path / "events.jsonl", benefit_started("a"), idle)
    assert run(["assess", str(path), "--on", "2018-01-10", "--format", "json"]) == 0
    assert capsys.readouterr().err.startswith("a: moved: ")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--on", "10 January 2018"], "--on is a day"),
        (["--on", "2018-02-30"], "--on is a day"),
        (["--on", "2018-01-10", "--known-at", "yesterday"], "--known-at is an instant"),
        (["--on", "2018-01-10", "--known-at", "2018-01-10T12:00:00"], "--known-at is an instant"),
    ],
)
def test_what_is_asked_wrongly_is_named(
    options: list[str], named: str, events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["assess", str(events), *options]) == 2
    assert named in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nowhere.jsonl", "damaged.jsonl.gz", "."])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "damaged.jsonl.gz").write_bytes(b"not packed at all")
    assert run(["assess", str(tmp_path / name), "--on", "2018-01-10"]) == 2
    assert str(tmp_path / name) in capsys.readouterr().err


@pytest.mark.parametrize("on", ["0001-01-01", "1900-02-28", "2018-01-10", "2999-12-31", "9999-12-31"])
@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-31"])
def test_no_date_that_a_calendar_knows_makes_it_fail(
    on: str, edge: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Events whose dates lie on the calendar's edges are well-formed; whatever they mean, they stop nobody's answer."""
    time = "2018-01-02T09:00:00+01:00" if edge == "0001-01-01" else "9999-12-31T09:00:00+01:00"
    told = [
        benefit_started("a", from_=edge, birth_date="0001-01-01", first_contact_on=edge),
        benefit_started("b", from_="2018-01-02"),
        benefit_started("c", from_=edge, benefit="dagpenge", target_group="dagpenge", accumulated_days=0),
        line(
            "absence.registered",
            "b",
            "b away",
            "2018-01-03T09:00:00Z",
            absence_id="a",
            kind="maternity",
            from_="0001-01-01",
            to="9999-12-31",
        ),
        line("exemption.granted", "b", "b exempt", "2018-01-03T09:00:00Z", exemption_id="x", scope="all", from_=edge),
        line(
            "offer.given",
            "b",
            "b offer",
            time,
            offer_id="o",
            kind="loentilskud",
            given_on=edge,
            from_=edge,
            to="9999-12-31",
        ),
        line(
            "work.reported",
            "b",
            "b work",
            "2018-01-03T09:00:00Z",
            work_id="w",
            from_="0001-01-01",
            to="9999-12-31",
            hours=20000,
        ),
        line("mentor.started", "b", "b mentor", "2018-01-03T09:00:00Z", mentor_id="m", from_=edge),
        line("interview.summoned", "b", "b summons", "2018-01-03T09:00:00Z", interview_id="i", planned_on=edge),
    ]
    path = write(tmp_path / "events.jsonl", *told)
    for language in ("json", "text"):
        assert run(["assess", str(path), "--on", on, "--format", language]) == 0
        assert capsys.readouterr().out


def test_text_says_each_deadline_with_reason_paragraph_and_cure(
    events: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["assess", str(events), "--on", "2018-01-10", "--citizen", "a", "--language", "en"]) == 0
    shown = capsys.readouterr().out
    assert "First interview: overdue · due 2018-01-09 · 0/1 held" in shown
    assert "The spell began on 2 January 2018 (event a start 2018-01-02). One week on is 9 January." in shown
    assert "LAB (LBK 1342 af 21/11/2016) kap. 7" in shown
    assert "Hold one interview as soon as possible: the last day was 9 January 2018." in shown
    assert run(["assess", str(events), "--on", "2018-01-10", "--citizen", "a"]) == 0
    assert "Første samtale: Overskredet" in capsys.readouterr().out


def test_an_erased_citizen_gets_an_object_without_municipality(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = line("citizen.erased", "a", "gone", "2018-01-05T09:00:00Z")
    path = write(tmp_path / "events.jsonl", benefit_started("a"), gone)
    assert run(["assess", str(path), "--on", "2018-01-10", "--format", "json"]) == 0
    (a,) = _objects(capsys.readouterr().out)
    assert (a["municipality"], a["target_group"], a["obligations"], a["next_change_on"]) == (None, None, [], None)
