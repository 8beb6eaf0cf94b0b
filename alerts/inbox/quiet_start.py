"""Quiet start: what was true before a municipality began is history, shown and never announced (contracts/outputs.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from alerts.held_back import ALL_HEARD, Silences, is_held_back
from alerts.inbox.entry import Telling
from rules.civil import Day, day, start_of_day
from rules.municipalities import MUNICIPALITIES

EVERY: Final = "*"
"""Stands for all municipalities that are not named."""

QuietStart = Mapping[str, Day]
"""Municipality, or EVERY → the first day whose alerts are news. One that is not in it began at the beginning."""


class NotADayList(ValueError):
    """The setting is not like `101=2026-01-01,*=2025-06-01`; says which part is not."""


def parse_notify_from(text: str) -> QuietStart:
    """The setting as a mapping, empty for an empty text. Raises NotADayList."""
    found: dict[str, Day] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        municipality, is_said, on = (each.strip() for each in part.partition("="))
        if not is_said or not municipality:
            raise NotADayList(f"{part!r} is not like 101=2026-01-01 or *=2025-06-01")
        if municipality != EVERY and municipality not in MUNICIPALITIES:
            raise NotADayList(f"{municipality!r} is no municipality's code, like 101, and not *")
        if municipality in found:
            raise NotADayList(f"municipality {municipality} is named twice")
        try:
            found[municipality] = day(on)
        except ValueError as error:
            raise NotADayList(f"{on!r} is not a day like 2026-01-01") from error
    return found


def is_history(telling: Telling, quiet: QuietStart) -> bool:
    """Whether this life of the alert began before its municipality did."""
    since = quiet.get(telling.municipality, quiet.get(EVERY))
    return since is not None and telling.began_at < start_of_day(since)


def announces(telling: Telling, quiet: QuietStart, silences: Silences = ALL_HEARD) -> bool:
    """Whether a change of this alert may call for attention.

    Not what is history, nor what is held back; nor what a changed lawbook brought, hundreds at once and no news of anybody.
    """
    return not telling.is_by_law and not is_held_back(telling, silences) and not is_history(telling, quiet)
