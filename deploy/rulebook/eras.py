"""The days on which the law changes, and what changes on each; worked out from the rows, not kept by hand."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from deploy.rulebook.entries import Chapter, Row
from rules.civil import Day
from rules.load import CELLS, LAW_START


class Change(msgspec.Struct, frozen=True):
    """What one duty or measure becomes for some groups on a day. `kind` and `says`: as of a row."""

    chapter: Chapter
    groups: tuple[str, ...]
    kind: str
    says: str


def changes(chapters: Iterable[Chapter]) -> dict[Day, list[Change]]:
    """By day, those after the lawbook's first; each begins a version that says something else than the one before it."""
    found: dict[Day, list[Change]] = {}
    for chapter in chapters:
        became: dict[tuple[Day, str, str], set[str]] = {}
        for row in chapter.rows:
            if row.from_ > LAW_START and not _same_before(chapter, row):
                became.setdefault((row.from_, row.kind, row.says), set()).update(row.groups)
        for (on, kind, says), groups in became.items():
            in_order = tuple(sorted(groups, key=CELLS.index))
            found.setdefault(on, []).append(Change(chapter, in_order, kind, says))
    return dict(sorted(found.items()))


def _same_before(chapter: Chapter, row: Row) -> bool:
    """Whether every group had the very same demand the day before, under another paragraph."""
    before = {
        group
        for other in chapter.rows
        if other.until == row.from_ - 1 and (other.kind, other.says) == (row.kind, row.says)
        for group in other.groups
    }
    return set(row.groups) <= before
