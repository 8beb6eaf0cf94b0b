"""Dated versions: each series of a law file must follow on day by day from the lawbook's first day, without end; knows no duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

import msgspec

from rules.civil import Day, day, iso
from rules.law_file import LawbookError, check_keys, listed, nearest
from rules.timeline import OPEN
from rules.words import TARGET_GROUPS, Confidence

LAW_START: Final[Day] = day("2014-01-01")
"""The first day of the law that this lawbook knows."""
CELLS: Final = ("dagpenge", "jobparat", *TARGET_GROUPS[2:6], "sygedagpenge-1", *TARGET_GROUPS[6:])
CITED: Final = {"from", "until", "reference", "source", "confidence"}
"""What every version states."""


class LawFile(msgspec.Struct):
    """A file of the law as read; `where` is its path for refusals."""

    where: str
    book: dict[str, Any]


def series_of(file: LawFile) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each series with its cells, its versions adjoining and no two of one row governing one cell. Raises LawbookError."""
    taken: set[tuple[str, str]] = set()
    for series in listed(file.book, "series", file.where):
        check_keys(series, {"groups", "row", "versions"}, {"groups", "versions"}, file.where)
        for cell in listed(series, "groups", file.where, of=str):
            if cell not in CELLS:
                raise LawbookError(file.where, series["__line__"], f"unknown group {cell!r}{nearest(str(cell), CELLS)}")
            if (cell, series.get("row", "")) in taken:
                raise LawbookError(file.where, series["__line__"], f"a second series for {cell}: name the `row`")
            taken.add((cell, series.get("row", "")))
        adjoin(listed(series, "versions", file.where), file.where, series["__line__"])
        yield series, list(series["groups"])


def adjoin(versions: Sequence[dict[str, Any]], where: str, line: int) -> None:
    """Refuses a gap or an overlap between versions, before the first and after the last."""
    expected: Day | None = LAW_START
    for version in versions:
        begins, ends = validity(version, where)
        if expected is None or begins < expected:
            raise LawbookError(where, version["__line__"], "overlaps the version before it")
        if begins > expected:
            raise LawbookError(where, version["__line__"], f"a gap: nothing from {iso(expected)} to {iso(begins - 1)}")
        expected = None if ends == OPEN else ends + 1
    if expected is not None:
        raise LawbookError(where, line, f"a gap: nothing from {iso(expected)} on")


def validity(version: Mapping[str, Any], where: str) -> tuple[Day, Day]:
    """First and last day of a version. Raises LawbookError."""
    for key in ("from", "until"):
        if key not in version:
            raise LawbookError(where, version["__line__"], f"`{key}` is missing")
    begins, ends = version["from"], version["until"]
    if not isinstance(begins, date) or not (ends is None or isinstance(ends, date)):
        raise LawbookError(where, version["__line__"], "`from` and `until` are days (until: null for no end)")
    last = OPEN if ends is None else ends.toordinal()
    if last < begins.toordinal():
        raise LawbookError(where, version["__line__"], "ends before it begins")
    return begins.toordinal(), last


def check_cited(version: Mapping[str, Any], known: set[str], where: str) -> None:
    """Refuses a version with unknown entries, or without its dates, reference, source and confidence."""
    check_keys(version, known | CITED, CITED, where)
    if version["confidence"] not in get_args(Confidence):
        line = int(version["__line__"])
        raise LawbookError(where, line, f"confidence {version['confidence']!r} is none of {get_args(Confidence)}")


def place(version: Mapping[str, Any], where: str) -> str:
    """The file in which a version stands: its own, or that of the amendment that states it."""
    return str(version.get("__where__", where))
