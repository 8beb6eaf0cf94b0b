"""The whole invented Denmark as lines in the order of `time`: flocks spread over processes, lives sorted month by month."""

from __future__ import annotations

import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from deploy.town.flocks import Flock, flocks
from deploy.town.lives import Life
from deploy.town.registration import Period, Register
from deploy.town.spool import spool
from rules.civil import Day, add_months, day, iso
from rules.load import LAW_START
from streams.month import Month, month_text

_A_TASK: Final = 1_000
"""Citizens that a process takes on at a time, about."""
_ALONE: Final = 1_500
"""Up to so many citizens a second process would cost more than it saves."""
EARLIEST: Final[Day] = LAW_START
LATEST: Final[Day] = day("2026-12-31")
"""The first day of a town lies between the two: the law is known from the one, and expected to change after the other."""
Progress = Callable[[int], None]
"""Told how many citizens more are done."""
Done = TypeVar("Done")


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
    with spool() as place:
        for done in spread(partial(_spool, town, place), town, processes):
            progress(done)
        for month in sorted(place.iterdir()):
            yield sorted(line for part in month.iterdir() for line in part.read_bytes().split(b"\n") if line)


def spread(work: Callable[[Sequence[Flock]], Done], town: Town, processes: int | None = None) -> Iterator[Done]:
    """What `work` makes of the town's flocks, some at a time, in the order of the flocks."""
    tasks = _tasks(flocks(town.seed, town.citizens))
    wanted = processes or os.cpu_count() or 1
    if wanted == 1 or town.citizens <= _ALONE:
        yield from map(work, tasks)
    else:
        pool = ProcessPoolExecutor(wanted, mp_context=get_context("spawn"), initializer=_follow_parent)
        try:
            yield from pool.map(work, tasks)
        finally:
            pool.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """A process of the pool ends when its parent asks it to or is no more, and not by a Ctrl-C that is meant for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def lives(town: Town, some: Sequence[Flock]) -> Iterator[Register]:
    """What is registered of each citizen of some flocks."""
    for flock in some:
        for number in range(flock.first, flock.first + flock.size):
            yield Life(town.seed, number, flock, town.period).live()


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


def _spool(town: Town, place: Path, some: Sequence[Flock]) -> int:
    """Play the lives of some flocks into the spool, a file for each month and process; how many."""
    found: defaultdict[Month, list[bytes]] = defaultdict(list)
    for register in lives(town, some):
        for month, told in register.lines.items():
            found[month] += told
    for month, told in found.items():
        directory = place / month_text(month)
        directory.mkdir(exist_ok=True)
        with (directory / str(os.getpid())).open("ab") as part:
            part.write(b"\n".join(told) + b"\n")
    return sum(flock.size for flock in some)
