"""The chronicles of the citizens judged last, so that who is judged again soon is not read from the first fact on.

Saves time only: a chronicle is taken up again only for the very facts that it holds, and only to go on from the last day that
was judged by it. What a worker has judged and then lost (a broker that died, a partition given away and got back) is judged
again from days before: what a chronicle remembers of later days would make it look again too soon.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from rules.chronicle import Chronicle
from rules.civil import Day
from rules.facts import Fact
from rules.lawbook import Lawbook

KEPT: Final = 512
"""Some 20 KB each."""


class Recall:
    """Chronicles by citizen, at most `KEPT`: the one longest not asked for goes first."""

    def __init__(self, book: Lawbook) -> None:
        self._book = book
        self._kept: OrderedDict[str, Chronicle] = OrderedDict()
        self._walked: dict[str, Day] = {}

    def chronicle(self, citizen: str, facts: Sequence[Fact], on: Day) -> Chronicle:
        """The chronicle of a citizen's facts learnt so far, in order, to be judged on days from `on` on."""
        found = self._kept.get(citizen)
        if found is not None and self._walked.get(citizen, on) <= on and found.holds(facts):
            self._kept.move_to_end(citizen)
            return found
        made = self._kept[citizen] = Chronicle(facts, self._book)
        self._walked[citizen] = on
        if len(self._kept) > KEPT:
            self._walked.pop(self._kept.popitem(last=False)[0])
        return made

    def walked(self, citizen: str, until: Day) -> None:
        """The citizen has been judged until a day."""
        if citizen in self._kept:
            self._walked[citizen] = until
