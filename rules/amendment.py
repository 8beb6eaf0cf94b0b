"""Amends the law as read: a variant for comparison, or somebody's own lawbook; knows where a change goes, not what it means.

A change names what it amends (a duty, a measure, a norm or a term), for which groups and days, and must state reference, source and
confidence of its own. Versions are cut at its first and last day, so what it does not name stays as it was. What it amends
carries its origin in the reference, so that nobody takes it for the standing law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from rules.law_file import LawbookError, check_keys, listed, nearest, read
from rules.law_series import LawFile, check_cited, validity

Law = dict[tuple[str, str], LawFile]
"""The files of the law by kind and name; the terms are ("term", "terms")."""
DATED: Final = ("duty", "measure")
_KINDS: Final = (*DATED, "term", "norm")
_STATED: Final = {"set", "reference", "source", "confidence"}
_ONE_DAY: Final = timedelta(days=1)
_NO_NUMBER: Final = {"none", "hole"}
_NUMBERS: Final = {"form", "months", "met-percent", "unmet-percent"}
"""A version has one of these or says why it has not."""


def variant_path(directory: Path, name: str) -> Path:
    """The file of a variant. Raises LawbookError for a name that there is no file for."""
    path = directory / "variants" / f"{name}.yaml"
    if not path.is_file():
        known = variant_names(directory)
        raise LawbookError(
            str(directory / "variants"),
            0,
            f"no variant {name!r}{nearest(name, known)}; there are {', '.join(known)}",
        )
    return path


def variant_names(directory: Path) -> list[str]:
    """The variants of a lawbook, sorted."""
    return sorted(path.stem for path in (directory / "variants").glob("*.yaml"))


def amend(law: Law, path: Path) -> str:
    """Amend the law by the changes in a file, in their order; returns the origin. Raises LawbookError."""
    where, book = str(path), read(path)
    check_keys(book, {"variant", "lawbook", "about", "changes"}, {"about", "changes"}, where)
    said = [key for key in ("variant", "lawbook") if key in book]
    if len(said) != 1 or not str(book[said[0]]).strip():
        raise LawbookError(where, int(book["__line__"]), "says either `variant: name` or `lawbook: whose it is`")
    if said == ["variant"] and book["variant"] != path.stem:
        raise LawbookError(where, int(book["__line__"]), f"variant {book['variant']!r} stands in {path.name}")
    origin = f"variant {book['variant']}" if said == ["variant"] else str(book["lawbook"]).strip()
    for change in listed(book, "changes", where):
        _change(law, change, where, origin)
    return origin


def _change(law: Law, change: dict[str, Any], where: str, origin: str) -> None:
    line = int(change["__line__"])
    named = [kind for kind in _KINDS if kind in change]
    if len(named) != 1:
        raise LawbookError(where, line, f"names one thing to amend, of {', '.join(_KINDS)}")
    kind = named[0]
    name = str(change[kind])
    if not isinstance(change.get("set", {}), dict):
        raise LawbookError(where, line, "`set` is a mapping of what becomes different")
    if kind == "term":
        _amend_term(law["term", "terms"], name, change, where, origin)
        return
    if kind == "norm":
        check_cited(change, {"norm", "set"}, where)
        check_keys(change, set(change), {"set"}, where)
        _amend_norm(law["norm", "norms"], name, change, where, origin)
        return
    check_cited(change, {kind, "groups", "row", "set"}, where)
    check_keys(change, set(change), {"set", "groups"}, where)
    file = law.get((kind, name))
    if file is None:
        known = [known for of, known in law if of == kind]
        raise LawbookError(where, line, f"unknown {kind} {name!r}{nearest(name, known)}")
    _amend_series(file, change, where, origin)


def _amend_term(file: LawFile, name: str, change: Mapping[str, Any], where: str, origin: str) -> None:
    term = file.book.get(name)
    if not isinstance(term, dict):
        known = [known for known in file.book if not known.startswith("__")]
        raise LawbookError(where, int(change["__line__"]), f"unknown term {name!r}{nearest(name, known)}")
    if "versions" not in term:
        check_keys(change, _STATED | {"term"}, _STATED, where)
        file.book[name] = {**term, **_said(change, where, origin)}
        return
    check_cited(change, {"term", "set"}, where)
    check_keys(change, set(change), {"set"}, where)
    versions = [piece for version in term["versions"] for piece in _pieces(version, change, where, origin)]
    file.book[name] = {**term, "versions": versions}


def _amend_norm(file: LawFile, name: str, change: Mapping[str, Any], where: str, origin: str) -> None:
    entries = listed(file.book, "norms", file.where)
    names = [str(entry["norm"]) for entry in entries]
    if name not in names:
        raise LawbookError(where, int(change["__line__"]), f"unknown norm {name!r}{nearest(name, names)}")
    file.book["norms"] = [
        piece
        for entry in entries
        for piece in (_pieces(entry, change, where, origin) if entry["norm"] == name else (entry,))
    ]


def _amend_series(file: LawFile, change: Mapping[str, Any], where: str, origin: str) -> None:
    """Amend the versions of the change's row and groups; groups that share a series with others get one of their own."""
    row, left = change.get("row", ""), list(listed(change, "groups", where, of=str))
    series_list = file.book["series"]
    for series in list(series_list):
        groups = [group for group in series["groups"] if group in left]
        if not groups or series.get("row", "") != row:
            continue
        others = [group for group in series["groups"] if group not in groups]
        versions = [piece for version in series["versions"] for piece in _pieces(version, change, where, origin)]
        if others:
            series["groups"] = others
            series_list.append({**series, "groups": groups, "versions": versions})
        else:
            series["versions"] = versions
        left = [group for group in left if group not in groups]
    if left:
        of_row = f" with row {row!r}" if row else ""
        raise LawbookError(where, int(change["__line__"]), f"nothing{of_row} to amend for {', '.join(left)}")


def _pieces(version: Mapping[str, Any], change: Mapping[str, Any], where: str, origin: str) -> Iterator[dict[str, Any]]:
    """A version cut at the change's first and last day, the part inside amended."""
    first, last = validity(version, where)
    begins, ends = validity(change, where)
    if last < begins or ends < first:
        yield dict(version)
        return
    if first < begins:
        yield {**version, "until": date.fromordinal(begins) - _ONE_DAY}
    said = _said(change, where, origin)
    inside = {key: value for key, value in version.items() if not (key in _NO_NUMBER and said.keys() & _NUMBERS)}
    inside |= said | {
        "from": max(version["from"], change["from"]),
        "until": version["until"] if last <= ends else change["until"],
    }
    if inside.keys() & _NO_NUMBER and not said.keys() & _NO_NUMBER:
        raise LawbookError(
            where, int(change["__line__"]), "there the law has no number: set its `form`, `months` or percentage too"
        )
    yield {key: value for key, value in inside.items() if value is not None or key == "until"}
    if ends < last:
        yield {**version, "from": date.fromordinal(ends) + _ONE_DAY}


def _said(change: Mapping[str, Any], where: str, origin: str) -> dict[str, Any]:
    """What an amended version or term says instead, and where that stands."""
    return {
        **change["set"],
        "reference": f"{change['reference']} ({origin})",
        "source": change["source"],
        "confidence": change["confidence"],
        "__line__": change["__line__"],
        "__where__": where,
        "__origin__": origin,
    }
