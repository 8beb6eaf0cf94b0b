"""The rulebook is the lawbook: up to date, whole, one page that needs nothing else; the commands show the same."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from deploy.cli import run
from deploy.docs.rulebook_page import pages
from deploy.rulebook.demand import demand
from deploy.rulebook.entries import duty_chapters, measure_chapters, terms
from deploy.rulebook.eras import changes
from deploy.rulebook.soundness import doubts
from deploy.rulebook.timeline import SHOWN_UNTIL, WIDTH, drawing
from deploy.rulebook.usage import used_in
from rules.amendment import variant_names
from rules.civil import iso
from rules.duties import DUTIES
from rules.load import LAW_DIRECTORY, load_lawbook
from rules.measured import NAMES
from tests.rules.builders import book

PAGES = pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_page_in_the_repository_is_the_lawbooks(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "run `make docs`"


def test_every_version_hole_and_term_stands_in_it() -> None:
    text = next(text for path, text in PAGES.items() if path.suffix == ".md")
    for rules in book().rules.values():
        for rule in rules:
            assert demand(rule) in text
            assert rule.reference in text
            assert rule.source.replace("|", "\\|") in text
    assert all(hole.why in text for hole in book().holes)
    assert all(f"| `{term.name}` |" in text for term in terms())
    assert all(f"`{name}`" in text for name in (*DUTIES, *NAMES, *variant_names(LAW_DIRECTORY)))


class _Page(HTMLParser):
    """Collects what the tests ask: ids, links inside the page, whatever would be fetched, open elements."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        self.fetched += [str(given[name]) for name in ("src", "data", "poster") if given.get(name)]
        if tag in ("link", "script", "iframe", "img"):
            self.fetched.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in ("meta", "br", "rect", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in ("rect", "line"):
            return
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    html = next(text for path, text in PAGES.items() if path.suffix == ".html")
    page = _Page()
    page.feed(html)
    assert page.open == []
    assert page.fetched == []
    assert len(page.ids) == len(set(page.ids))
    assert all(link[0] == "#" and link[1:] in page.ids for link in page.links)
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert html.count("<caption>") == html.count("<table>")
    assert "@media print" in html
    assert 'lang="en"' in html


def test_a_timeline_shows_each_group_every_day_of_the_law() -> None:
    for chapter in (*duty_chapters(book()), *measure_chapters(book())):
        if not chapter.rows:
            continue
        drawn = drawing(chapter.rows)
        assert {group for lane in drawn.lanes for group in lane.groups} == {
            group for row in chapter.rows for group in row.groups
        }
        for lane in drawn.lanes:
            ends = [bar.x + bar.width for bar in lane.bars]
            assert ends[-1] == pytest.approx(WIDTH, abs=0.2)
            assert all(bar.x >= end - 0.2 for bar, end in zip(lane.bars[1:], ends, strict=False))
    assert iso(SHOWN_UNTIL) > "2027-01-01"


def test_the_eras_are_the_days_on_which_a_demand_becomes_another() -> None:
    found = {
        iso(on): {(each.chapter.name, each.says) for each in there}
        for on, there in changes(duty_chapters(book())).items()
    }
    assert {"2020-01-01", "2022-01-01", "2024-01-01", "2026-07-01"} <= found.keys()
    assert ("first-offer", "begun by 6 months") in found["2020-01-01"]
    assert not any(duty == "first-interview" for duty, _ in found["2020-01-01"]), "only its paragraph changed"


def test_every_term_is_used_somewhere() -> None:
    assert [term.name for term in terms() if not used_in(term.name)] == []


def test_every_doubt_is_named_with_its_use() -> None:
    found = doubts(book())
    assert {each.what for each in found} == {"hole", "probable", "unverified"}
    assert all(each.used and each.source for each in found)
    unsure = {name for name, (_, confidence) in book().term_references.items() if confidence != "sure"}
    assert unsure <= {each.name for each in found}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["list"], "first-interview"),
        (["show", "first-offer"], "by 3 months under 30 and"),
        (["show", "active-year"], "No dated table"),
        (["show", "offer-minimum-days"], "LAB § 102 (at least two unbroken weeks)"),
        (["show", "gap-days"], "gap-days: 1 day\n"),
        (["show", "work-hours-a-week"], "work-hours-a-week: 20 hours a week\n"),
        (["list"], "exemption-months          1 month  "),
        (["rulebook"], "## When the law changes"),
        (["check"], "no duty for "),
    ],
)
def test_the_commands_show_it(words: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", *words]) == 0
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["list"], ["check"], *(["show", name] for name in (*DUTIES, "frikommuner", "norms"))]
)
def test_every_line_fits_the_terminal(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["law", *words]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []


def test_what_the_lawbook_has_not_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", "show", "first-ofer"]) == 2
    assert "did you mean 'first-offer'" in capsys.readouterr().err


def test_the_book_can_be_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "book.html"
    assert run(["law", "rulebook", "--format", "html", "--out", str(out)]) == 0
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert run(["law", "rulebook", "--out", str(tmp_path / "no" / "where.md")]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_lawbook_of_ones_own_shows_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "lawbook: Eksempel Kommune\nabout: Invented.\nchanges:\n  - duty: first-interview\n    groups: [jobparat]\n"
        "    from: 2026-07-01\n    until: null\n    set: {within: 5 days}\n    reference: punkt 7\n    source: minutes\n"
        "    confidence: sure\n",
        "utf-8",
    )
    assert run(["law", "show", "first-interview", "--lawbook", str(own)]) == 0
    assert "1 interview by 5 days" in capsys.readouterr().out
    assert load_lawbook(own=own).origins
