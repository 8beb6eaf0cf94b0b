"""An open alert as it stands on a day, with all that a list needs to place it; knows neither rows nor what is asked for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from alerts.held_back import ALL_HEARD, Silence, Silences
from alerts.inbox.entry import Action, Entry, Telling
from alerts.inbox.quiet_start import QuietStart, announces, is_history
from alerts.inbox.standing import Standing, standing
from alerts.inbox.urgency import Rank, rank
from rules.civil import Day


class Item(msgspec.Struct, frozen=True):
    """One open alert as it stands on a day. `is_history`: it was true before its municipality began (quiet start).

    `silence`: since when nobody knows what happened in its municipality. `is_announced`: whether it may call for attention.
    """

    telling: Telling
    stands: Standing
    rank: Rank
    is_history: bool = False
    actions: tuple[Action, ...] = ()
    silence: Silence | None = None
    is_announced: bool = True

    @property
    def is_held_back(self) -> bool:
        """Whether it is shown but calls for nobody."""
        return self.silence is not None or self.telling.held_back


def items_of(entries: Iterable[Entry], on: Day, quiet: QuietStart, silences: Silences = ALL_HEARD) -> list[Item]:
    """The open alerts among entries as they stand on a day, the most urgent first, and after them what is held back."""
    found = [
        Item(
            telling,
            standing(entry, on),
            rank(telling, on),
            is_history(telling, quiet),
            entry.actions,
            silences.get(telling.municipality),
            announces(telling, quiet, silences),
        )
        for entry in entries
        if (telling := entry.telling) is not None and telling.is_open
    ]
    found.sort(key=lambda item: (item.is_held_back, item.rank))
    return found
