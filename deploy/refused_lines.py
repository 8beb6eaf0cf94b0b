"""Says on standard error which lines of a file are refused: the first by name, the others counted by reason; refuses nothing itself."""

from __future__ import annotations

from collections import Counter
from typing import Final

from deploy.fitted import tell
from streams.amount import amount
from streams.intake.refusal import Refused

_NAMED: Final = 20


class RefusedLines:
    """The refused lines of one source. `count`: all of them, so far."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._unnamed: Counter[str] = Counter()
        self._reasons: set[str] = set()
        self.count = 0

    def take(self, number: int, refused: Refused) -> None:
        """One line. Beyond the first twenty it is named only if it is the first of its reason: each has its remedy."""
        self.count += 1
        if self.count > _NAMED and refused.reason in self._reasons:
            self._unnamed[refused.reason] += 1
            return
        self._reasons.add(refused.reason)
        tell(f"{self._source}:{number}: {refused.reason}: {refused.error}")

    def close(self) -> None:
        """Count those that were not named."""
        if self._unnamed:
            left = amount(self._unnamed.total(), "more line")
            reasons = ", ".join(f"{number:,} {reason}" for reason, number in sorted(self._unnamed.items()))
            tell(f"{self._source}: {left} refused: {reasons}")
