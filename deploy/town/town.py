"""The whole invented Denmark as lines in the order of `time`: flocks spread over processes, lives sorted month by month."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from deploy.town.flocks import Flock, flocks
from deploy.town.lives import Life
from deploy.town.registration import Period
from rules.civil import Day, add_months, iso
from streams.municipality.months import Month, month_text

_A_TASK: Final = 1_000
"""Citizens that a process takes on at a time, about."""
_ALONE: Final = 1_500
"""Up to so many citizens a second process would cost more than it saves."""
Progress = Callable[[int], None]
"""Told how many citizens more are done."""


class Town(msgspec.Struct, frozen=True):
    """What a town is made from: the same town, the same bytes. `months` are counted from `from_`."""

    citizens: int
    months: int
    seed: int
    from_: Day

    @property
    def until(self) -> Day:
        """The last day of which anything is registered."""
        return add_months(self.from_, self.months) - 1

    @property
    def period(self) -> Period:
        """Its first and last day."""
        return Period(self.from_, self.until)

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.citizens:,} invented citizens, {iso(self.from_)} to {iso(self.until)}, seed {self.seed}"


def lines(town: Town, progress: Progress, processes: int | None = None) -> Iterator[list[bytes]]:
    """Every line of a town without its newline, a month at a time, sorted by (`time`, `id`).

    Lives are written to a directory for temporary files first, in `processes` (None: one for each core); then a month is
    read at a time, so that memory holds a month and not the town.
    """
    wanted = processes or os.cpu_count() or 1
    with TemporaryDirectory(prefix="rettidig-town-") as spool:
        tasks = [(town, task, spool) for task in _tasks(flocks(town.seed, town.citizens))]
        if wanted == 1 or town.citizens <= _ALONE:
            for task in tasks:
                progress(_live(task))
        else:
            with ProcessPoolExecutor(wanted, mp_context=get_context("spawn")) as pool:
                for done in pool.map(_live, tasks):
                    progress(done)
        for month in sorted(Path(spool).iterdir()):
            yield sorted(line for part in month.iterdir() for line in part.read_bytes().split(b"\n") if line)


def _tasks(all_flocks: Iterable[Flock]) -> Iterator[list[Flock]]:
    """Neighbouring flocks, as many as one task takes on."""
    task: list[Flock] = []
    for flock in all_flocks:
        task.append(flock)
        if sum(each.size for each in task) >= _A_TASK:
            yield task
            task = []
    if task:
        yield task


def _live(task: tuple[Town, Sequence[Flock], str]) -> int:
    """Play the lives of some flocks into the spool, a file for each month and process; how many."""
    town, some, spool = task
    found: defaultdict[Month, list[bytes]] = defaultdict(list)
    for flock in some:
        for number in range(flock.first, flock.first + flock.size):
            for month, told in Life(town.seed, number, flock, town.period).live().lines.items():
                found[month] += told
    for month, told in found.items():
        directory = Path(spool) / month_text(month)
        directory.mkdir(exist_ok=True)
        with (directory / str(os.getpid())).open("ab") as part:
            part.write(b"\n".join(told) + b"\n")
    return sum(flock.size for flock in some)
