"""Goes through the partitions, and looks twice before it says that something differs; knows the order, not what is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from deploy.comparing.cut import Cut
from deploy.comparing.partition import compare_partition
from deploy.comparing.report import Part, Report
from streams import clock
from streams.citizen.judge import Judge

AGAIN_S: Final = 3.0
"""Before a second look: time for some ticks. A new owner of a partition publishes as of the newest tick that it has found, though
the one before may have judged further already."""


class Source(Protocol):
    """Where cuts come from."""

    def cut(self, number: int) -> Cut: ...


Tell = Callable[[int, int, int], None]
"""Told which partition is compared, and how many of its citizens are done, of how many."""


def compare_all(
    source: Source,
    numbers: Iterable[int],
    judge: Judge,
    tell: Tell = lambda _number, _done, _all: None,
    pause: Callable[[float], None] = clock.sleep,
) -> Report:
    """Compare these partitions, one after the other. Raises what reading a cut and `compare_partition` raise."""
    return Report(judge.name, tuple(_compared(source, number, judge, tell, pause) for number in numbers))


def _compared(source: Source, number: int, judge: Judge, tell: Tell, pause: Callable[[float], None]) -> Part:
    def heard(done: int, whole: int) -> None:
        tell(number, done, whole)

    first = compare_partition(source.cut(number), judge, heard)
    if not first.is_compared or not (first.differences or first.gaps or first.undecided):
        return first
    pause(AGAIN_S)
    again = compare_partition(source.cut(number), judge, heard)
    return first.seen_again(again)
