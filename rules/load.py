"""Reads the lawbook from YAML and refuses what cannot be law: gaps, overlaps, missing references, units, confidence.

Each duty and measure has a file of series; a series governs some groups, and its versions must follow one another day by
day from LAW_START on without end. A version that sets no duty says why: `none` (repealed, never was) or `hole` (not found).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from rules.civil import Day, day, iso
from rules.duties import DUTIES
from rules.law_file import LawbookError, check_keys, listed, nearest, read
from rules.lawbook import ByAge, Hole, Lawbook, MeasureRow, Period, Rule
from rules.load_terms import load_terms
from rules.measures.names import NAMES
from rules.timeline import OPEN
from rules.words import TARGET_GROUPS, Binding, Confidence, During, Owner

LAW_START: Final[Day] = day("2014-01-01")
"""The first day of the law that this lawbook knows."""
LAW_DIRECTORY: Final = Path(__file__).with_name("law")
CELLS: Final = ("dagpenge", "jobparat", *TARGET_GROUPS[2:6], "sygedagpenge-1", *TARGET_GROUPS[6:])

_PERIOD = re.compile(r"(\d+) (day|week|month)s?")
_COMMON: Final = {"from", "until", "reference", "source", "confidence"}
_RULE_KEYS: Final = _COMMON | {
    "form",
    "needed",
    "within",
    "after",
    "every",
    "binding",
    "by-age",
    "direct",
    "while",
    "none",
    "hole",
}
_MEASURE_KEYS: Final = _COMMON | {"months", "needed", "none", "hole"}
_FORMS: Final = {
    "count": {"within"},
    "between": {"after", "within"},
    "every": {"every"},
    "repeated": {"every"},
    "first-offer": {"within"},
    "repeated-offer": {"after", "every"},
}


@lru_cache(maxsize=4)
def load_lawbook(directory: Path = LAW_DIRECTORY) -> Lawbook:
    """The lawbook in a directory. Raises LawbookError."""
    terms, references = load_terms(read(directory / "terms.yaml"), str(directory / "terms.yaml"))
    rules: dict[str, list[Rule]] = {cell: [] for cell in CELLS}
    measures: dict[str, dict[str, list[MeasureRow]]] = {}
    holes: list[Hole] = []
    order = list(DUTIES)
    files = sorted(
        (directory / "duties").glob("*.yaml"), key=lambda path: order.index(path.stem) if path.stem in order else -1
    )
    for path in files:
        book = read(path)
        check_keys(book, {"duty", "owner", "series"}, {"duty", "series"}, str(path))
        _known("duty", book, DUTIES, path)
        if book.get("owner", "jobcentre") not in get_args(Owner):
            raise LawbookError(str(path), book["__line__"], f"owner {book['owner']!r} is none of {get_args(Owner)}")
        for series, cells in _series(book, str(path)):
            for version in series["versions"]:
                for cell in cells:
                    made = _rule(book, series, version, cell, str(path))
                    if isinstance(made, Hole):
                        holes.append(made)
                    else:
                        rules[cell].append(made)
    for path in sorted((directory / "measures").glob("*.yaml")):
        book = read(path)
        check_keys(book, {"measure", "series"}, {"measure", "series"}, str(path))
        _known("measure", book, NAMES, path)
        for series, cells in _series(book, str(path)):
            for version in series["versions"]:
                _check(version, _MEASURE_KEYS, str(path))
                if "none" in version or "hole" in version:
                    holes += [_hole(str(book["measure"]), cell, version) for cell in cells]
                    continue
                for cell in cells:
                    row = _measure(str(book["measure"]), cell, version, str(path))
                    measures.setdefault(row.measure, {}).setdefault(cell, []).append(row)
    return Lawbook(
        rules={cell: tuple(found) for cell, found in rules.items()},
        measures={name: {cell: tuple(rows) for cell, rows in cells.items()} for name, cells in measures.items()},
        terms=terms,
        holes=tuple(holes),
        term_references=references,
    )


def _series(book: dict[str, Any], where: str) -> Iterable[tuple[dict[str, Any], list[str]]]:
    """Each series with its cells, its versions adjoining and no two of one row governing one cell."""
    taken: set[tuple[str, str]] = set()
    for series in listed(book, "series", where):
        check_keys(series, {"groups", "row", "versions"}, {"groups", "versions"}, where)
        for cell in listed(series, "groups", where, of=str):
            if cell not in CELLS:
                raise LawbookError(where, series["__line__"], f"unknown group {cell!r}{nearest(str(cell), CELLS)}")
            if (cell, series.get("row", "")) in taken:
                raise LawbookError(where, series["__line__"], f"a second series for {cell}: name the `row`")
            taken.add((cell, series.get("row", "")))
        expected: Day | None = LAW_START
        for version in listed(series, "versions", where):
            begins, ends = _validity(version, where)
            if expected is None or begins < expected:
                raise LawbookError(where, version["__line__"], "overlaps the version before it")
            if begins > expected:
                raise LawbookError(
                    where, version["__line__"], f"a gap: nothing from {iso(expected)} to {iso(begins - 1)}"
                )
            expected = None if ends == OPEN else ends + 1
        if expected is not None:
            raise LawbookError(where, series["__line__"], f"a gap: nothing from {iso(expected)} on")
        yield series, list(series["groups"])


def _known(what: str, book: dict[str, Any], names: Iterable[str], path: Path) -> None:
    """Refuses a file about what is not known, or about something else than its name says."""
    name, line = str(book[what]), book["__line__"]
    if name not in names:
        raise LawbookError(str(path), line, f"unknown {what} {name!r}{nearest(name, names)}")
    if name != path.stem:
        raise LawbookError(str(path), line, f"{what} {name!r} stands in the file of {path.stem!r}")


def _check(version: dict[str, Any], known: set[str], where: str) -> None:
    """Refuses a version with unknown, missing or ill-typed entries."""
    check_keys(version, known, _COMMON, where)
    line = version["__line__"]
    if version["confidence"] not in get_args(Confidence):
        raise LawbookError(where, line, f"confidence {version['confidence']!r} is none of {get_args(Confidence)}")
    needed = version.get("needed", 1)
    if type(needed) is not int or needed < 1:
        raise LawbookError(where, line, f"needed: {needed!r} is no number of acts")
    if type(version.get("direct", False)) is not bool:
        raise LawbookError(where, line, f"direct: {version['direct']!r} is neither true nor false")


def _validity(version: dict[str, Any], where: str) -> tuple[Day, Day]:
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


def _rule(book: dict[str, Any], series: dict[str, Any], version: dict[str, Any], cell: str, where: str) -> Rule | Hole:
    line = version["__line__"]
    _check(version, _RULE_KEYS, where)
    if "none" in version or "hole" in version:
        return _hole(str(book["duty"]), cell, version)
    form = version.get("form")
    if form not in _FORMS:
        raise LawbookError(where, line, f"unknown form {form!r}{nearest(str(form), _FORMS)}")
    missing = _FORMS[form] - version.keys()
    if missing:
        raise LawbookError(where, line, f"form {form} needs {', '.join(sorted(missing))}")
    if version.get("binding", "person") not in get_args(Binding):
        raise LawbookError(where, line, f"binding {version['binding']!r} is none of {get_args(Binding)}")
    if version.get("while", "mentor") not in get_args(During):
        raise LawbookError(where, line, f"while {version['while']!r} is none of {get_args(During)}")
    if "while" in version and form != "every":
        raise LawbookError(where, line, f"`while` belongs to form every, not to {form}")
    by_age = _by_age(version, where)
    periods = [_period(version, key, where) for key in ("within", "after", "every")]
    return Rule(
        duty=book["duty"],
        cell=cell,
        row=series.get("row", ""),
        form=form,
        from_=version["from"].toordinal(),
        until=_validity(version, where)[1],
        reference=version["reference"],
        source=version["source"],
        confidence=version["confidence"],
        needed=version.get("needed", 1),
        binding=version.get("binding", "person"),
        owner=book.get("owner", "jobcentre"),
        within=_period(version, "within", where),
        after=_period(version, "after", where),
        every=_period(version, "every", where),
        by_age=by_age,
        direct=version.get("direct"),
        during=version.get("while"),
        reach=sum(31 * period.months + period.days for period in periods),
    )


def _by_age(version: dict[str, Any], where: str) -> ByAge | None:
    found = version.get("by-age")
    if found is None:
        return None
    entries = {"under", "from", "within"}
    if not isinstance(found, dict) or not entries <= found.keys() or type(found["under"]) is not type(found["from"]):
        raise LawbookError(where, version["__line__"], "by-age is {under: years, from: years, within: period}")
    check_keys(found, entries, entries, where)
    return ByAge(found["under"], found["from"], _period(found, "within", where))


def _hole(duty: str, cell: str, version: Mapping[str, Any]) -> Hole:
    until = OPEN if version["until"] is None else version["until"].toordinal()
    why = str(version.get("none") or version.get("hole"))
    return Hole(duty, cell, version["from"].toordinal(), until, why, not_found="hole" in version)


def _measure(measure: str, cell: str, version: dict[str, Any], where: str) -> MeasureRow:
    months = version.get("months")
    if not (isinstance(months, list) and len(months) == 2 and months[0] < months[1]):
        raise LawbookError(where, version["__line__"], "`months` is [from, to): two whole months of seniority")
    begins, ends = _validity(version, where)
    return MeasureRow(
        measure=measure,
        cell=cell,
        from_=begins,
        until=ends,
        from_months=months[0],
        to_months=months[1],
        needed=version.get("needed", 1),
        reference=version["reference"],
        source=version["source"],
        confidence=version["confidence"],
    )


def _period(version: Mapping[str, Any], key: str, where: str) -> Period:
    """A period with its unit: `6 weeks`, `3 months`."""
    if key not in version:
        return Period()
    found = _PERIOD.fullmatch(str(version[key]))
    if found is None:
        raise LawbookError(
            where, version["__line__"], f"{key}: {version[key]!r} is no period with its unit (`6 weeks`)"
        )
    amount, unit = int(found[1]), found[2]
    return Period(months=amount) if unit == "month" else Period(days=amount * (7 if unit == "week" else 1))
