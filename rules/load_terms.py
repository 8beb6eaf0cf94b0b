"""Reads the terms that duties and measures share; each has a value with its unit, a reference and a confidence."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from rules.civil import Day
from rules.dated import Dated
from rules.law_file import LawbookError, check_keys, listed
from rules.law_series import LawFile, adjoin, check_cited, place
from rules.lookback import Lookback
from rules.terms import Terms
from rules.words import Benefit, Confidence

_NUMBERS: Final = {
    "hours-a-week": "hours a week",
    **{unit: unit for unit in ("days", "weeks", "months", "hours", "interviews")},
}
"""The unit of a number by the end of its name."""
_OTHERS: Final = {"national-stops": "periods", "renamed-by-law": "dates"}
"""The units of what is no number, where they are not words."""
_KEYS: Final = {"value", "unit", "reference", "source", "confidence"}


class _Renamed(msgspec.Struct, forbid_unknown_fields=True):
    """A benefit that the law gave new names on a day."""

    former: Benefit
    new: list[Benefit]
    since: Day


_TYPES: Final[dict[str, Any]] = {
    name.replace("_", "-"): kind
    for name, kind in get_type_hints(Terms).items()
    if name not in ("renamings", "passive_back", "measure_back")
} | {"renamed-by-law": list[_Renamed]}


def load_terms(file: LawFile) -> tuple[Terms, dict[str, tuple[str, Confidence]]]:
    """The terms and, by name, their reference and confidence. Raises LawbookError with the line."""
    check_keys(file.book, set(_TYPES), set(_TYPES), file.where)
    values: dict[str, Any] = {}
    references: dict[str, tuple[str, Confidence]] = {}
    for name, kind in _TYPES.items():
        term = file.book[name]
        if not isinstance(term, dict):
            said = ", ".join(sorted(_KEYS))
            raise LawbookError(file.where, int(file.book["__line__"]), f"{name} is a mapping of {said}")
        read_one = _dated if get_origin(kind) is Dated else _undated
        values[name], references[name] = read_one(name, term, kind, place(term, file.where))
    renamed: list[_Renamed] = values.pop("renamed-by-law")
    renamings = {(each.former, new): each.since for each in renamed for new in each.new}
    named = {name.replace("-", "_"): value for name, value in values.items()}
    passive = Lookback(named["passive_months"], named["passive_window_weeks"], named["passive_support_weeks"])
    return Terms(
        renamings=renamings, passive_back=passive, measure_back=Lookback(named["measure_months"]), **named
    ), references


def _undated(name: str, term: dict[str, Any], kind: Any, where: str) -> tuple[Any, tuple[str, Confidence]]:
    """The value of a term that is the same in every era, with its reference and confidence."""
    check_keys(term, _KEYS, _KEYS, where)
    value = _value(name, term, kind, where)
    _check_unit(name, term, value, where)
    if term["confidence"] not in get_args(Confidence):
        line = int(term["__line__"])
        raise LawbookError(where, line, f"confidence {term['confidence']!r} is none of {get_args(Confidence)}")
    return value, (term["reference"], term["confidence"])


def _dated(name: str, term: dict[str, Any], kind: Any, where: str) -> tuple[Any, tuple[str, Confidence]]:
    """The versions of a term that the law changes; its references together, and how sure the least sure of them is."""
    check_keys(term, {"unit", "versions"}, {"unit", "versions"}, where)
    versions = listed(term, "versions", where)
    adjoin(versions, where, int(term["__line__"]))
    made: list[tuple[Day, Any]] = []
    references: list[str] = []
    least: Confidence = "sure"
    for version in versions:
        stands_in = place(version, where)
        check_cited(version, {"value"}, stands_in)
        value = _value(name, version, get_args(kind)[0], stands_in)
        made.append((version["from"].toordinal(), value))
        references.append(str(version["reference"]))
        least = max(least, version["confidence"], key=get_args(Confidence).index)
    _check_unit(name, term, made[0][1], where)
    return Dated(tuple(made)), ("; ".join(dict.fromkeys(references)), least)


def _value(name: str, said: dict[str, Any], kind: Any, where: str) -> Any:
    check_keys(said, set(said), {"value"}, where)
    try:
        return msgspec.convert(_plain(said["value"]), kind)
    except msgspec.ValidationError as error:
        raise LawbookError(where, int(said["__line__"]), f"{name}: {error}") from error


def _check_unit(name: str, term: dict[str, Any], value: Any, where: str) -> None:
    unit = _unit_of(name, value)
    if term["unit"] != unit:
        raise LawbookError(where, int(term["__line__"]), f"{name} counts in {unit}, not {term['unit']!r}")


def _unit_of(name: str, value: Any) -> str:
    """The unit that a term has to state, so that nobody counts days as months."""
    if isinstance(value, int):
        return next(unit for end, unit in _NUMBERS.items() if name.endswith(end))
    return _OTHERS.get(name, "words")


def _plain(value: Any) -> Any:
    """Days as ordinals, without line marks."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != "__line__"}
    return value
