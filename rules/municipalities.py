"""The 98 municipalities of Denmark since 2007: code, name and region; knows nothing of who lives there.

Source: municipalities.csv beside this file (the municipal codes of Denmark's civil registration).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec


class Municipality(msgspec.Struct, frozen=True):
    """`code`: three digits, as on the wire. `name` and `region` in Danish."""

    code: str
    name: str
    region: str


def _load() -> Mapping[str, Municipality]:
    text = files("rules").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: Municipality(**row) for row in csv.DictReader(text.splitlines())})


MUNICIPALITIES: Final[Mapping[str, Municipality]] = _load()
"""By code."""
