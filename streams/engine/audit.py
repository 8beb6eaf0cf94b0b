"""The rolling audit's turn: a few citizens at every tick, all of them in time; knows keys, not what is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from streams.engine.due import Key

AUDITED_A_TICK: Final = 2


class Audit:
    """Whose turn it is."""

    def __init__(self) -> None:
        self._turn: Iterator[Key] = iter(())

    def sample(self, citizens: Collection[Key]) -> Iterator[Key]:
        """The next few of them; when all have had their turn a new one begins at the next tick."""
        for _ in range(min(AUDITED_A_TICK, len(citizens))):
            key = next(self._turn, None)
            if key is None:
                self._turn = iter(list(citizens))
                return
            yield key
