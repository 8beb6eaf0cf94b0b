"""Reads the lawbook from YAML and refuses what cannot be law: gaps, overlaps, missing references, units, confidence.

Each duty and measure has a file of series; a series governs some groups, and its versions must follow one another day by
day from LAW_START on without end. A version that sets no duty says why: `none` (repealed, never was) or `hole` (not found).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from rules.amendment import Law, amend, variant_path
from rules.duties import DUTIES
from rules.forms import OFFER_FORMS
from rules.law_file import LawbookError, check_keys, nearest, read
from rules.law_series import CELLS, LAW_START, LawFile, check_cited, place, series_of, validity
from rules.lawbook import ByAge, Hole, Lawbook, MeasureRow, Period, Rule
from rules.load_lists import load_frikommuner, load_norms, load_shares
from rules.load_terms import load_terms
from rules.measured import NAMES
from rules.timeline import OPEN
from rules.words import Binding, During, Owner

__all__ = ["CELLS", "LAW_DIRECTORY", "LAW_START", "STANDING", "load_lawbook"]

_Made = TypeVar("_Made")
_FOLDERS: Final = {"duty": "duties", "measure": "measures"}
LAW_DIRECTORY: Final = Path(__file__).with_name("law")
STANDING: Final = "standing"
"""The law as it stands, no variant of it."""

_PERIOD = re.compile(r"(\d+) (day|week|month)s?")
_RULE_KEYS: Final = {
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
_MEASURE_KEYS: Final = {"months", "needed", "none", "hole"}
_FORMS: Final = {
    "count": {"within"},
    "between": {"after", "within"},
    "every": {"every"},
    "repeated": {"every"},
    "first-offer": {"within"},
    "repeated-offer": {"after", "every"},
}
_ONE_ACT: Final = {"every", *OFFER_FORMS}
"""The forms whose every obligation asks one act."""


@lru_cache(maxsize=16)
def load_lawbook(directory: Path = LAW_DIRECTORY, variant: str = STANDING, own: Path | None = None) -> Lawbook:
    """The lawbook in a directory, amended by somebody's own (a file) and then by a variant. Raises LawbookError."""
    law = _read_law(directory)
    origins = [] if own is None else [amend(law, own)]
    if variant != STANDING:
        origins.append(amend(law, variant_path(directory, variant)))
    terms, references = load_terms(law["term", "terms"])
    rules: dict[str, list[Rule]] = {cell: [] for cell in CELLS}
    measures: dict[str, dict[str, list[MeasureRow]]] = {}
    holes: list[Hole] = []
    for name in DUTIES:
        for made in _versions(law["duty", name], _rule):
            if isinstance(made, Hole):
                holes.append(made)
            else:
                rules[made.cell].append(made)
    for name in sorted(name for kind, name in law if kind == "measure"):
        for row in _versions(law["measure", name], _measure):
            if isinstance(row, Hole):
                holes.append(row)
            else:
                measures.setdefault(name, {}).setdefault(row.cell, []).append(row)
    by_cell = {cell: tuple(found) for cell, found in rules.items()}
    shares = load_shares(law["share", "shares"], by_cell, holes)
    norms = load_norms(law["norm", "norms"], holes)
    frikommuner = load_frikommuner(law["frikommune", "frikommuner"], holes)
    return Lawbook(
        rules=by_cell,
        measures={name: {cell: tuple(rows) for cell, rows in cells.items()} for name, cells in measures.items()},
        terms=terms,
        holes=tuple(holes),
        term_references=references,
        shares=shares,
        norms=norms,
        frikommuner=frikommuner,
        origins=tuple(origins),
    )


def _read_law(directory: Path) -> Law:
    """The files of the law, their series whole. Raises LawbookError."""
    terms = directory / "terms.yaml"
    law: Law = {("term", "terms"): LawFile(str(terms), read(terms))}
    for kind, name in (("share", "shares"), ("norm", "norms"), ("frikommune", "frikommuner")):
        path = directory / f"{name}.yaml"
        law[kind, name] = LawFile(str(path), read(path))
    for kind, known, more in (("duty", DUTIES, {"owner"}), ("measure", NAMES, set[str]())):
        folder = directory / _FOLDERS[kind]
        for path in sorted(folder.glob("*.yaml")):
            file = LawFile(str(path), read(path))
            check_keys(file.book, {kind, "series"} | more, {kind, "series"}, file.where)
            _known(kind, file.book, known, path)
            for _ in series_of(file):
                pass
            law[kind, path.stem] = file
    missing = [name for name in DUTIES if ("duty", name) not in law]
    if missing:
        raise LawbookError(str(directory / "duties"), 0, f"no file about {', '.join(missing)}")
    return law


def _versions(file: LawFile, make: Callable[[dict[str, Any], dict[str, Any], str, str], _Made]) -> Iterator[_Made]:
    """What is made of every version of a file, for each of the cells that it governs."""
    for series, cells in series_of(file):
        for version in series["versions"]:
            for cell in cells:
                yield make(file.book | {"row": series.get("row", "")}, version, cell, place(version, file.where))


def _known(what: str, book: dict[str, Any], names: Iterable[str], path: Path) -> None:
    """Refuses a file about what is not known, or about something else than its name says."""
    name, line = str(book[what]), book["__line__"]
    if name not in names:
        raise LawbookError(str(path), line, f"unknown {what} {name!r}{nearest(name, names)}")
    if name != path.stem:
        raise LawbookError(str(path), line, f"{what} {name!r} stands in the file of {path.stem!r}")
    if book.get("owner", "jobcentre") not in get_args(Owner):
        raise LawbookError(str(path), line, f"owner {book['owner']!r} is none of {get_args(Owner)}")


def _check(version: dict[str, Any], known: set[str], where: str) -> None:
    """Refuses a version with unknown, missing or ill-typed entries."""
    check_cited(version, known, where)
    line = version["__line__"]
    needed = version.get("needed", 1)
    if type(needed) is not int or needed < 1:
        raise LawbookError(where, line, f"needed: {needed!r} is no number of acts")
    if type(version.get("direct", False)) is not bool:
        raise LawbookError(where, line, f"direct: {version['direct']!r} is neither true nor false")


def _rule(book: dict[str, Any], version: dict[str, Any], cell: str, where: str) -> Rule | Hole:
    line = version["__line__"]
    _check(version, _RULE_KEYS, where)
    if "none" in version or "hole" in version:
        return _hole(str(book["duty"]), cell, version)
    form = version.get("form")
    if form not in _FORMS:
        raise LawbookError(where, line, f"unknown form {form!r}{nearest(str(form), _FORMS)}")
    _suits(str(book["duty"]), form, version, where)
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
        row=book["row"],
        form=form,
        from_=version["from"].toordinal(),
        until=validity(version, where)[1],
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
        origin=version.get("__origin__", ""),
        reach=sum(31 * period.months + period.days for period in periods),
    )


def _suits(duty: str, form: str, version: dict[str, Any], where: str) -> None:
    """Refuses a form that its duty cannot have, and what is missing or means nothing in it."""
    line = version["__line__"]
    if form != duty and {form, duty} & OFFER_FORMS:  # an offer duty's form bears its name
        raise LawbookError(where, line, f"form {form} is none of {duty}: offers have forms of their own")
    missing = _FORMS[form] - version.keys()
    if missing:
        raise LawbookError(where, line, f"form {form} needs {', '.join(sorted(missing))}")
    if form in _ONE_ACT and version.get("needed", 1) != 1:
        raise LawbookError(where, line, f"form {form} asks one act at a time: leave `needed` out (null in a change)")


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
    return Hole(
        duty=duty,
        cell=cell,
        from_=version["from"].toordinal(),
        until=until,
        why=why,
        not_found="hole" in version,
        reference=version["reference"],
        source=version["source"],
    )


def _measure(book: dict[str, Any], version: dict[str, Any], cell: str, where: str) -> MeasureRow | Hole:
    _check(version, _MEASURE_KEYS, where)
    if "none" in version or "hole" in version:
        return _hole(str(book["measure"]), cell, version)
    months = version.get("months")
    if not (isinstance(months, list) and len(months) == 2 and months[0] < months[1]):
        raise LawbookError(where, version["__line__"], "`months` is [from, to): two whole months of seniority")
    begins, ends = validity(version, where)
    return MeasureRow(
        measure=book["measure"],
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
