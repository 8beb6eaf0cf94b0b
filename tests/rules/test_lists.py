"""Pools of share duties, norms and frikommuner: whole, cited, fitting the duties; what does not fit is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rules.civil import day
from rules.law_file import LawbookError
from rules.load import LAW_DIRECTORY, load_lawbook
from tests.rules.builders import assessed, book, moved_to, on_benefit

WRONG = [
    # (file, what stands, what stands instead, reason)
    ("shares.yaml", "least-percent: 75", "least-percent: 750", "least-percent: 750 is no whole number from 0 to 100"),
    ("shares.yaml", "least-percent: 75", "leastpercent: 75", "unknown key 'leastpercent': did you mean 'least-percent'?"),
    ("shares.yaml", "    exempt-percent: 25\n", "", "`exempt-percent` is missing"),
    ("shares.yaml", "    reference: lov 1750 af 29/12/2025\n", "", "`reference` is missing"),
    ("shares.yaml", "groups: [jobparat]", "groups: [jobprat]", "unknown group 'jobprat': did you mean 'jobparat'?"),
    ("shares.yaml", "duties: [first-offer, repeated-offer]", "duties: [first-ofer]", "unknown duty 'first-ofer': did you mean 'first-offer'?"),
    ("shares.yaml", "groups: [ledighedsydelse]", "groups: [revalidering]", "for ledighedsydelse binds as a share and belongs to exactly one pool, not none"),
    ("shares.yaml", "groups: [ledighedsydelse]", "groups: [ledighedsydelse, jobparat]", "for jobparat binds as a share and belongs to exactly one pool, not interviews-jobparat, interviews-ledighedsydelse"),
    ("shares.yaml", "    until: null", "    until: 2026-12-31", "binds as a share and belongs to exactly one pool, not none"),
    ("norms.yaml", "measure: early-offer", "measure: early-ofer", "unknown measure 'early-ofer': did you mean 'early-offer'?"),
    ("norms.yaml", "    unmet-percent: 20\n", "    unmet-percent: 20\n    met-percent: 80\n", "a norm states either `met-percent` or `unmet-percent`"),
    ("norms.yaml", "    met-percent: 80\n", "", "a norm states either `met-percent` or `unmet-percent`"),
    ("norms.yaml", "    months-in-a-row: 6", "    months-in-a-row: half a year", "months-in-a-row: 'half a year' is no whole number from 1 on"),
    ("norms.yaml", "    until: 2020-12-31", "    until: 2021-06-30", "overlaps another norm 'focus-offer'"),
    ("norms.yaml", "    until: 2020-12-31", "    until: 2019-12-31", "ends before it begins"),
    ("norms.yaml", "confidence: unverified", "confidence: perhaps", "confidence 'perhaps' is none of"),
    ("frikommuner.yaml", '"851": Aalborg', '"851": Aarhus', "'851': 'Aarhus' is not that municipality's code and name"),
    ("frikommuner.yaml", '"851": Aalborg', '"852": Aalborg', "'852': 'Aalborg' is not that municipality's code and name"),
    ("frikommuner.yaml", "theme: one-plan", "theme: no-plan", "theme 'no-plan' is none of"),
    ("frikommuner.yaml", "    until: 2019-07-01\n", "", "`until` is missing"),
    ("frikommuner.yaml", "    municipalities: {}", "    municipalities: []", "`municipalities` is a mapping of codes to names"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stands", "instead", "reason"), WRONG, ids=[f"{row[0]} {index}" for index, row in enumerate(WRONG)])  # fmt: skip
def test_a_wrong_list_is_refused_with_file_line_and_reason(
    name: str, stands: str, instead: str, reason: str, tmp_path: Path
) -> None:
    shutil.copytree(LAW_DIRECTORY, tmp_path / "law")
    file = tmp_path / "law" / name
    whole = file.read_text("utf-8")
    assert stands in whole
    file.write_text(whole.replace(stands, instead, 1), "utf-8")
    with pytest.raises(LawbookError) as refused:
        load_lawbook(tmp_path / "law")
    said = re.fullmatch(rf"{re.escape(str(file))}:(\d+): (.*)", str(refused.value))
    assert said is not None, refused.value
    assert reason in said[2]
    # The entry in which the fault stands; what only shows in the whole file is said of its beginning.
    lines = whole[: whole.index(stands)].splitlines()
    entry = max((number for number, line in enumerate(lines, 1) if line.startswith("  - ")), default=0)
    following = [number for number, line in enumerate(whole.splitlines(), 1) if line.startswith("  - ")]
    allowed = {entry, next((number for number in following if number > entry), entry)}
    assert int(said[1]) in allowed or "exactly one pool" in reason, (said[1], allowed)


def test_every_share_rule_names_its_pool() -> None:
    law = book()
    bound = [rule for rules in law.rules.values() for rule in rules if rule.binding == "share"]
    assert {(rule.cell, rule.duty, getattr(law.share_of(rule), "pool", "")) for rule in bound} == {
        ("dagpenge", "first-offer", "offers"),
        ("jobparat", "first-offer", "offers"),
        ("uddannelsesparat", "first-offer", "offers"),
        ("uddannelsesparat", "repeated-offer", "offers"),
        ("aabenlyst-uddannelsesparat", "first-offer", "offers"),
        ("aabenlyst-uddannelsesparat", "repeated-offer", "offers"),
        ("dagpenge", "interviews-in-period", "interviews-dagpenge"),
        ("jobparat", "interviews-in-period", "interviews-jobparat"),
        ("ledighedsydelse", "interviews-in-period", "interviews-ledighedsydelse"),
        ("dagpenge", "a-kasse-interviews", "a-kasse-interviews"),
    }
    assert {(share.least_percent, share.exempt_percent) for share in law.shares} == {(75, 25)}
    person = next(rule for rule in law.rules["aktivitetsparat"] if rule.binding == "person")
    assert law.share_of(person) is None


@pytest.mark.parametrize(
    ("municipality", "on", "themes"),
    [
        ("820", "2011-12-31", []),
        ("820", "2012-01-01", ["employment"]),  # Vesthimmerlands, of both programmes
        ("820", "2016-09-30", ["employment"]),
        ("820", "2016-10-01", ["employment", "employment"]),
        ("820", "2019-07-01", ["employment", "employment"]),
        ("820", "2019-07-02", ["employment"]),
        ("820", "2021-12-31", ["employment"]),
        ("820", "2022-01-01", []),
        ("151", "2018-01-01", ["one-plan"]),  # Ballerup
        ("210", "2018-01-01", ["employment", "one-plan"]),  # Fredensborg
        ("751", "2018-01-01", []),  # Aarhus tried housing, which is no mark on a citizen's deadlines
        ("101", "2018-01-01", []),
    ],
)
def test_frikommuner_are_marked_by_theme_and_period(municipality: str, on: str, themes: list[str]) -> None:
    assert [each.theme for each in book().frikommune_on(municipality, day(on))] == themes


def test_the_second_programme_has_its_eleven_and_nine() -> None:
    second = [each for each in book().frikommuner if each.programme == "Frikommuneforsøg II"]
    assert sum(each.theme == "employment" for each in second) == 11
    assert sum(each.theme == "one-plan" for each in second) == 9


def test_a_frikommune_changes_no_obligation() -> None:
    life = [on_benefit("jobparat", "2018-01-02", municipality="820")]
    plain = [on_benefit("jobparat", "2018-01-02", municipality="101")]
    moved = [on_benefit("jobparat", "2018-01-02", municipality="101"), moved_to("820", "2018-01-05")]
    for on in ("2018-01-02", "2018-01-10", "2018-04-03"):
        assert assessed(life, on).obligations == assessed(plain, on).obligations == assessed(moved, on).obligations


@pytest.mark.parametrize(
    ("norm", "on", "stated"),
    [
        ("focus-offer", "2019-12-31", None),
        ("focus-offer", "2020-01-01", (None, 30)),
        ("focus-offer", "2020-12-31", (None, 30)),
        ("focus-offer", "2021-01-01", None),  # suspended
        ("focus-offer", "2022-12-31", None),
        ("focus-offer", "2023-01-01", (None, 30)),
        ("focus-offer", "2026-07-01", None),
        ("focus-interviews", "2021-06-01", (None, 20)),
        ("early-interviews", "2026-06-30", (80, None)),
        ("early-interviews", "2026-07-01", None),
        ("statutory-interviews", "2018-06-01", None),  # "markedly below" has no number
    ],
)
def test_norms_are_dated(norm: str, on: str, stated: tuple[int | None, int | None] | None) -> None:
    found = [each for each in book().norms if each.norm == norm and each.from_ <= day(on) <= each.until]
    assert [(each.met_percent, each.unmet_percent) for each in found] == ([] if stated is None else [stated])


def test_a_norm_can_be_amended_by_whoever_states_a_source(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "lawbook: Eksempelministeriet\nabout: invented\nchanges:\n  - norm: focus-interviews\n    from: 2024-01-01\n"
        "    until: 2024-12-31\n    set: {unmet-percent: 15}\n    reference: a letter\n    source: invented\n"
        "    confidence: sure\n",
        "utf-8",
    )
    norms = [each for each in load_lawbook(own=own).norms if each.norm == "focus-interviews"]
    assert [(each.unmet_percent, each.reference.endswith("(Eksempelministeriet)")) for each in norms] == [
        (20, False),
        (15, True),
        (20, False),
    ]
