"""The lawbook's contents in the order of a book: chapters of rows, one row a version for the groups that share it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from alerts.wording.words import DUTIES as DUTY_WORDS
from alerts.wording.words import MEASURES as MEASURE_WORDS
from deploy.rulebook.demand import demand, measured
from rules import measures
from rules.civil import Day
from rules.duties import DUTIES
from rules.law_file import read
from rules.lawbook import Hole, Lawbook, MeasureRow, Rule
from rules.load import CELLS, LAW_DIRECTORY
from rules.measured import NAMES
from streams.amount import amount


class Row(msgspec.Struct, frozen=True):
    """One version for the groups that share it. `kind`: rule, share, none (no duty) or hole (nothing was found)."""

    groups: tuple[str, ...]
    from_: Day
    until: Day
    kind: str
    says: str
    reference: str
    source: str
    confidence: str


class Chapter(msgspec.Struct, frozen=True):
    """One duty or measure: its names, what its code says of itself, its rows by group and date."""

    name: str
    danish: str
    english: str
    about: str
    owner: str
    rows: tuple[Row, ...]


class Term(msgspec.Struct, frozen=True):
    """A definition that several rules share; its value as it stands in the file."""

    name: str
    value: str
    unit: str
    reference: str
    source: str
    confidence: str

    def amount(self) -> str:
        """The value with its unit where it is a number: `1 day`, `20 hours a week`; words say themselves what they are."""
        if not self.value.isdecimal():
            return self.value
        noun, *of_what = self.unit.split()
        return " ".join([amount(int(self.value), noun.removesuffix("s")), *of_what])


def duty_chapters(book: Lawbook) -> list[Chapter]:
    """A chapter for each duty, in the lawbook's order."""
    return [
        Chapter(
            name=name,
            danish=DUTY_WORDS[name][0],
            english=DUTY_WORDS[name][1],
            about=_about(f"rules.duties.{_module_of(name)}"),
            owner=next((rule.owner for rules in book.rules.values() for rule in rules if rule.duty == name), ""),
            rows=_rows(
                (rule for rules in book.rules.values() for rule in rules if rule.duty == name),
                (hole for hole in book.holes if hole.duty == name),
            ),
        )
        for name in DUTIES
    ]


def measure_chapters(book: Lawbook) -> list[Chapter]:
    """A chapter for each measure; those without a dated table say what they count in their code alone."""
    return [
        Chapter(
            name=name,
            danish=MEASURE_WORDS[name][0],
            english=MEASURE_WORDS[name][1],
            about=_about_measure(name),
            owner="",
            rows=_rows(
                (row for rows in book.measures.get(name, {}).values() for row in rows),
                (hole for hole in book.holes if hole.duty == name),
            ),
        )
        for name in NAMES
    ]


def terms() -> list[Term]:
    """The shared definitions in the order of their file; one that the law changes stands once for each version."""
    found = read(LAW_DIRECTORY / "terms.yaml")
    return [
        Term(name, value, term["unit"], said["reference"], said["source"], said["confidence"])
        for name, term in found.items()
        if isinstance(term, dict)
        for value, said in _versions(term)
    ]


def _versions(term: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The value of each version of a term, with its days where there are several."""
    if "versions" not in term:
        yield _plain(term["value"]), term
    for version in term.get("versions", ()):
        until = "on" if version["until"] is None else f"to {version['until']}"
        yield f"from {version['from']} {until}: {_plain(version['value'])}", version


def _rows(numbers: Iterable[Rule | MeasureRow], holes: Iterable[Hole]) -> tuple[Row, ...]:
    """Rows with the groups that have the very same version together, by the first group and the first day."""
    made: dict[tuple[object, ...], list[str]] = {}
    for each in numbers:
        says = demand(each) if isinstance(each, Rule) else measured(each)
        kind = "share" if isinstance(each, Rule) and each.binding == "share" else "rule"
        key = (each.from_, each.until, kind, says, each.reference, each.source, each.confidence)
        made.setdefault(key, []).append(each.cell)
    for hole in holes:
        kind = "hole" if hole.not_found else "none"
        confidence = "unverified" if hole.not_found else ""
        missing = (hole.from_, hole.until, kind, hole.why, hole.reference, hole.source, confidence)
        made.setdefault(missing, []).append(hole.cell)
    rows = [Row(_in_order(cells), *key) for key, cells in made.items()]  # type: ignore[arg-type] # the key is the row's other fields
    return tuple(sorted(rows, key=lambda row: (CELLS.index(row.groups[0]), row.from_, row.says)))


def _in_order(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(cells), key=CELLS.index))


def _module_of(duty: str) -> str:
    return "joint_interviews" if duty.startswith("joint-interview") else duty.replace("-", "_")


def _about(module: str) -> str:
    """A module's own words about itself, as running text."""
    return " ".join(inspect.cleandoc(sys.modules[module].__doc__ or "").split())


def _about_measure(name: str) -> str:
    """What the measure's own module says, or its function where one module holds several measures."""
    own = f"rules.measures.{name.replace('-', '_')}"
    if own in sys.modules:
        return _about(own)
    function = getattr(measures, name.replace("-", "_"))
    return " ".join(inspect.cleandoc(function.__doc__ or "").split())


def _plain(value: object) -> str:
    """A value of the file as text, without the marks of its lines."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(each)}" for key, each in value.items() if key != "__line__")
    return ", ".join(_plain(each) for each in value) if isinstance(value, list) else str(value)
