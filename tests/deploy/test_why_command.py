"""`rettidig why`: reads like a colleague, names what it was asked wrongly, and tells two times apart."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from deploy.cli import run
from deploy.why_sheet import wrapped
from tests.deploy.event_lines import BAD_LINE, benefit_started, interview_held, write


@pytest.fixture
def events(tmp_path: Path) -> str:
    """One citizen whose first interview was registered late."""
    held = interview_held("a", "2018-01-08", "2018-02-01T09:00:00+01:00")
    return str(write(tmp_path / "events.jsonl", benefit_started("a"), held))


def test_text_says_outcome_arithmetic_facts_rule_and_alert(
    events: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["why", "a", "first-interview", events, "--on", "2018-01-20", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a on 20 January 2018: job-ready (jobparat), København (101), zero months into the spell.",
        "",
        "First interview: fulfilled",
        "  Fulfilled in time, on 8 January 2018 (due 9 January).",
        "  How the date comes about:",
        "    The spell began on 2 January 2018 (event a start 2018-01-02). One week on is 9 January.",
        "  What is known:",
        "    Interview held on 8 January 2018: counts. [a held 2018-01-08]",
        "  The rule:",
        "    LAB (LBK 1342 af 21/11/2016) kap. 7. Holds for due dates 1 January 2014–31 December 2019.",
        "  Alert:",
        "    No alert: the duty was fulfilled on 8 January 2018.",
    ]


def test_known_at_says_what_was_known_then_and_what_came_since(
    events: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ask = ["why", "a", "first-interview", events, "--on", "2018-01-20", "--known-at", "2018-01-20T12:00:00+01:00"]
    assert run(ask) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "Første samtale: Overskredet" in shown
    assert shown[-3:] == [
        "Det vidste vi 20. januar 2018 kl. 12.00. Siden er der kommet til:",
        "  1. februar kl. 09.00 blev registreret: samtale holdt 8. januar 2018 (hændelse a held 2018-01-08).",
        "    Første samtale: Overskredet (frist 9. januar 2018) bliver til Opfyldt (frist 9. januar), 1 af 1.",
    ]
    assert run([*ask, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["obligations"][0]["status"] == "overdue"
    (since,) = answer["since"]
    assert (since["event"], since["registered_at"]) == ("a held 2018-01-08", "2018-02-01T08:00:00Z")
    assert since["changes"][0]["after"]["status"] == "fulfilled"


def test_json_has_days_as_text_and_every_duty(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", "a", events, "--on", "2018-01-20", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == sorted(answer)
    assert (answer["citizen"], answer["on"]) == ("a", "2018-01-20")
    assert {each["due_on"][:2] for each in answer["obligations"]} == {"20"}
    assert {each["duty"] for each in answer["silent"]} >= {"joint-interview-1", "mentor-contact"}


@pytest.mark.parametrize(
    ("words", "status", "named"),
    [
        (["nobody", "{}"], 1, "nothing is known of 'nobody'"),
        (["a", "first-intervew", "{}"], 2, "did you mean 'first-interview'"),
        (["a", "{}", "--live"], 2, "--live asks the running stack"),
        (["a", "nowhere.jsonl"], 2, "nowhere.jsonl"),
    ],
)
def test_what_is_asked_wrongly_is_named(
    words: list[str], status: int, named: str, events: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["why", *(word.format(events) for word in words), "--on", "2018-01-20"]) == status
    assert named in capsys.readouterr().err


def test_a_refused_line_is_named_and_the_rest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "events.jsonl", BAD_LINE, benefit_started("a"))
    assert run(["why", "a", str(path), "--on", "2018-01-20"]) == 3
    told = capsys.readouterr()
    assert "Første samtale: Overskredet" in told.out
    assert "not-json" in told.err


@pytest.mark.parametrize(
    ("said", "terminal", "widest"),
    [(None, 72, 72), (None, 200, 100), (None, 20, 60), (None, None, 80), ("90", 72, 90), ("72", None, 72)],
)
def test_the_text_fits_what_is_said_or_the_terminal_and_a_file_is_the_same_everywhere(
    said: str | None, terminal: int | None, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal is not None, raising=False)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((terminal or 200, 40)))
    if said is not None:
        monkeypatch.setenv("COLUMNS", said)
    text = "Tiden uden dagpenge 8. oktober 2025 flytter datoen. " * 20
    assert widest - 12 < max(map(len, wrapped(text, "    "))) <= widest
