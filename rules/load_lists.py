"""Reads the pools of share duties, the norms and the frikommuner, and refuses what does not fit the rest of the lawbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from rules.duties import DUTIES
from rules.law_file import LawbookError, check_keys, listed, nearest
from rules.law_series import CELLS, LawFile, check_cited, place, validity
from rules.lawbook import Hole, Rule
from rules.lists import Frikommune, Norm, Share, Theme
from rules.measured import NAMES
from rules.municipalities import MUNICIPALITIES

_WHOLE: Final = 100
"""Per cent."""
_SHARE: Final = {"pool", "duties", "groups", "least-percent", "exempt-percent"}
_PERCENT: Final = {"met-percent", "unmet-percent"}
_COUNTS: Final = {"average-months", "months-in-a-row", "least-counted"}
_NORM: Final = {"norm", "measure"} | _PERCENT | _COUNTS | {"none"}
_FRIKOMMUNE: Final = {"programme", "theme", "municipalities"}


def load_shares(file: LawFile, rules: Mapping[str, tuple[Rule, ...]], holes: list[Hole]) -> tuple[Share, ...]:
    """The pools; each rule that binds as a share lies in exactly one of them. Raises LawbookError."""
    shares, lines = [], {}
    for entry, where in _entries(file, "shares", _SHARE):
        check_keys(entry, set(entry), _SHARE, where)
        _known(entry, "duties", "duty", DUTIES, where)
        _known(entry, "groups", "group", CELLS, where)
        begins, ends = validity(entry, where)
        made = Share(
            pool=str(entry["pool"]),
            duties=tuple(entry["duties"]),
            groups=tuple(entry["groups"]),
            from_=begins,
            until=ends,
            least_percent=_percent(entry, "least-percent", where),
            exempt_percent=_percent(entry, "exempt-percent", where),
            reference=entry["reference"],
            source=entry["source"],
            confidence=entry["confidence"],
        )
        shares.append(made)
        lines[made] = (where, int(entry["__line__"]))
        holes += _holes(entry, where, f"share {made.pool}", made.groups)
    bound = [rule for found in rules.values() for rule in found if rule.binding == "share"]
    for rule in bound:
        pools = [share for share in shares if _holds(share, rule)]
        if len(pools) != 1:
            named = ", ".join(share.pool for share in pools) or "none"
            why = f"{rule.version} for {rule.cell} binds as a share and belongs to exactly one pool, not {named}"
            raise LawbookError(file.where, int(file.book["__line__"]), why)
    for share in shares:
        if not any(_holds(share, rule) for rule in bound):
            raise LawbookError(*lines[share], f"pool {share.pool!r} holds no rule that binds as a share")
    return tuple(shares)


def load_norms(file: LawFile, holes: list[Hole]) -> tuple[Norm, ...]:
    """The norms; one whose number is not known is a hole. Raises LawbookError."""
    norms: list[Norm] = []
    for entry, where in _entries(file, "norms", _NORM):
        check_keys(entry, set(entry), {"norm", "measure"}, where)
        line = int(entry["__line__"])
        if entry["measure"] not in NAMES:
            known = nearest(str(entry["measure"]), NAMES)
            raise LawbookError(where, line, f"unknown measure {entry['measure']!r}{known}")
        begins, ends = validity(entry, where)
        if any(norm.norm == entry["norm"] and begins <= norm.until and norm.from_ <= ends for norm in norms):
            raise LawbookError(where, line, f"overlaps another norm {entry['norm']!r}")
        holes += _holes(entry, where, f"norm {entry['norm']}", ("all groups",))
        stated = sorted(_PERCENT & entry.keys())
        if not stated and ("none" in entry or "hole" in entry):
            continue
        if len(stated) != 1:
            raise LawbookError(where, line, "a norm states either `met-percent` or `unmet-percent`")
        norms.append(
            Norm(
                norm=str(entry["norm"]),
                measure=entry["measure"],
                from_=begins,
                until=ends,
                met_percent=_percent(entry, "met-percent", where) if "met-percent" in entry else None,
                unmet_percent=_percent(entry, "unmet-percent", where) if "unmet-percent" in entry else None,
                average_months=_count(entry, "average-months", where),
                months_in_a_row=_count(entry, "months-in-a-row", where),
                least_counted=_count(entry, "least-counted", where),
                reference=entry["reference"],
                source=entry["source"],
                confidence=entry["confidence"],
            )
        )
    return tuple(norms)


def load_frikommuner(file: LawFile, holes: list[Hole]) -> tuple[Frikommune, ...]:
    """One entry for each municipality and theme. Raises LawbookError."""
    found = []
    for entry, where in _entries(file, "frikommuner", _FRIKOMMUNE):
        check_keys(entry, set(entry), _FRIKOMMUNE, where)
        line = int(entry["__line__"])
        if entry["theme"] not in get_args(Theme):
            raise LawbookError(where, line, f"theme {entry['theme']!r} is none of {get_args(Theme)}")
        if not isinstance(entry["municipalities"], dict):
            raise LawbookError(where, line, "`municipalities` is a mapping of codes to names")
        begins, ends = validity(entry, where)
        holes += _holes(entry, where, "frikommuner", ("municipalities",))
        for code, name in entry["municipalities"].items():
            if str(code).startswith("__"):
                continue
            known = MUNICIPALITIES.get(str(code))
            if known is None or known.name != name:
                raise LawbookError(where, line, f"{code!r}: {name!r} is not that municipality's code and name")
            found.append(
                Frikommune(
                    municipality=known.code,
                    programme=entry["programme"],
                    theme=entry["theme"],
                    from_=begins,
                    until=ends,
                    reference=entry["reference"],
                    source=entry["source"],
                    confidence=entry["confidence"],
                )
            )
    return tuple(sorted(found, key=lambda each: (each.municipality, each.from_, each.theme)))


def _entries(file: LawFile, name: str, known: set[str]) -> Iterator[tuple[dict[str, Any], str]]:
    check_keys(file.book, {name}, {name}, file.where)
    for entry in listed(file.book, name, file.where):
        where = place(entry, file.where)
        check_cited(entry, known | {"hole"}, where)
        yield entry, where


def _holds(share: Share, rule: Rule) -> bool:
    if rule.duty not in share.duties or rule.cell not in share.groups:
        return False
    return share.from_ <= rule.from_ and rule.until <= share.until


def _holes(entry: Mapping[str, Any], where: str, what: str, cells: Iterable[str]) -> list[Hole]:
    if "hole" not in entry:
        return []
    begins, ends = validity(entry, where)
    why, reference, source = str(entry["hole"]), entry["reference"], entry["source"]
    return [Hole(what, cell, begins, ends, why, not_found=True, reference=reference, source=source) for cell in cells]


def _known(entry: Mapping[str, Any], key: str, what: str, names: Iterable[str], where: str) -> None:
    for name in listed(entry, key, where, of=str):
        if name not in names:
            raise LawbookError(where, int(entry["__line__"]), f"unknown {what} {name!r}{nearest(name, names)}")


def _percent(entry: Mapping[str, Any], key: str, where: str) -> int:
    value = entry[key]
    if type(value) is not int or not 0 <= value <= _WHOLE:
        raise LawbookError(where, int(entry["__line__"]), f"{key}: {value!r} is no whole number from 0 to {_WHOLE}")
    return value


def _count(entry: Mapping[str, Any], key: str, where: str) -> int:
    value = entry.get(key, 1)
    if type(value) is not int or value < 1:
        raise LawbookError(where, int(entry["__line__"]), f"{key}: {value!r} is no whole number from 1 on")
    return value
