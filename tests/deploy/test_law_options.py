"""`--law` and `--lawbook`: by which law is judged is chosen, said, and refused where it can't be law."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.cli import run
from rules.civil import day, iso
from tests.deploy.event_lines import benefit_started, write

OWN = """lawbook: Eksempel Kommune
about: invented
changes:
  - duty: joint-interview-1
    groups: [dagpenge]
    from: 2018-01-01
    until: 2018-12-31
    set: {within: 5 weeks}
    reference: a decision
    source: its minutes (invented)
    confidence: probable
"""


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return write(tmp_path / "events.jsonl", benefit_started("c1", benefit="dagpenge", target_group="dagpenge"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    return path


def _first_joint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str, str, str]:
    assert run(["assess", *arguments, "--on", "2018-01-10", "--format", "json"]) == 0
    told = capsys.readouterr()
    (it,) = [each for each in json.loads(told.out)["obligations"] if each["duty"] == "joint-interview-1"]
    return it["due_on"], it["reference"], it["confidence"], told.err


def test_a_variant_is_judged_by_and_named(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    due_on, reference, confidence, said = _first_joint(capsys, str(events), "--law", "joint-interviews-by-timing")
    assert (due_on, confidence) == ("2018-04-02", "probable")
    assert reference.endswith("(variant joint-interviews-by-timing)")
    assert said == "law: variant joint-interviews-by-timing\n"


def test_a_lawbook_of_ones_own_shows_whose_it_is_and_how_sure(
    events: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    due_on, reference, confidence, said = _first_joint(capsys, str(events), "--lawbook", str(own))
    assert (due_on, reference, confidence) == ("2018-02-06", "a decision (Eksempel Kommune)", "probable")
    assert said == "law: Eksempel Kommune\n"


def test_the_setting_names_it_too(
    events: Path, own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETTIDIG_LAWBOOK", str(own))
    assert _first_joint(capsys, str(events))[0] == "2018-02-06"


def test_without_a_source_it_is_refused_with_file_line_and_reason(
    events: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN.replace("    source: its minutes (invented)\n", ""), "utf-8")
    for command in (["assess", str(events), "--on", "2018-01-10"], ["law", "check"]):
        assert run([*command, "--lawbook", str(own)]) == 2
        assert f"{own}:4: `source` is missing" in capsys.readouterr().err


def test_an_unknown_variant_is_refused_with_the_nearest(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(events), "--on", "2018-01-10", "--law", "to-years"]) == 2
    assert "--law: no variant 'to-years': did you mean 'two-years'?" in capsys.readouterr().err


def test_a_replay_by_a_variant_differs_from_the_standing_law_and_says_by_which(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    period = ["--from", "2018-01-01", "--until", "2018-03-31"]
    assert run(["replay", str(events), *period, "--out", str(tmp_path / "standing")]) == 0
    capsys.readouterr()
    variant = ["--law", "joint-interviews-by-timing", "--compare", str(tmp_path / "standing")]
    assert run(["replay", str(events), *period, "--out", str(tmp_path / "variant"), *variant]) == 1
    told = capsys.readouterr()
    assert "law: variant joint-interviews-by-timing" in told.err
    overdue = "overdue:joint-interview-1:c1:2018-01-02:1#1"
    assert any(line.startswith("alerts.jsonl: - ") and overdue in line for line in told.out.splitlines())
    assert not any(line.startswith("alerts.jsonl: + ") and overdue in line for line in told.out.splitlines())


def test_law_check_reads_the_variants_and_names_who_amends(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", "check", "--lawbook", str(own)]) == 0
    told = capsys.readouterr().out
    assert "two-years" in told
    assert "amended by: Eksempel Kommune" in told


def test_a_frikommune_is_marked_and_its_deadlines_are_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ballerup, code 151, tried "én plan" from October 2016 to the end of 2021."""
    marked = write(tmp_path / "marked.jsonl", benefit_started("c1", municipality="151"))
    plain = write(tmp_path / "plain.jsonl", benefit_started("c1", municipality="153"))
    said = {}
    for name, events in (("marked", marked), ("plain", plain)):
        run(["assess", str(events), "--on", "2018-01-10", "--language", "en"])
        said[name] = capsys.readouterr().out.splitlines()
    mark = "* frikommune, partly exempt (the deadlines are unchanged): one plan, 2016-10-01 – 2021-12-31 (Frikommuneforsøg II)"
    lines = len(said["marked"]) - len(said["plain"])
    assert " ".join(map(str.strip, said["marked"][1 : 1 + lines])) == mark
    assert said["marked"][1 + lines :] == said["plain"][1:]
    run(["why", "c1", str(marked), "--on", "2018-01-10", "--language", "en"])
    assert "is a frikommune (one plan, 1 October 2016–31 December 2021" in " ".join(capsys.readouterr().out.split())
    run(["assess", str(marked), "--on", "2022-01-01", "--language", "en"])
    assert "frikommune" not in capsys.readouterr().out


@pytest.mark.parametrize("role", [["worker"], ["inbox", "serve"]])
def test_a_role_refuses_a_lawbook_that_cannot_be_law_before_it_asks_for_a_broker(
    role: list[str], own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN.replace("within: 5 weeks", "within: 5"), "utf-8")
    monkeypatch.setenv("RETTIDIG_LAWBOOK", str(own))
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")  # nobody listens there
    monkeypatch.setenv("RETTIDIG_REDIS_URL", "redis://127.0.0.1:1/0")
    assert run(role) == 2
    assert f"{own}:4: within: 5 is no period with its unit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("within", "bases", "left_out"),
    [
        (
            "5 days",
            ("2026-06-24", "2026-06-25"),
            "is due neither by 1 week, which ends, nor by 5 days from 2026-07-01 on",
        ),
        ("1 week", None, ""),
        ("2 weeks", None, ""),
    ],
)
def test_law_check_names_the_days_from_which_nobody_is_asked_anything_and_assess_agrees(
    within: str, bases: tuple[str, str] | None, left_out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    changed = {"joint-interview-1": "first-interview", "dagpenge": "jobparat", "5 weeks": within, "2018-12-31": "null"}
    text = OWN.replace("2018-01-01", "2026-07-01")
    for before, after in changed.items():
        text = text.replace(before, after)
    own.write_text(text, "utf-8")
    assert run(["law", "check", "--lawbook", str(own)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    named = (
        "" if bases is None else f"first-interview of jobparat: whoever is counted from {' – '.join(bases)} {left_out}"
    )
    assert named in said
    assert ("between two versions:" in said) == (bases is not None)

    days = [iso(each) for each in range(day("2026-06-15"), day("2026-07-05"))]
    begun = [benefit_started(on, from_=on, time=f"{on}T09:00:00+02:00") for on in days]
    lives = write(tmp_path / "lives.jsonl", *begun)
    assert run(["assess", str(lives), "--on", "2026-08-01", "--lawbook", str(own), "--format", "json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    asked = {each["citizen"] for each in answers if any(it["duty"] == "first-interview" for it in each["obligations"])}
    assert sorted(set(days) - asked) == sorted(bases or ())


def test_what_is_no_lawbooks_directory_is_refused_with_what_to_say_instead(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, said in (
        (own, f"is a file: a lawbook of your own is checked by `law check --lawbook {own}`"),
        (tmp_path, "is no lawbook's directory, there is no terms.yaml in it"),
        (tmp_path / "nowhere", "is no lawbook's directory"),
    ):
        assert run(["law", "check", str(asked)]) == 2
        assert capsys.readouterr().err.startswith(f"rettidig: {asked} {said}")
