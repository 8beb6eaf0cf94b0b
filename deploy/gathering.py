"""Gathers the facts of event files by citizen for the commands that work offline; says which lines are refused."""

from __future__ import annotations

from collections.abc import Iterable

from deploy.refused_lines import RefusedLines
from rules.facts import Fact
from streams.intake.decode import Accepted
from streams.intake.files import read_events

SOME_REFUSED = 3


def gather(sources: Iterable[str]) -> tuple[dict[str, list[Fact]], int]:
    """Facts by citizen, and how many lines were refused: of each source the first are named on standard error, all counted.

    Raises UnreadableFileError.
    """
    facts: dict[str, list[Fact]] = {}
    refused = 0
    for source in sources:
        not_taken = RefusedLines(source)
        for number, intake in read_events(source):
            if isinstance(intake, Accepted):
                facts.setdefault(intake.citizen, []).append(intake.fact)
            else:
                not_taken.take(number, intake)
        not_taken.close()
        refused += not_taken.count
    return facts, refused


class AskedWrongly(ValueError):  # reads as what happened, like the other named refusals of the command line
    """An option that cannot be understood; says which and what it should look like."""
