"""Reads the terms that duties and measures share; each has a value with its unit, a reference and a confidence."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args, get_type_hints

import msgspec

from rules.civil import Day
from rules.law_file import LawbookError, check_keys
from rules.law_series import LawFile, place
from rules.lookback import Lookback
from rules.terms import Terms
from rules.words import Benefit, Confidence

_NUMBERS: Final = {
    "hours-a-week": "hours a week",
    **{unit: unit for unit in ("days", "weeks", "months", "hours", "interviews")},
}
"""The unit of a number by the end of its name."""
_OTHERS: Final = {"national-stops": "periods", "offer-kinds-until": "dates", "renamed-by-law": "dates"}
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
    book, standing_in = file.book, file.where
    check_keys(book, set(_TYPES), set(_TYPES), standing_in)
    values: dict[str, Any] = {}
    references: dict[str, tuple[str, Confidence]] = {}
    for name, kind in _TYPES.items():
        term = book[name]
        if not isinstance(term, dict):
            raise LawbookError(standing_in, int(book["__line__"]), f"{name} is a mapping of {', '.join(sorted(_KEYS))}")
        where, line = place(term, standing_in), int(term["__line__"])
        check_keys(term, _KEYS, _KEYS, where)
        try:
            values[name] = msgspec.convert(_plain(term["value"]), kind)
        except msgspec.ValidationError as error:
            raise LawbookError(where, line, f"{name}: {error}") from error
        if term["unit"] != _unit_of(name, values[name]):
            raise LawbookError(where, line, f"{name} counts in {_unit_of(name, values[name])}, not {term['unit']!r}")
        if term["confidence"] not in get_args(Confidence):
            raise LawbookError(where, line, f"confidence {term['confidence']!r} is none of {get_args(Confidence)}")
        references[name] = (term["reference"], term["confidence"])
    renamed: list[_Renamed] = values.pop("renamed-by-law")
    renamings = {(each.former, new): each.since for each in renamed for new in each.new}
    named = {name.replace("-", "_"): value for name, value in values.items()}
    passive = Lookback(named["passive_months"], named["passive_window_weeks"], named["passive_support_weeks"])
    return Terms(
        renamings=renamings, passive_back=passive, measure_back=Lookback(named["measure_months"]), **named
    ), references


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
