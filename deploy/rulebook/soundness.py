"""What in the lawbook is not sure or was not found, and where each is used; decides nothing."""

from __future__ import annotations

import msgspec

from deploy.rulebook.entries import duty_chapters, measure_chapters
from deploy.rulebook.markdown import groups_words, period
from deploy.rulebook.municipal import municipal_chapters
from deploy.rulebook.usage import used_in
from rules.lawbook import Lawbook


class Doubt(msgspec.Struct, frozen=True):
    """`what`: hole, unverified or probable. `used`: which groups it judges, and by what."""

    what: str
    name: str
    period: str
    says: str
    source: str
    used: str


def doubts(book: Lawbook) -> list[Doubt]:
    """Holes, numbers and terms that are not sure, in the book's order."""
    found = []
    for kind, chapters in (
        ("duty", duty_chapters(book)),
        ("measure", measure_chapters(book)),
        ("list", municipal_chapters(book)),
    ):
        for chapter in chapters:
            for row in chapter.rows:
                if row.confidence not in ("sure", ""):
                    what = "hole" if row.kind == "hole" else row.confidence
                    groups = groups_words(row.groups)
                    used = f"no {kind} for {groups}" if what == "hole" and kind != "list" else f"{kind} of {groups}"
                    when = period(row.from_, row.until)
                    found.append(Doubt(what, chapter.name, when, row.says, f"{row.reference}; {row.source}", used))
    for name, (reference, confidence) in book.term_references.items():
        if confidence != "sure":
            used = f"all groups, in {', '.join(used_in(name))}"
            found.append(Doubt(confidence, name, "", "shared term", reference, used))
    return found
