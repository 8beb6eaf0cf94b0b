"""The lawbook: what cannot be law is refused with file, line and reason; what ships is whole and cited."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from rules.civil import LAST_DAY, day
from rules.law_file import LawbookError
from rules.lawbook import Period
from rules.load import CELLS, LAW_DIRECTORY, LAW_START, load_lawbook
from tests.rules.builders import book

WRONG = Path(__file__).with_name("wrong_law")


def _wrong() -> list[Path]:
    return sorted(WRONG.glob("*.yaml"))


@pytest.mark.parametrize("path", _wrong(), ids=lambda path: path.stem)
def test_a_wrong_lawbook_is_refused_with_file_line_and_reason(path: Path, tmp_path: Path) -> None:
    """Each file has one fault. Its first line says which file of the law it stands for, its second line what is said,
    and the line at fault ends with `# here` (none: the first)."""
    lines = path.read_text("utf-8").splitlines()
    place, reason = lines[0].removeprefix("# ").strip(), lines[1].removeprefix("# ").strip()
    here = next((number for number, line in enumerate(lines, 1) if line.endswith("# here")), 1)
    shutil.copytree(LAW_DIRECTORY, tmp_path / "law")
    shutil.copy(path, tmp_path / "law" / place)
    with pytest.raises(LawbookError) as refused:
        load_lawbook(tmp_path / "law")
    said = str(refused.value)
    assert said.startswith(f"{tmp_path / 'law' / place}:{here}: "), said
    assert reason in said


def test_every_kind_of_fault_is_tried() -> None:
    assert len(_wrong()) >= 20


@pytest.mark.parametrize(
    ("stands", "instead", "reason"),
    [
        ("gap-days:\n  value: 1\n", "gap-days:\n  value: one\n", "gap-days: Expected `int`, got `str`"),
        ("gap-days:\n  value: 1\n", "gapdays:\n  value: 1\n", "unknown key 'gapdays': did you mean 'gap-days'?"),
        ("gap-days:\n  value: 1\n", "gap-days:\n", "`value` is missing"),
        ("gap-days:\n  value: 1\n  unit: days", "gap-days:\n  value: 1\n  unit: fortnights", "gap-days counts in days, not 'fortnights'"),
        ("gap-days:\n  value: 1\n  unit: days", "gap-days:\n  value: 1\n  unit: months", "gap-days counts in days, not 'months'"),
        ("gap-days:\n  value: 1\n  unit: days", "gap-days:\n  value: 1", "`unit` is missing"),
        ("  reference: LAB § 102, stk. 4\n", "", "`reference` is missing"),
        ("  reference: LAB § 102, stk. 4\n", "  reference:\n", "`reference` is missing"),
        ("  reference: LAB § 102, stk. 4\n", "  reference: LAB § 102, stk. 4\n  refrence: x\n", "unknown key 'refrence': did you mean 'reference'?"),
        ("value: [sygedagpenge]\n  unit: words", "value: [sygedagpenge]\n  unit: days", "never-passive counts in words, not 'days'"),
        ("value: [[2020-03-01, 2020-06-30]]", "value: [[2020-03-01, midsummer]]", "national-stops: Expected `int`, got `str`"),
        ("      until: 2023-03-19\n      value: [letter]", "      until: 2023-03-18\n      value: [letter]", "a gap: nothing from 2023-03-19 to 2023-03-19"),
        ("      until: 2023-03-19\n      value: [letter]", "      until: 2023-03-20\n      value: [letter]", "overlaps the version before it"),
        ("      value: [letter]\n", "      value: letter\n", "excluded-forms: Expected `array`, got `str`"),
        ("      value: [letter]\n", "      values: [letter]\n", "unknown key 'values': did you mean 'value'?"),
        ("excluded-forms:\n  unit: words", "excluded-forms:\n  unit: forms", "excluded-forms counts in words, not 'forms'"),
        ("      reference: LAB § 33, stk. 2 (letters in listed cases only, which no event tells of)\n", "", "`reference` is missing"),
        ("since: 2020-01-01}", "sinc: 2020-01-01}", "renamed-by-law: Object contains unknown field `sinc`"),
    ],
)  # fmt: skip
def test_a_wrong_term_is_refused_with_file_line_and_reason(
    stands: str, instead: str, reason: str, tmp_path: Path
) -> None:
    shutil.copytree(LAW_DIRECTORY, tmp_path / "law")
    file = tmp_path / "law" / "terms.yaml"
    whole = file.read_text("utf-8")
    assert stands in whole
    file.write_text(whole.replace(stands, instead, 1), "utf-8")
    with pytest.raises(LawbookError) as refused:
        load_lawbook(tmp_path / "law")
    said = str(refused.value)
    assert reason in said
    before = whole[: whole.index(stands) + 1].splitlines()
    # The term in which it stands, or one of its versions; a misspelt name is the whole file's fault, after its comment.
    term = max(number for number, line in enumerate(before, 1) if line and not line[0].isspace())
    rest = whole.splitlines()[term:]
    end = term + next((number for number, line in enumerate(rest, 1) if line and not line[0].isspace()), len(rest))
    said_of = int(said.removeprefix(f"{file}:").split(":")[0])
    assert said_of == 2 or term < said_of < end, said


def test_a_law_without_its_terms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawbookError, match="cannot be read"):
        load_lawbook(tmp_path / "nowhere")


def test_every_rule_measure_and_term_has_its_reference_source_and_confidence() -> None:
    law = book()
    for rule in [rule for rules in law.rules.values() for rule in rules]:
        assert rule.reference.strip() and rule.source.strip() and rule.confidence in ("sure", "probable", "unverified")
    for row in [row for cells in law.measures.values() for rows in cells.values() for row in rows]:
        assert row.reference.strip() and row.source.strip() and row.confidence
    for reference, confidence in law.term_references.values():
        assert reference.strip() and confidence in ("sure", "probable", "unverified")


def test_what_rests_on_memory_is_marked_unverified() -> None:
    for path in LAW_DIRECTORY.rglob("*.yaml"):
        for version in _versions(yaml.safe_load(path.read_text("utf-8"))):
            if "[M]" in version["source"] or "[NF]" in version["source"]:
                assert version["confidence"] == "unverified", (path.name, version)


def _versions(loaded: dict[str, object]) -> list[dict[str, str]]:
    series = loaded.get("series")
    if not isinstance(series, list):
        return []
    return [version for each in series for version in each["versions"]]


def test_every_cell_has_rules_or_a_named_hole_on_every_day_of_the_law() -> None:
    """The eras' first and last days stand for the days between them: no version begins or ends elsewhere but in 2022."""
    law = book()
    duties = {rule.duty for rules in law.rules.values() for rule in rules} | {hole.duty for hole in law.holes}
    for cell in set(CELLS) - {"sygedagpenge-1"}:
        for on in (
            LAW_START,
            *map(day, ("2019-12-31", "2020-01-01", "2023-12-31", "2024-01-01", "2026-06-30", "2026-07-01")),
            LAST_DAY,
        ):
            governed = [rule.duty for rule in law.rules[cell] if rule.from_ <= on <= rule.until]
            named = [hole.duty for hole in law.holes if hole.cell == cell and hole.from_ <= on <= hole.until]
            assert set(governed) | set(named) <= duties
            assert governed or named


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(months=1), "1 month"),
        (Period(months=6), "6 months"),
        (Period(days=7), "1 week"),
        (Period(days=56), "8 weeks"),
        (Period(days=10), "10 days"),
        (Period(days=1), "1 day"),
        (Period(months=1, days=14), "1 month and 2 weeks"),
        (Period(), "0 days"),
    ],
)
def test_a_period_says_itself_as_the_law_does(period: Period, words: str) -> None:
    assert str(period) == words


def test_a_rule_names_its_version_by_the_day_from_which_it_governs() -> None:
    versions = [rule.version for rule in book().rules["jobparat"] if rule.duty == "first-interview"]
    assert versions == [f"first-interview@{year}" for year in ("2014-01-01", "2020-01-01", "2024-01-01", "2026-07-01")]
    assert all(re.fullmatch(r"[a-z0-9-]+@\d{4}-\d\d-\d\d", version) for version in versions)
