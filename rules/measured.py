"""The eight measures by name, and what they said of a citizen, as bits; knows not how they are judged (contracts/assess.md, section 6)."""

from __future__ import annotations

from typing import Final

import msgspec

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
BIT: Final[dict[str, int]] = {name: 1 << index for index, name in enumerate(NAMES)}


class Measured(msgspec.Struct, frozen=True):
    """Bit sets: bit i stands for `NAMES[i]`. `met` holds only what is counted."""

    counted: int
    met: int

    @property
    def left_alone(self) -> bool:
        """Counted in active-year, and neither that nor focus-offer met."""
        return bool(self.counted & BIT["active-year"]) and not self.met & (BIT["active-year"] | BIT["focus-offer"])

    def with_(self, others: Measured) -> Measured:
        """Together with other measures."""
        return Measured(self.counted | others.counted, self.met | others.met)


NOT_COUNTED: Final = Measured(0, 0)
