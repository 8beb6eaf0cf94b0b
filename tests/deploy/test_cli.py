"""The command line: quick to ask, and clear when it is asked wrongly."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.cli import COMMANDS, NAMED_ERRORS, command_line, run
from deploy.comparing.report import Status

BAD = Path(__file__).parents[2] / "deploy" / "demo" / "bad-events.jsonl"


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A directory without a stack, and no settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("RETTIDIG_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", [row[0] for row in COMMANDS])
def test_every_command_of_the_table_is_there_and_tells_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert f"rettidig {name}" in capsys.readouterr().out


def test_the_help_of_compare_tells_its_exit_statuses_and_what_it_costs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert all(re.search(rf"[ ,]{status.value} [a-z]", shown.partition("Exit status:")[2]) for status in Status), shown
    assert "processor time an event" in shown


def test_help_shows_every_command_and_loads_none() -> None:
    script = (
        "import sys; from deploy.cli import run; run(['--help']); "
        "print(sorted({'faust', 'confluent_kafka', 'pydantic', 'redis', 'jgo'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.rstrip().endswith("[]")
    for name, _, line in COMMANDS:
        assert name in shown
        assert line.split()[0] in shown


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["topics", "chekc"], "chekc"),
        (["topics", "check", "--verbos"], "--verbos"),
        (["doctor", "--fromat", "json"], "--format"),
        (["doctor", "--format", "xml"], "xml"),
        (["stack", "--datadir", "x"], "--data-dir"),
    ],
)
def test_what_is_unknown_is_named_and_ends_with_status_2(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert named in told.out + told.err


def test_a_misspelt_command_is_told_the_nearest_and_no_command_is_read() -> None:
    script = (
        "import sys; from deploy.cli import run; print(run(['topcis'])); "
        "print(sorted({'faust', 'confluent_kafka', 'pydantic', 'redis', 'cyclopts'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["2", "[]"]
    assert "there is no command topcis. Did you mean topics? There are: demo, stack, " in " ".join(told.stderr.split())


def test_a_misspelt_setting_ends_every_command_with_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP", "x:1")
    for arguments in (["topics", "create"], ["doctor"], ["stack"]):
        assert run(arguments) == 2
        assert "Did you mean RETTIDIG_BOOTSTRAP_SERVERS?" in capsys.readouterr().err


def test_without_a_stack_or_an_address_a_command_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "check"]) == 1
    assert "start one with `rettidig stack`" in capsys.readouterr().err


def test_a_municipality_that_is_none_is_refused_before_a_broker_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "show", "--municipality", "9999"]) == 2
    assert "--municipality: '9999' is not known" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["check"], ["show", "qualifying-offer-kinds"]], ids=" ".join)
@pytest.mark.parametrize("width", [80, 100])
def test_the_lawbook_is_told_in_the_width_that_there_is(
    arguments: list[str], width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert run(["law", *arguments]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) in range(width - 10, width + 1)


@pytest.mark.parametrize(
    ("arguments", "settings", "status"),
    [
        (["topics", "check"], {"BOOTSTRAP": "x:1"}, 2),
        (["topics", "check"], {"HEARTBEAT_INTERVAL_MS": "9000"}, 2),
        (["topics", "check"], {}, 1),
        (["publish", "/nowhere"], {}, 1),
        (["replay", str(BAD), "--from", "2018-01-01", "--until", "2018-01-31", "--out", "."], {}, 3),
        (["assess", str(BAD), "--on", "2018-01-31"], {}, 3),
        (["why", "c-1", "--on", "2018-01-31", str(BAD)], {}, 1),
        (["why", "c-1", "joint-inter", "--on", "2018-01-31"], {}, 2),
        (["town", "--citizens", "10"], {}, 2),
        (["dead-letters", "list", "--reason", "none"], {}, 2),
        (["inspect", "c-1", "--worker", "x", "--from-changelog"], {}, 2),
        (["topics", "alter"], {"BOOTSTRAP_SERVERS": "127.0.0.1:1"}, 2),
        (["law", "list"], {"COMPILED": "1"}, 2),
    ],
    ids=lambda each: " ".join(each[:2]) if isinstance(each, list) else None,
)
def test_what_is_told_of_an_error_fits_the_terminal(
    arguments: list[str],
    settings: dict[str, str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("deploy.compiled.use.MANIFEST", Path("made-of.json"))
    for name, value in settings.items():
        monkeypatch.setenv(f"RETTIDIG_{name}", value)
    assert run(arguments) == status
    said = capsys.readouterr().err.splitlines()
    assert said
    assert [line for line in said if len(line) > 80 and " " in line.strip()] == []


@pytest.mark.parametrize("asked", ["create", "check"])
def test_topics_need_no_redis(asked: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr("streams.topic_admin.TIMEOUT_S", 0.5)
    assert run(["topics", asked]) == 1
    said = capsys.readouterr().err
    assert "no Kafka broker answered" in said
    assert "REDIS" not in said


def test_a_defect_is_not_dressed_up_as_a_named_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    app = command_line()
    app.command(broken, name="broken")
    monkeypatch.setattr("deploy.cli.COMMANDS", (*COMMANDS, ("broken", "", "")))
    monkeypatch.setattr("deploy.cli.command_line", lambda: app)
    with pytest.raises(ZeroDivisionError):
        run(["broken"])


@pytest.mark.parametrize(("module", "name"), list(NAMED_ERRORS))
def test_every_named_error_exists(module: str, name: str) -> None:
    imported = __import__(module, fromlist=[name])
    assert issubclass(getattr(imported, name), Exception)
