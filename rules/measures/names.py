"""The eight measures by name, in the contract's order; knows their names, not how they are judged (contracts/assess.md, section 6)."""

from __future__ import annotations

from typing import Final

NAMES: Final[tuple[str, ...]] = (
    "statutory-interviews",
    "early-interviews",
    "early-offer",
    "offer-in-time",
    "active-year",
    "focus-offer",
    "focus-interviews",
    "duty-kept",
)
"""Bit i of a standing's `counted` and `met` is NAMES[i]; a new measure is appended, never put between."""
