"""The chronicles of the citizens judged last, so that who is judged again soon is not read from the first fact on.

Saves time only: a chronicle is taken up again only for the very facts that it holds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from rules.chronicle import Chronicle
from rules.facts import Fact
from rules.lawbook import Lawbook

KEPT: Final = 512
"""Some 20 KB each."""


class Recall:
    """Chronicles by citizen, at most `KEPT`: the one longest not asked for goes first."""

    def __init__(self, book: Lawbook) -> None:
        self._book = book
        self._kept: OrderedDict[str, Chronicle] = OrderedDict()

    def chronicle(self, citizen: str, facts: Sequence[Fact]) -> Chronicle:
        """The chronicle of a citizen's facts learnt so far, in order."""
        found = self._kept.get(citizen)
        if found is not None and found.holds(facts):
            self._kept.move_to_end(citizen)
            return found
        made = self._kept[citizen] = Chronicle(facts, self._book)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made
