"""Records what this release writes into its changelog, for the releases after it; run once a state version, before it changes.

    python -m tests.upgrades.recorder

The real partition, journal, ownership and law write into a log in memory: two owners, one after the other, a tick every sixty
days, and at the end whatever a successor may have to find: pending facts, untold alerts, a zombie's late word. Records
older than the last owner's are compacted, as the broker would have done.
"""

from __future__ import annotations

from typing import Final

from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from streams.agents.binding import rules
from streams.citizen.form import FORM
from streams.citizen.judge import Judge
from streams.citizen.state import STATE_VERSION
from streams.engine.journal import Reach, Work
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.settlement import MARKER_KEY, NOBODY, Ownership
from streams.topics import Topics
from tests.streams.engine.toy import Row, Watch, handle_tick
from tests.upgrades.recording import PARTITIONS, Heading, sources, write

LAST_TICK: Final[Instant] = start_of_day(day("2018-09-30"))
STRIDE: Final = 60 * MICROSECONDS_A_DAY
TICKS: Final = 14
AHEAD: Final = 5 * MICROSECONDS_A_DAY
"""So much has been read beyond the last tick."""
ENDS: Final = ("left in order", "killed before telling", "outlived by a zombie")
TOPICS: Final = Topics(partitions=PARTITIONS)


class Log:
    """One changelog partition in memory."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    @property
    def end(self) -> int:
        return self.rows[-1].offset + 1 if self.rows else 0

    def append(self, book: Ownership, work: Work | None) -> None:
        """One batch, its marker first."""
        first = self.end
        pairs = [book.head(), *(work.states if work else ())]
        self.rows += [Row(first + i, key, value) for i, (key, value) in enumerate(pairs)]
        book.appended(first, self.end)

    def compact(self, below: int) -> None:
        """Below an offset only each key's last record of all is left."""
        last = {row.key: row.offset for row in self.rows}
        self.rows = [row for row in self.rows if row.offset >= below or last[row.key] == row.offset]


class Owner:
    """A worker that owns the partition."""

    def __init__(self, log: Log, number: int, generation: int, reach: Reach, judge: Judge) -> None:
        merge = Merge(number, FORM)
        merge.absorb(log.rows)
        merge.settlement = merge.settlement.under(judge.version)
        self.partition = Partition(number, TOPICS.sources, rules(TOPICS, judge, Watch()), f"recorded.{generation}")
        for _ in merge.into(self.partition):
            pass
        self.partition.begin(reach.positions, reach.clock_position)
        self.book = Ownership(merge.settlement, generation, log.end)
        self.reach = reach
        self._log = log

    def read(self, rows: tuple[list[Row], ...], until: Instant) -> None:
        """Take in what the sources had by an instant."""
        for topic, position in enumerate(self.partition.positions):
            news = [row for row in rows[topic][position:] if row.timestamp * 1000 <= until]
            if news:
                self.partition.apply(topic, news)

    def tick(self, at: Instant) -> None:
        """Judge by a tick whose barrier is what was read."""
        handle_tick(self.partition, at)

    def carry(self, *, tells: bool = True) -> None:
        """One group commit; without `tells` the worker dies between state and alert."""
        work = self.partition.take()
        self._log.append(self.book, work)
        if tells:
            self.partition.journal.acknowledged(work)
            self.book.settle(work.reach.clock, judges_anew=work.reach.judges_anew)
            self.reach = work.reach


def record(number: int, judge: Judge) -> Heading:
    """Play one partition, keep its changelog and say where it ended."""
    log, rows, ends = Log(), sources(number), ENDS[number]
    owner = Owner(log, number, 1, Reach((0,) * len(rows), 0, NOBODY.clock), judge)
    for stride in range(TICKS - 1, 0, -1):
        owner.read(rows, LAST_TICK - stride * STRIDE)
        owner.tick(LAST_TICK - stride * STRIDE)
        owner.carry()
    before, since = owner, log.end
    late = _in_hand(before, rows) if ends == "outlived by a zombie" else None
    owner = Owner(log, number, 2, before.reach, judge)
    owner.read(rows, LAST_TICK)
    owner.tick(LAST_TICK)
    owner.read(rows, LAST_TICK + AHEAD)
    owner.carry(tells=ends != "killed before telling")
    if late is not None:
        log.append(before.book, late)
    elif ends == "left in order":
        log.append(owner.book, None)
    log.compact(since)
    heading = Heading(
        partition=number,
        state_version=STATE_VERSION,
        law=judge.version,
        positions=owner.reach.positions,
        clock_position=owner.reach.clock_position,
        clock=owner.reach.clock,
        ends=ends,
    )
    print(write(heading, log.rows), ends, f"{sum(row.key != MARKER_KEY for row in log.rows)} states")  # noqa: T201 # a command
    return heading


def _in_hand(owner: Owner, rows: tuple[list[Row], ...]) -> Work:
    """What an owner is about to write when it falls asleep."""
    owner.read(rows, LAST_TICK - STRIDE // 2)
    owner.tick(LAST_TICK - STRIDE // 2)
    return owner.partition.take()


if __name__ == "__main__":
    law = Judge.load()
    for partition in range(PARTITIONS):
        record(partition, law)
