"""How large each municipality of the invented Denmark is; knows inhabitants, not who of them is on a benefit.

The numbers in sizes.csv are thousands of inhabitants around 2018, rounded and written from general knowledge: approximations
that make a large municipality large and a small one small. They are not Danmarks Statistik's and must not be quoted.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

SMALLEST_THOUSANDS: Final = 23
"""Smaller municipalities are drawn as if they had so many (invented): one caseworker's citizens are the least that one can have."""


def _load() -> Mapping[str, int]:
    text = files("deploy.town").joinpath("sizes.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: int(row["thousands"]) for row in csv.DictReader(text.splitlines())})


THOUSANDS: Final[Mapping[str, int]] = _load()
"""Inhabitants by municipality, in thousands: approximate, around 2018."""
WEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {code: max(SMALLEST_THOUSANDS, thousands) for code, thousands in THOUSANDS.items()}
)
"""How many of the invented citizens live there, as a proportion."""
