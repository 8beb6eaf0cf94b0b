"""Every text is there in both languages, is used, and no template or page says anything by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alerts.inbox.refusal import REASONS
from alerts.pages.day_words import DayWords
from alerts.pages.texts import LANGUAGES, NotWorded, say_in, wording
from rules.civil import Day, day, start_of_day

PAGES = Path(__file__).parents[2] / "alerts" / "pages"
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
PLACES = re.compile(r"\{(\w+)\}")
SPEAKING_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')


def test_both_sides_of_a_text_have_the_same_places_to_fill_in() -> None:
    differ = {key for key, both in wording().items() if set(PLACES.findall(both.da)) != set(PLACES.findall(both.en))}
    assert differ == set()


def test_no_side_is_empty_or_copied() -> None:
    same = {
        key
        for key, both in wording().items()
        if both.da == both.en and re.search(r"[a-zæøå]{3}", PLACES.sub("", both.da))
    }
    assert same <= {
        "frame.product",
        "frame.title",
        "day.month.4",
        "day.month.9",
        "day.month.11",
        "advis.notes.one",
        "act.comment-text",
    }
    assert [key for key, both in wording().items() if not both.da.strip() or not both.en.strip()] == []


def test_what_is_counted_has_one_and_many() -> None:
    ones = {key.removesuffix(".one") for key in wording() if key.endswith(".one")}
    others = {key.removesuffix(".other") for key in wording() if key.endswith(".other")}
    assert ones == others != set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_prose(template: Path) -> None:
    source = template.read_text("utf-8")
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    speaking = [each for each in SPEAKING_ATTRIBUTES.findall(bare) if re.search(r"\w", each)]
    text = re.sub(r"<!doctype html>|<[^>]*>", "", bare, flags=re.DOTALL)
    assert (re.findall(r"[^\W\d_]+", text), speaking) == ([], [])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_script_or_style_of_its_own(template: Path) -> None:
    source = template.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|<script(?![^>]*\ssrc=)|js:|javascript:|https?://", source)


def test_every_text_that_a_page_names_is_there() -> None:
    named: set[str] = set()
    for path in [*TEMPLATES, *PAGES.rglob("*.py")]:
        if "node_modules" not in path.parts:
            named |= set(
                re.findall(r"""\b(?:t|say|_say)\(\s*["']([a-z][\w.-]+[a-z])["'](?! *~)""", path.read_text("utf-8"))
            )
    known = set(wording()) | {key.rpartition(".")[0] for key in wording()}
    assert named - known == set() and len(named) > 60


@pytest.mark.parametrize("reason", [each for each in REASONS if each != "ended"])
def test_every_refusal_is_worded(reason: str) -> None:
    assert f"refused.{reason}" in wording()


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotWorded):
        say_in("da")("no.such.text")


MONDAY: Day = day("2026-03-09")


@pytest.mark.parametrize(
    ("on", "danish", "english"),
    [
        ("2026-03-06", "3 dage over fristen", "3 days past the deadline"),
        ("2026-03-08", "1 dag over fristen", "1 day past the deadline"),
        ("2026-03-09", "senest i dag", "by today"),
        ("2026-03-10", "senest i morgen", "by tomorrow"),
        ("2026-03-12", "senest på torsdag", "by Thursday"),
        ("2026-03-16", "senest den 16. marts", "by 16 March"),
        ("2027-01-04", "senest den 4. januar 2027", "by 4 January 2027"),
        ("2026-02-11", "3 uger over fristen", "3 weeks past the deadline"),
        ("2025-11-30", "3 måneder over fristen", "3 months past the deadline"),
    ],
)
def test_a_deadline_is_said_as_a_colleague_would(on: str, danish: str, english: str) -> None:
    now = start_of_day(MONDAY) + 29_000_000_000
    assert [DayWords(language, now).due(day(on)) for language in LANGUAGES] == [danish, english]


@pytest.mark.parametrize(
    ("minutes", "said"), [(9 * 60 + 14, "kl. 9.14"), (-30, "i går kl. 23.30"), (-3 * 24 * 60, "den 6. marts kl. 0.00")]
)
def test_a_moment_is_said_in_copenhagen(minutes: int, said: str) -> None:
    words = DayWords("da", start_of_day(MONDAY) + 10 * 3_600_000_000)
    assert words.at(start_of_day(MONDAY) + minutes * 60_000_000) == said
