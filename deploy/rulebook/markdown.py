"""The rulebook as Markdown: a table a duty, made to be compared line by line when the law changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import yaml

from deploy.rulebook.entries import Chapter, Row, duty_chapters, measure_chapters, terms
from deploy.rulebook.eras import Change, changes
from deploy.rulebook.municipal import municipal_chapters
from deploy.rulebook.usage import used_in
from rules.amendment import variant_names
from rules.civil import Day, iso
from rules.lawbook import Lawbook
from rules.load import CELLS, LAW_DIRECTORY
from rules.timeline import OPEN

_HEAD: Final = """# Rulebook

Every number of the law that Rettidig judges by, written by `make docs` from `rules/law` and the docstrings of `rules/duties` and
`rules/measures`; a test compares the two, so a change of the law is a readable difference here. The same as one page with a
timeline: [rulebook.html](rulebook.html). Where the numbers were read and which readings were chosen:
[SOURCES.md](../rules/law/SOURCES.md).

**Confidence.** *sure*: read in the named source. *probable*: a secondary source or a safe inference. *unverified*: memory or a
definition of ours. A **hole** is where nothing was found: there is no obligation, and it has a name. An obligation belongs to the
version in whose validity its due date lies.
"""
_ROW_HEAD: Final = "| groups | due dates | demand | reference | source | confidence |\n|---|---|---|---|---|---|\n"
NO_ROWS: Final = "No dated table: it counts the same in every era."
_KIND_WORDS: Final = {"none": "no duty: ", "hole": "**hole**: "}


def rulebook(book: Lawbook) -> str:
    """The whole page."""
    return "\n".join(_parts(book)) + "\n"


def _parts(book: Lawbook) -> Iterator[str]:
    duties, measures = duty_chapters(book), measure_chapters(book)
    yield _HEAD
    yield "## When the law changes\n"
    for on, found in changes([*duties, *measures]).items():
        yield f"**{iso(on)}**\n"
        for change in found:
            yield f"- {change.chapter.english}, {groups_words(change.groups)}: {says(change)}"
        yield ""
    yield "## Duties\n"
    for chapter in duties:
        yield chapter_markdown(chapter)
    yield "## Measures\n"
    for chapter in measures:
        yield chapter_markdown(chapter)
    yield "## Municipalities\n"
    municipal = municipal_chapters(book)
    for chapter in municipal:
        yield chapter_markdown(chapter)
    yield "## Shared terms\n"
    yield "| term | value | unit | reference | source | confidence | used in |\n|---|---|---|---|---|---|---|"
    for term in terms():
        cells = (f"`{term.name}`", term.value, term.unit, term.reference, term.source, term.confidence)
        yield f"| {' | '.join(map(escaped, cells))} | {', '.join(f'`{path}`' for path in used_in(term.name))} |"
    yield "\n## Variants\n"
    yield "Readings that somebody holds, for comparison (`rettidig replay --law NAME`); none of them is the standing law.\n"
    yield "| variant | what it is |\n|---|---|"
    for name in variant_names(LAW_DIRECTORY):
        yield f"| `{name}` | {escaped(about_variant(name))} |"
    yield "\n## What is not sure\n"
    yield from unsure_lines([*duties, *measures, *municipal])


def about_variant(name: str) -> str:
    """What a variant's file says it is."""
    path: Path = LAW_DIRECTORY / "variants" / f"{name}.yaml"
    return str(yaml.safe_load(path.read_text("utf-8"))["about"])


def chapter_markdown(chapter: Chapter) -> str:
    """One duty or measure: what it is, and its versions as a table."""
    head = f"### {chapter.english} · {chapter.danish} (`{chapter.name}`)\n\n{about(chapter)}\n"
    if not chapter.rows:
        return f"{head}\n{NO_ROWS}\n"
    return f"{head}\n{_ROW_HEAD}{''.join(f'{line}{chr(10)}' for line in _lines(chapter.rows))}"


def about(chapter: Chapter) -> str:
    """What it is, and whose."""
    owner = " The a-kasse's: shown, never alerted." if chapter.owner == "a-kasse" else ""
    return f"{chapter.about}{owner}"


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        cells = (
            groups_words(row.groups),
            period(row.from_, row.until),
            says(row),
            row.reference,
            row.source,
            row.confidence,
        )
        yield f"| {' | '.join(map(escaped, cells))} |"


def unsure_lines(chapters: Iterable[Chapter]) -> Iterator[str]:
    """A line for every number that is not sure and every hole."""
    for chapter in chapters:
        for row in chapter.rows:
            if row.confidence not in ("sure", ""):
                what = "hole" if row.kind == "hole" else row.confidence
                when = period(row.from_, row.until)
                yield f"- {what}: {chapter.english}, {groups_words(row.groups)}, {when}: {escaped(row.says)} ({escaped(row.source)})"


def period(begins: Day, ends: Day) -> str:
    """`2014-01-01 – 2019-12-31`; without an end `from …`."""
    return f"from {iso(begins)}" if ends == OPEN else f"{iso(begins)} – {iso(ends)}"


def says(row: Row | Change) -> str:
    """What is demanded, or that nothing is, or that nothing was found."""
    return f"{_KIND_WORDS.get(row.kind, '')}{row.says}"


def groups_words(groups: Iterable[str]) -> str:
    """The groups; all of them are said in a word."""
    named = tuple(groups)
    return "all groups" if named == CELLS else ", ".join(named)


def escaped(text: str) -> str:
    """Text that a cell of a table can hold."""
    return text.replace("|", "\\|").replace("\n", " ")
