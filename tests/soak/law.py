"""The law of a round: the one that ships, or a newer lawbook that amends it; knows which settings and judges go with it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from streams.citizen.judge import Judge

ANOTHER_LAW: Final = Path(__file__).parents[1] / "upgrades" / "another-law.yaml"


class Law:
    """A lawbook. `settings`: what tells a role of it."""

    def __init__(self, own: Path | None = None) -> None:
        self._own = own
        self.settings: dict[str, str] = {} if own is None else {"lawbook": str(own)}

    def judge(self) -> Judge:
        """The law, which has judged nobody yet: what is expected must not rest on what was asked before."""
        held = _loaded(self._own)
        return Judge(held.book, held.policy)


SHIPPED: Final = Law()
NEWER: Final = Law(ANOTHER_LAW)


@lru_cache(maxsize=2)
def _loaded(own: Path | None) -> Judge:
    return Judge.load(own)
