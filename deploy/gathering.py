"""Gathers the facts of event files by citizen for the commands that work offline; names every line that is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rules.facts import Fact
from streams.intake.decode import Accepted
from streams.intake.files import read_events

SOME_REFUSED = 3


def gather(sources: Iterable[str]) -> tuple[dict[str, list[Fact]], int]:
    """Facts by citizen, and how many lines were refused, each named on standard error.

    Raises UnreadableFileError.
    """
    facts: dict[str, list[Fact]] = {}
    refused = 0
    for source in sources:
        for number, intake in read_events(source):
            if isinstance(intake, Accepted):
                facts.setdefault(intake.citizen, []).append(intake.fact)
            else:
                refused += 1
                print(f"{source}:{number}: {intake.reason}: {intake.error}", file=sys.stderr)
    return facts, refused


class AskedWrongly(ValueError):  # reads as what happened, like the other named refusals of the command line
    """An option that cannot be understood; says which and what it should look like."""
