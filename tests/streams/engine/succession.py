"""One owner of a partition after the other, in small steps and without Kafka; what befalls them when is for the tests to draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.engine.feeding import room
from streams.engine.journal import Reach, Work
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.ports import Pair, Rules
from streams.engine.settlement import MARKER_KEY, Ownership
from tests.streams.engine import toy
from tests.streams.engine.toy import TOPICS, Row


@dataclass
class Broker:
    """What outlives every worker."""

    generation: int = 0
    sources: list[list[Row]] = field(default_factory=lambda: [[] for _ in TOPICS])
    clock: list[Row] = field(default_factory=list)
    changelog: list[Row] = field(default_factory=list)
    alerts: list[tuple[bytes, bytes]] = field(default_factory=list)
    figures: list[Pair] = field(default_factory=list)
    committed: Reach = field(default_factory=lambda: Reach((0,) * len(TOPICS), 0, 0))

    def append(self, pairs: Sequence[tuple[bytes, bytes | None]]) -> tuple[int, int]:
        """One batch: whole, or not at all."""
        first = self.changelog[-1].offset + 1 if self.changelog else 0
        self.changelog += [Row(first + i, key, value) for i, (key, value) in enumerate(pairs)]
        return first, first + len(pairs)

    def compact(self, upto: int) -> None:
        """The cleaner: below an offset only the last record of each key is left (of all the log's records of it)."""
        last = {row.key: row.offset for row in self.changelog}
        self.changelog = [row for row in self.changelog if row.offset >= upto or last[row.key] == row.offset]


class Owner:
    """A worker's share of one partition, in steps that a fault can come between; it judges by the toy law, or by another."""

    def __init__(
        self, broker: Broker, law: Callable[[toy.Watch], Rules[Any, Any]] = toy.rules, topics: Sequence[str] = TOPICS
    ) -> None:
        self.broker = broker
        merge = Merge(0, toy.FORM)
        merge.absorb(broker.changelog)
        self.watch = toy.Watch()
        end = broker.changelog[-1].offset + 1 if broker.changelog else 0
        broker.generation += 1
        self.partition = Partition(0, topics, law(self.watch), f"epoch {broker.generation}")
        for _ in merge.into(self.partition):
            pass
        self.book = Ownership(merge.settlement, broker.generation, end)
        newest = max(0, len(broker.clock) - 1)
        self.partition.begin(broker.committed.positions, newest, reads_again=bool(broker.clock))
        self.work: Work | None = None
        self.is_written = False
        self.is_alone = True
        self.acknowledged: Reach | None = None
        self.figures_told: Sequence[Pair] = ()

    def feed(self, topic: int, count: int) -> None:
        position, reach = self.partition.positions[topic], room(self.partition, topic)
        rows = self.broker.sources[topic][position : position + count][: None if reach is None else reach - position]
        if rows:
            self.partition.apply(topic, rows)

    def hold(self, count: int) -> None:
        position = self.partition.clock_position
        rows = self.broker.clock[position : position + count]
        if rows:
            assert self.partition.hold(rows) == []

    def read_all(self) -> None:
        self.hold(len(self.broker.clock))
        for _ in range(2):  # up to the first tick's ends, and from there
            for topic, rows in enumerate(self.broker.sources):
                self.feed(topic, len(rows))
            while not self.partition.has_ticked and self.partition.ripe() is not None:
                self.judge(100)

    def judge(self, count: int) -> None:
        tick = self.partition.ripe()
        if tick is None:
            return
        left = iter(range(count))
        if not self.partition.step_due(tick, lambda: next(left, None) is not None):
            self.partition.finish(tick)

    def take(self, *, but_kept: bool = False) -> None:
        if self.work is None and self.partition.journal:
            self.work, self.is_written = self.partition.take(but_kept=but_kept), False

    def take_awaited(self) -> None:
        self.take(but_kept=True)

    def write(self) -> None:
        if self.work is None or self.is_written:
            return
        self.is_written = True
        self.is_alone = True
        if self.work.states:
            self._append(self.work.states)

    def _append(self, states: list[tuple[bytes, bytes | None]]) -> None:
        for offset in self.book.appended(*self.broker.append([self.book.head(), *states])):
            self.is_alone = False
            foreign = next((row for row in self.broker.changelog if row.offset == offset), None)
            if foreign is not None and foreign.key and foreign.key != MARKER_KEY:
                self.partition.rewrite(foreign.key)

    def work_on(self) -> None:
        self.take(but_kept=True)
        self.write()

    def go_round(self) -> None:
        self.work_on()
        self.finish()

    def tell(self, count: int) -> None:
        """Append the first `count` alerts: a producer may die half-way through its batches."""
        if self.work is not None and self.is_written:
            self.broker.alerts += self.work.alerts[:count]

    def finish(self) -> None:
        if self.work is None or not self.is_written:
            return
        self.broker.alerts += self.work.alerts
        self.broker.figures += self.work.figures
        self.figures_told = self.work.figures or self.figures_told
        self.partition.journal.acknowledged(self.work)
        if self.is_alone:
            self.book.settle(self.work.reach.clock)
        self.acknowledged, self.work = self.work.reach, None

    def commit(self) -> None:
        if self.acknowledged is not None:
            self.broker.committed = self.acknowledged

    def drain(self) -> None:
        while self.work is not None or self.partition.journal:
            self.take()
            self.write()
            self.finish()
        self.commit()

    def leave(self) -> None:
        self.drain()
        while not self.book.is_marked:
            self._append([])
            self.drain()


class Succession:
    """One partition with its owner of the moment, and those who don't know yet that they are no longer it."""

    def __init__(self, take_over: Callable[[Broker], Owner] = Owner) -> None:
        self._take_over = take_over
        self.broker = Broker()
        self.owner = take_over(self.broker)
        self.zombies: list[Owner] = []

    def die(self) -> None:
        self.owner = self._take_over(self.broker)

    def leave(self) -> None:
        self.owner.leave()
        self.die()

    def sleep(self) -> None:
        self.owner.take()
        self.zombies.append(self.owner)
        self.die()

    def wake(self, tells: bool = False) -> None:
        """What a zombie had in hand goes out: states, or states and alerts. It cannot commit."""
        if self.zombies:
            zombie = self.zombies.pop()
            zombie.write()
            if tells:
                zombie.finish()
