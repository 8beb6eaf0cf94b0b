"""What if: who becomes overdue or is relieved, interviews asked for, measures that move; small numbers hidden, invented data marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from alerts.policy import load_policy
from alerts.wording.voice import LANGUAGES
from deploy.cli import run
from deploy.whatif.comparison import compare, write
from deploy.whatif.interviews import interviews_asked
from deploy.whatif.overdue import Case, Move, Place, moves, told_of, total
from deploy.whatif.report import Compared, report
from deploy.whatif.shares import Tally, by_measure
from deploy.whatif.small_numbers import LEAST
from rules.civil import day
from rules.facts import Fact
from rules.load import load_lawbook
from streams.citizen.judge import Judge
from streams.month import month_from
from streams.replay import Window, replay
from tests.deploy.event_lines import benefit_started
from tests.deploy.event_lines import write as write_events
from tests.rules import builders as b
from tests.said_texts import said_during, texts_of

WINDOW = Window(day("2018-01-01"), day("2018-12-31"))
STANDING = Judge(load_lawbook(), load_policy())


def _judge(variant: str) -> Judge:
    return Judge(load_lawbook(variant=variant), load_policy())


def _compared(facts: dict[str, list[Fact]], variant: str, *, real: bool = False) -> Compared:
    other = _judge(variant)
    made = replay(facts, WINDOW, other)
    return compare(facts, WINDOW, (STANDING, other), made, (variant, "About it.", real))


def _dagpenge(count: int, *more: Fact) -> dict[str, list[Fact]]:
    return {f"c{number:02d}": [b.on_benefit("dagpenge", "2018-01-08"), *more] for number in range(count)}


def test_who_is_relieved_and_who_becomes_overdue_is_found() -> None:
    """A joint interview at 10 weeks: too late by six weeks, in time by STAR's three months; none by nine months."""
    made = _compared(_dagpenge(2, b.held("2018-03-19", joint=True)), "joint-interviews-by-timing")
    case = Case("c00", "joint-interview-1")
    assert case in made.told_standing
    assert case not in made.told_other
    assert made.told_standing[case] == Place("101", "dagpenge")
    assert total(made.told_standing, made.told_other) == Move(2, 2, 0, 0)
    assert moves(made.told_standing, made.told_other, "duty")["joint-interview-1"] == Move(2, 0, 0, 2)


def test_what_was_withdrawn_later_was_never_true() -> None:
    late = b.held("2018-02-12", learnt="2018-03-01", joint=True)
    made = replay(_dagpenge(1, late), WINDOW, STANDING)
    assert Case("c00", "joint-interview-1") not in told_of(made)


ASKED: list[tuple[str, list[Fact], dict[str, int]]] = [
    ("one first interview within a week, then four spread over six months",
     [b.on_benefit("jobparat", "2022-01-03"), b.held("2022-01-05")],
     {"2022-01": 1, "2022-02": 1, "2022-04": 1, "2022-05": 1, "2022-07": 1}),
    ("none of it after the benefit has ended", [b.on_benefit("jobparat", "2022-01-03"), b.ended("2022-03-31")], {"2022-01": 1, "2022-02": 1}),
    ("no interviews are asked for where the law has none", [b.on_benefit("sygedagpenge", "2022-01-03", category=1)], {}),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [each[1:] for each in ASKED], ids=[each[0][:50] for each in ASKED])
def test_interviews_are_asked_for_on_their_planning_dates(facts: list[Fact], expected: dict[str, int]) -> None:
    asked = interviews_asked({"c": facts}, day("2022-01-01"), day("2022-12-31"), STANDING)
    assert asked == Counter({("101", month_from(month)): number for month, number in expected.items()})


def test_a_measure_is_shown_with_its_basis_under_both_laws() -> None:
    facts = {f"c{number:02d}": [b.on_benefit("jobparat", "2016-01-04")] for number in range(12)}
    made = _compared(facts, "three-years")
    shift = by_measure(made.standing, made.other)["active-year"]
    assert (shift.standing, shift.variant) == (Tally(12, 0), Tally(0, 0))
    told = report(made, "en")
    measures = next(section for section in told.sections if section.title == "Which measures move")
    assert measures.table is not None
    assert ("Active effort in the last 12 months", "0.0 % (of 12)", "too few", "–") in measures.table.rows
    assert not any("All deadlines kept" in row for row in measures.table.rows), "duty-kept is never published"


@pytest.mark.parametrize(("count", "shown"), [(LEAST - 1, "too few"), (LEAST, "10")])
def test_fewer_than_ten_are_not_shown(count: int, shown: str) -> None:
    made = _compared(_dagpenge(count, b.held("2018-03-19", joint=True)), "joint-interviews-by-timing")
    told = report(made, "en")
    row = next(
        row for section in told.sections[:1] if section.table for row in section.table.rows if row[0].startswith("1st")
    )
    assert row[1:] == (shown, "0", "0", shown)
    summary = told.lines[-1]
    assert ("too few (< 10) are relieved" in summary) == (count < LEAST)


def test_invented_data_are_marked_unless_they_are_said_to_be_real() -> None:
    facts = _dagpenge(1)
    assert report(_compared(facts, "two-years"), "da").invented.startswith("Tallene er opdigtede")
    assert report(_compared(facts, "two-years", real=True), "da").invented == ""


def test_a_variant_that_changes_nothing_says_so() -> None:
    told = report(_compared({"c": [b.on_benefit("jobparat", "2018-01-02")]}, "mentor-for-dagpenge"), "en")
    assert told.lines[-1] == "The variant changes nothing for these citizens in the period."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_the_same_as_page_and_text(language: str, tmp_path: Path) -> None:
    made = _compared(_dagpenge(12, b.held("2018-03-19", joint=True)), "joint-interviews-by-timing")
    write(made, "da" if language == "da" else "en", tmp_path)
    text, page = ((tmp_path / f"report.{kind}").read_text("utf-8") for kind in ("md", "html"))
    told = report(made, "da" if language == "da" else "en")
    assert f'<html lang="{language}">' in page
    assert page.count("<caption>") == page.count("<table>") == text.count("|---|")
    summed = [section for section in told.sections if section.table is not None and section.table.summed]
    assert page.count('<tr class="all">') == len(summed) > 0
    for section in told.sections:
        assert f"{'#' * section.level} {section.title}\n" in text
        assert section.title in page
    assert told.invented in text
    assert told.invented in page
    changes = (tmp_path / "changes.csv").read_text("utf-8").splitlines()
    assert changes[0] == "citizen,duty,change,municipality,target_group"
    assert "c00,joint-interview-1,relieved,101,dagpenge" in changes
    interviews = (tmp_path / "interviews.csv").read_text("utf-8").splitlines()
    assert interviews[0] == "municipality,month,standing,variant"
    assert len(interviews) > 2


def test_the_command_writes_the_report_and_names_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = write_events(tmp_path / "e.jsonl", *(benefit_started(f"c{n}") for n in range(3)))
    out = tmp_path / "out"
    ask = [
        "replay",
        str(events),
        "--from",
        "2018-01-01",
        "--until",
        "2018-03-31",
        "--out",
        str(out),
        "--compare",
        "standing",
    ]
    assert run([*ask, "--law", "two-years", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-4:] == [
        str(out / name) for name in ("report.md", "report.html", "changes.csv", "interviews.csv")
    ]
    assert (out / "report.md").read_text("utf-8").startswith("# What if: two-years")
    assert run(ask) == 2
    assert "--compare standing needs another law" in capsys.readouterr().err


def test_a_lawbook_of_ones_own_is_compared_with_the_law_as_it_ships(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "lawbook: Eksempel Kommune\nabout: Invented.\nchanges:\n  - duty: first-interview\n    groups: [jobparat]\n"
        "    from: 2014-01-01\n    until: 2019-12-31\n    set: {within: 3 weeks}\n    reference: punkt 7\n    source: minutes\n"
        "    confidence: sure\n",
        "utf-8",
    )
    events = write_events(tmp_path / "e.jsonl", benefit_started("c"))
    ask = ["replay", str(events), "--from", "2018-01-01", "--until", "2018-01-20", "--out", str(tmp_path / "out")]
    assert run([*ask, "--lawbook", str(own), "--compare", "standing"]) == 0
    assert "c,first-interview,relieved,101,jobparat" in (tmp_path / "out" / "changes.csv").read_text("utf-8")
    assert "Hvad nu hvis: Eksempel Kommune" in (tmp_path / "out" / "report.md").read_text("utf-8")


def test_every_text_of_the_report_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_during(monkeypatch)
    for facts, variant in (
        (_dagpenge(2, b.held("2018-03-19", joint=True)), "joint-interviews-by-timing"),
        (_dagpenge(2, b.held("2018-01-22"), b.held("2018-03-01"), b.held("2018-04-01")), "joint-interviews-by-timing"),
        ({"c": [b.on_benefit("jobparat", "2018-01-02")]}, "mentor-for-dagpenge"),
        ({f"c{number}": [b.on_benefit("jobparat", "2016-01-02")] for number in range(LEAST)}, "two-years"),
    ):
        for language in LANGUAGES:
            report(_compared(facts, variant), language)
    asked = msgspec.structs.replace(_compared(_dagpenge(1), "two-years"), asked_other=Counter())
    more = msgspec.structs.replace(asked, asked_standing=Counter(), asked_other=asked.asked_standing)
    for each in (asked, more):
        report(each, "en")
    assert texts_of("whatif") - said == set()
