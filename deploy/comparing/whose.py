"""Whether the application that is asked about is the one that works; knows who is at work, nothing of what is compared."""

from __future__ import annotations

from collections.abc import Mapping

from streams.applications import another


class AnotherAtWork(Exception):
    """Another application has the workers: ours is what was left when it was replaced, and says nothing of what runs."""


def refuse_another(workers: Mapping[str, int], ours: str) -> int:
    """How many workers ours has. `workers`: see streams.applications.at_work. Raises AnotherAtWork where others have them all."""
    if said := another(workers, ours):
        what, _, remedy = said.partition(": ")
        raise AnotherAtWork(f"{what}, so nothing was compared. Remedy: {remedy}")
    return workers[ours]
