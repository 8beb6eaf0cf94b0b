"""Reads the terms that duties and measures share; each has a value with its unit, a reference and a confidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

import msgspec

from rules.terms import Terms
from rules.words import Confidence

_UNITS: Final = {"days", "hours", "hours a week", "months", "interviews", "words", "periods", "dates"}
_KEYS: Final = {"value", "unit", "reference", "source", "confidence"}


def load_terms(book: Mapping[str, Any]) -> tuple[Terms, dict[str, tuple[str, Confidence]]]:
    """The terms and, by name, their reference and confidence. Raises ValueError with the line."""
    values: dict[str, Any] = {}
    references: dict[str, tuple[str, Confidence]] = {}
    for name, term in book.items():
        if name == "__line__":
            continue
        line = term["__line__"]
        if missing := _KEYS - term.keys():
            raise ValueError(f"terms.yaml:{line}: {name} lacks {', '.join(sorted(missing))}")
        if unknown := term.keys() - _KEYS - {"__line__"}:
            raise ValueError(f"terms.yaml:{line}: {name} has unknown keys {', '.join(sorted(unknown))}")
        if term["unit"] not in _UNITS or term["confidence"] not in get_args(Confidence):
            raise ValueError(f"terms.yaml:{line}: {name} has an unknown unit or confidence")
        values[name.replace("-", "_")] = _plain(term["value"])
        references[name] = (term["reference"], term["confidence"])
    values["renamings"] = {}
    renamed = values.pop("renamed_by_law")
    terms = msgspec.convert(values, Terms)
    renamings = {(each["former"], new): each["since"] for each in renamed for new in each["new"]}
    return msgspec.structs.replace(terms, renamings=renamings), references


def _plain(value: Any) -> Any:
    """Days as ordinals, without line marks."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != "__line__"}
    return value
