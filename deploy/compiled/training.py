"""Has a compiled law do what a worker does all day, so that a C compiler learns what is often done; judges nothing.

`python -m deploy.compiled.training DIRECTORY`, of the library that counts (deploy/compiled/build.py). The lives are invented,
by this repository and from seeds: the same every time. There is no broker: what comes from Kafka is put into a partition.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from deploy.compiled.use import use

if TYPE_CHECKING:
    from deploy.town.town import Town
    from rules.civil import Instant
    from streams.citizen.judge import Judge
    from streams.engine.partition import Partition

CITIZENS: Final = 300
BEGINS: Final = ("2017-07-01", "2026-01-01")
"""By the law of these years."""
MONTHS: Final = 10
_TOGETHER: Final = 100
"""Records that are taken in at a time."""


class Row(NamedTuple):
    """A record as Kafka would hand it over."""

    offset: int
    timestamp: int
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


def main() -> int:
    """Live through it all once. Exit status: 0."""
    use(Path(sys.argv[1]))  # before anything imports the law
    from deploy.town.town import Town  # noqa: PLC0415 # see above
    from rules.civil import day  # noqa: PLC0415 # see above
    from streams.citizen.judge import Judge  # noqa: PLC0415 # see above

    judge = Judge.load()
    for begins in BEGINS:
        town = Town(CITIZENS, MONTHS, seed=1, from_=day(begins))
        live(town, judge, by_month=True)
        live(town, judge, by_month=False)
    return 0


def live(town: Town, judge: Judge, *, by_month: bool) -> int:
    """A town in one partition: months with a tick after each, or all of it a backlog; returns how many messages were told."""
    from deploy.town.town import lines  # noqa: PLC0415 # imports the law
    from rules.civil import start_of_day  # noqa: PLC0415 # the same
    from streams.agents.binding import rules  # noqa: PLC0415 # the same
    from streams.agents.watch import WorkerWatch  # noqa: PLC0415 # the same
    from streams.engine.partition import Partition  # noqa: PLC0415 # the same
    from streams.topics import SOURCES, Topics  # noqa: PLC0415 # the same

    topics = Topics()
    partition = Partition(0, topics.sources, rules(topics, judge, WorkerWatch(topics.sources)), "training")
    list(partition.recover(()))
    partition.begin([0] * len(SOURCES), 0)
    told = 0
    for month in lines(town, lambda _: None, processes=1):
        told += _take_in(partition, month)
        if by_month:
            told += _tick(partition, _newest(month))
    return told + _tick(partition, start_of_day(town.until + 1))


def _take_in(partition: Partition, lines: Iterable[bytes]) -> int:
    """Events as they come, a few at a time; returns how many messages were told."""
    from streams.intake.address import address_of  # noqa: PLC0415 # imports the law
    from streams.intake.decode import decode_line  # noqa: PLC0415 # the same
    from streams.topics import SOURCES  # noqa: PLC0415 # the same

    rows: dict[str, list[Row]] = {topic: [] for topic in SOURCES}
    for line in lines:
        topic, key = address_of(line, decode_line(line))
        at = partition.positions[SOURCES.index(topic)] + len(rows[topic])
        rows[topic].append(Row(at, 0, key or b"", line))
    told = 0
    for index, topic in enumerate(SOURCES):
        for first in range(0, len(rows[topic]), _TOGETHER):
            partition.apply(index, rows[topic][first : first + _TOGETHER])
            told += _carry(partition)
    return told


def _tick(partition: Partition, at: Instant) -> int:
    """Time goes on; returns how many messages were told."""
    from streams.engine.ticks import HeldTick  # noqa: PLC0415 # imports the law

    tick, told = HeldTick(at, tuple(partition.positions), 0), 0
    left = iter(range(1 << 30))
    while partition.step_due(tick, lambda: next(left) % _TOGETHER != _TOGETHER - 1):
        told += _carry(partition)
    partition.finish(tick)
    return told + _carry(partition)


def _carry(partition: Partition) -> int:
    """What is to be made durable is; returns how many messages were told."""
    work = partition.take()
    partition.journal.acknowledged(work)
    return len(work.alerts)


def _newest(lines: Sequence[bytes]) -> Instant:
    """When the last of some events was registered."""
    from streams.intake.decode import Accepted, decode_line  # noqa: PLC0415 # imports the law

    read = (decode_line(line) for line in lines)
    return max(each.fact.learnt_at for each in read if isinstance(each, Accepted))


if __name__ == "__main__":
    sys.exit(main())
