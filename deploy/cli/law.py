"""`rettidig law`: the lawbook, listed, shown, written as a book, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from deploy.gathering import AskedWrongly
from deploy.paper import entry
from deploy.rulebook.entries import Chapter, Term, duty_chapters, measure_chapters, terms
from deploy.rulebook.fallen_between import fallen_between
from deploy.rulebook.markdown import NO_ROWS, about, groups_words, period, rulebook, says
from deploy.rulebook.municipal import municipal_chapters
from deploy.rulebook.page import rulebook_page
from deploy.rulebook.soundness import Doubt, doubts
from deploy.rulebook.usage import used_in
from deploy.why_sheet import width
from rules.amendment import variant_names
from rules.duties import DUTIES
from rules.law_file import nearest
from rules.lawbook import Lawbook
from rules.load import LAW_DIRECTORY, load_lawbook
from rules.measured import NAMES

app = App(name="law", help="Look at the lawbook, the law's numbers as dated data")

OwnLawbook = Annotated[Path | None, Parameter(help="A lawbook of your own that amends the law")]


@app.command(name="list")
def list_(lawbook: OwnLawbook = None) -> int:
    """Name every duty, measure and shared term, with how many versions it has and how sure they are."""
    book = load_lawbook(own=lawbook)
    for title, chapters in (
        ("duties", duty_chapters(book)),
        ("measures", measure_chapters(book)),
        ("municipalities", municipal_chapters(book)),
    ):
        print(title)
        for chapter in chapters:
            _print(f"  {chapter.name:<22}", f"{chapter.english}: {_tally(chapter)}")
    print("shared terms")
    for term in terms():
        print(f"  {term.name:<26}{_cut(term.amount(), 38):<40}{term.confidence}")
    print("variants")
    _print("  ", ", ".join(variant_names(LAW_DIRECTORY)))
    return 0


@app.command
def show(
    rule: Annotated[str, Parameter(help="A duty, a measure or a shared term, by its name in `law list`")],
    lawbook: OwnLawbook = None,
) -> int:
    """Show one duty, measure or term: every version with its groups, dates, demand, paragraph, source and confidence."""
    book = load_lawbook(own=lawbook)
    for chapter in (*duty_chapters(book), *measure_chapters(book), *municipal_chapters(book)):
        if chapter.name == rule:
            _print_chapter(chapter)
            return 0
    versions = [term for term in terms() if term.name == rule]
    for term in versions:
        _print_term(term)
    if versions:
        return 0
    known = (*DUTIES, *NAMES, *(chapter.name for chapter in municipal_chapters(book)), *(term.name for term in terms()))
    raise AskedWrongly(f"the lawbook has no {rule!r}{nearest(rule, known)}")


@app.command(name="rulebook")
def write(
    *,
    format: Annotated[
        Literal["markdown", "html"], Parameter(help="Text, or one page that needs nothing else")
    ] = "markdown",
    out: Annotated[Path | None, Parameter(help="Write to this file instead of standard output")] = None,
    lawbook: OwnLawbook = None,
) -> int:
    """Write the whole lawbook as a book; the repository's own copies are docs/rulebook.md and docs/rulebook.html."""
    book = load_lawbook(own=lawbook)
    text = rulebook(book) if format == "markdown" else rulebook_page(book)
    if out is None:
        print(text, end="")
        return 0
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise AskedWrongly(f"--out: {out} can't be written: {error.strerror}") from error
    return 0


@app.command
def check(
    directory: Annotated[Path, Parameter(help="The lawbook's directory")] = LAW_DIRECTORY,
    lawbook: OwnLawbook = None,
) -> int:
    """Read the whole lawbook and its variants; name every hole and every number that is not sure, and where each is used.

    Exit status: 0 sound, 2 it can't be law: file, line and reason are named.
    """
    _must_be_a_lawbooks(directory)
    book = load_lawbook(directory, own=lawbook)
    variants = variant_names(directory)
    for variant in variants:
        load_lawbook(directory, variant=variant)
    found = doubts(book)
    _say(
        "holes: nothing was found, so there is no obligation, count or mark",
        [each for each in found if each.what == "hole"],
    )
    _say("not sure", [each for each in found if each.what != "hole"])
    between = fallen_between(book)
    if between:
        print("between two versions: neither asks anything of them")
    for line in between:
        _print("  ", line)
    _print_sum(book, found)
    _print("variants: ", ", ".join(variants))
    for origin in book.origins:
        _print("amended by: ", str(origin))
    return 0


def _must_be_a_lawbooks(directory: Path) -> None:
    """Raises AskedWrongly with what to say instead."""
    if directory.is_file():
        raise AskedWrongly(
            f"{directory} is a file: a lawbook of your own is checked by `law check --lawbook {directory}`"
        )
    if not (directory / "terms.yaml").exists():
        raise AskedWrongly(
            f"{directory} is no lawbook's directory, there is no terms.yaml in it; without one the law that ships is checked"
        )


def _say(title: str, found: list[Doubt]) -> None:
    print(title)
    for each in found:
        _print("  ", f"{each.what}: {each.name}{f', {each.period}' if each.period else ''}: {each.says}")
        _print("    ", each.source)
        _print("    ", each.used)


def _print_sum(book: Lawbook, found: list[Doubt]) -> None:
    rules = {(rule.duty, rule.row, rule.from_, rule.reference) for rules in book.rules.values() for rule in rules}
    counts = {what: sum(each.what == what for each in found) for what in ("hole", "unverified", "probable")}
    _print(
        "",
        f"sound: {len(rules)} rules for {len(book.rules)} groups, {len(book.term_references)} shared terms; "
        f"{counts['hole']} holes, {counts['unverified']} unverified, {counts['probable']} probable",
    )


def _tally(chapter: Chapter) -> str:
    if not chapter.rows:
        return "the same in every era"
    rules = [row for row in chapter.rows if row.kind in ("rule", "share")]
    holes = sum(row.kind == "hole" for row in chapter.rows)
    unsure = sum(row.confidence != "sure" for row in rules)
    said = [f"{len(rules)} version{'s' if len(rules) != 1 else ''}"]
    said += [f"{unsure} not sure"] if unsure else []
    said += [f"{holes} hole{'s' if holes != 1 else ''}"] if holes else []
    return ", ".join(said)


def _print_chapter(chapter: Chapter) -> None:
    _print("", f"{chapter.english} · {chapter.danish} ({chapter.name})")
    _print("  ", about(chapter))
    if not chapter.rows:
        _print("  ", NO_ROWS)
    for row in chapter.rows:
        _print(f"{period(row.from_, row.until)}: ", says(row).replace("**", ""))
        _print("  groups      ", groups_words(row.groups))
        _print("  reference   ", row.reference)
        _print("  source      ", row.source)
        _print("  confidence  ", row.confidence)


def _print_term(term: Term) -> None:
    _print("", f"{term.name}: {term.amount()}")
    _print("  reference   ", term.reference)
    _print("  source      ", term.source)
    _print("  confidence  ", term.confidence)
    _print("  used in     ", ", ".join(used_in(term.name)))


def _print(lead: str, text: str) -> None:
    for line in entry(lead, text, width()):
        print(line)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
