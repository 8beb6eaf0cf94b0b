"""Which municipalities give facts, how many citizens they have, and when they were last heard of; knows sums, judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from alerts.municipal.life import MunicipalLives
from alerts.municipal.silence import DATA, SILENT_SOURCE, Source
from alerts.municipal.verdict import Subject
from rules.civil import Instant, instant
from streams.municipality.aggregate import Aggregate

Remembered = Callable[[str], Instant]


def nothing_remembered(_municipality: str) -> Instant:
    """Nobody has said anything before."""
    return 0


def sources_of(aggregate: Aggregate, remembered: Remembered = nothing_remembered) -> list[Source]:
    """The municipalities of which anything was ever judged, sorted; one that is only being set up is no source yet.

    `remembered`: when a municipality was last heard of, as was told before. The sums of a reader that starts anew know the
    citizens that are left, and the newest fact may have been about one who is not.
    """
    citizens: dict[str, int] = {}
    heard: dict[str, Instant] = {}
    for group in sorted(aggregate.known):
        tally = aggregate.sums.get(group)
        if tally is not None:
            citizens[group.municipality] = citizens.get(group.municipality, 0) + tally.citizens
            heard[group.municipality] = max(heard.get(group.municipality, 0), tally.heard)
    return [
        Source(code, citizens[code], max(heard_at, remembered(code))) for code, heard_at in heard.items() if heard_at
    ]


def heard_before(lives: MunicipalLives) -> Remembered:
    """What was told of when municipalities were heard of."""

    def remembered(municipality: str) -> Instant:
        told = lives.last_of(Subject(SILENT_SOURCE, DATA, municipality))
        return 0 if told is None else instant(datetime.fromisoformat(str(told.said["heard_at"])))

    return remembered
