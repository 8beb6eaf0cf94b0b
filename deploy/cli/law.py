"""`rettidig law check`: is the lawbook sound, and what in it is missing or not sure?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from rules.amendment import variant_names
from rules.civil import Day, iso
from rules.lawbook import Lawbook
from rules.lists import Frikommune, Norm, Share
from rules.load import LAW_DIRECTORY, load_lawbook
from rules.timeline import OPEN

app = App(name="law", help="Look at the lawbook, the law's numbers as dated data")


@app.command
def check(
    directory: Annotated[Path, Parameter(help="The lawbook's directory")] = LAW_DIRECTORY,
    lawbook: Annotated[Path | None, Parameter(help="A lawbook of your own that amends the law")] = None,
) -> int:
    """Read the whole lawbook and its variants; name every hole in it and every rule that is not sure.

    Exit status: 0 sound, 2 it can't be law: file, line and reason are named.
    """
    book = load_lawbook(directory, own=lawbook)
    variants = variant_names(directory)
    for variant in variants:
        load_lawbook(directory, variant=variant)
    _say("holes: nothing was found, so there is no obligation, count or mark", _holes(book))
    _say("not sure", _unsure(book))
    rules = {(rule.duty, rule.row, rule.from_, rule.reference) for found in book.rules.values() for rule in found}
    print(f"sound: {len(rules)} rules for {len(book.rules)} groups, {len(book.term_references)} shared terms")
    print(f"variants: {', '.join(variants)}")
    for origin in book.origins:
        print(f"amended by: {origin}")
    return 0


def _holes(book: Lawbook) -> dict[str, list[str]]:
    holes: dict[str, list[str]] = defaultdict(list)
    for hole in book.holes:
        if hole.not_found:
            holes[f"{hole.duty}, {_period(hole.from_, hole.until)}: {hole.why}"].append(hole.cell)
    return holes


def _unsure(book: Lawbook) -> dict[str, list[str]]:
    unsure: dict[str, list[str]] = defaultdict(list)
    for cell, found in book.rules.items():
        for rule in found:
            if rule.confidence != "sure":
                unsure[f"{rule.confidence}: {rule.duty}, {_period(rule.from_, rule.until)}: {rule.source}"].append(cell)
    for measure, cells in book.measures.items():
        for cell, rows in cells.items():
            for row in rows:
                if row.confidence != "sure":
                    unsure[f"{row.confidence}: {measure}, {_period(row.from_, row.until)}: {row.source}"].append(cell)
    for line, cell in _of_municipalities(book):
        unsure[line].append(cell)
    for name, (reference, confidence) in book.term_references.items():
        if confidence != "sure":
            unsure[f"{confidence}: {name}: {reference}"].append("all groups")
    return unsure


def _of_municipalities(book: Lawbook) -> Iterator[tuple[str, str]]:
    """The pools, norms and trials that are not sure, each with the groups or municipalities that it is about."""
    named: list[tuple[Share | Norm | Frikommune, str, tuple[str, ...]]]
    named = [(each, f"share {each.pool}", each.groups) for each in book.shares]
    named += [(each, f"norm {each.norm}", ("all groups",)) for each in book.norms]
    named += [(each, f"{each.programme}, {each.theme}", (each.municipality,)) for each in book.frikommuner]
    for each, what, cells in named:
        if each.confidence != "sure":
            line = f"{each.confidence}: {what}, {_period(each.from_, each.until)}: {each.source}"
            yield from ((line, cell) for cell in cells)


def _period(begins: Day, ends: Day) -> str:
    return f"{iso(begins)} to {'further notice' if ends == OPEN else iso(ends)}"


def _say(title: str, found: dict[str, list[str]]) -> None:
    print(title)
    for line, cells in sorted(found.items()):
        print(f"  {line}")
        print(f"    {', '.join(cells)}")
