"""Every order of things going wrong, without Kafka: partition, journal, merge and ownership against a log in memory.

Owners take in, judge, write, tell and commit in small steps; between any two of them one may die, leave in order, or fall
asleep and wake as a zombie that still writes what it had in hand. After a last tick nothing is lost, nothing counts twice;
and at no time do figures tell of what the changelog does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import hypothesis
from hypothesis import example, given
from hypothesis import strategies as st

from rules.civil import Instant
from rules.facts import Fact
from streams.engine.feeding import room
from streams.engine.journal import Reach, Work
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.ports import Pair, Rules
from streams.engine.settlement import MARKER_KEY, Ownership
from tests.streams.engine import toy
from tests.streams.engine.toy import HOUR, START, TOPICS, Row

CITIZENS = ("anna", "bo")


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


_CITIZEN = st.sampled_from(CITIZENS)
_IN = st.one_of(
    st.tuples(st.just("news"), st.integers(0, 2), _CITIZEN, st.integers(1, 60)),
    st.tuples(st.just("news"), st.integers(0, 2), _CITIZEN, st.integers(1, 60)),
    st.tuples(st.just("publish"), st.integers(0, 2), _CITIZEN, st.integers(1, 60)),
    st.tuples(st.just("silent"), st.integers(0, 2), _CITIZEN, st.integers(0, 60)),
    st.tuples(st.just("doubled"), st.integers(0, 2), st.integers(0, 10)),
    st.tuples(st.just("tick"), st.integers(0, 200)),
    st.tuples(st.just("feed"), st.integers(0, 2), st.integers(1, 4)),
    st.tuples(st.just("hold"), st.integers(1, 3)),
)
_ON = st.one_of(
    st.tuples(st.just("judge"), st.integers(1, 9)),
    st.tuples(st.sampled_from(["take", "take_awaited", "write", "work_on", "go_round", "finish", "commit", "drain"])),
    st.tuples(st.just("tell"), st.integers(0, 2)),
)
_WRONG = st.one_of(
    st.tuples(st.sampled_from(["die", "leave", "sleep"])),
    st.tuples(st.just("wake"), st.booleans()),
    st.tuples(st.just("compact"), st.integers(0, 12)),
)
OPERATIONS = st.one_of(_IN, _ON, _ON, _WRONG)


class Story:
    """A run of operations on one partition."""

    def __init__(self) -> None:
        self.broker = Broker()
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        self.now = START
        self.owner = Owner(self.broker)
        self.zombies: list[Owner] = []

    def do(self, name: str, *arguments: int) -> None:
        own = getattr(self, name, None)
        (own or getattr(self.owner, name))(*arguments)
        if name in {"finish", "go_round"}:
            self.nothing_is_told_before_it_is_written()

    def nothing_is_told_before_it_is_written(self) -> None:
        """A successor who knew the changelog alone would count all that the figures have told."""
        if self.owner.figures_told:
            merge = Merge(0, toy.FORM)
            merge.absorb(self.broker.changelog)
            written = sum(toy.facts_in(toy.FORM.decode(value)[0]) for value in merge.values.values())
            assert toy.counted_in(self.owner.figures_told) <= written

    def publish(self, topic: int, citizen: str, hours: int) -> None:
        self.now += hours * HOUR
        self._say(topic, citizen, f"{citizen}-{len(self.facts[citizen])}", self.now)

    def silent(self, topic: int, citizen: str, hours_ago: int) -> None:
        """An event of which nothing is told, registered so long ago that a tick may have passed it; and a tick."""
        self.now += HOUR
        name = f"{toy.SILENT}-{citizen}-{len(self.facts[citizen])}"
        self._say(topic, citizen, name, self.now - hours_ago * HOUR)
        self._covered()

    def _say(self, topic: int, citizen: str, name: str, at: Instant) -> None:
        said = toy.fact(name, at)
        self.facts[citizen].append(said)
        source = self.broker.sources[topic]
        source.append(toy.event(len(source), citizen, said))

    def news(self, topic: int, citizen: str, hours: int) -> None:
        """An event, and a tick by which it can be judged at once."""
        self.publish(topic, citizen, hours)
        self._covered()

    def _covered(self) -> None:
        self.tick(0)
        self.owner.read_all()
        self.owner.judge(9)

    def doubled(self, topic: int, which: int) -> None:
        """The source sends an event once more."""
        source = self.broker.sources[topic]
        if source:
            again = source[which % len(source)]
            source.append(Row(len(source), again.key, again.value))

    def tick(self, hours: int) -> None:
        self.now += hours * HOUR
        ends = (len(source) for source in self.broker.sources)
        self.broker.clock.append(toy.tick(len(self.broker.clock), self.now, *ends))

    def die(self) -> None:
        self.owner = Owner(self.broker)

    def leave(self) -> None:
        self.owner.leave()
        self.owner = Owner(self.broker)

    def sleep(self) -> None:
        self.owner.take()
        self.zombies.append(self.owner)
        self.owner = Owner(self.broker)

    def wake(self, tells: bool) -> None:
        """What a zombie had in hand goes out: states, or states and alerts. It cannot commit."""
        if self.zombies:
            zombie = self.zombies.pop()
            zombie.write()
            if tells:
                zombie.finish()

    def compact(self, age: int) -> None:
        """Old records only: by then zombies have long woken, and the owner has written at least a marker since."""
        while self.zombies:
            self.wake(tells=False)
        self.owner.leave()
        self.broker.compact(self.broker.changelog[-1].offset - age)

    def end(self) -> None:
        self.tick(24 * 30)
        self.owner.read_all()
        while self.owner.partition.ripe():
            self.owner.judge(10)
        self.owner.leave()


_COUNTED_LATE = [("news", 0, "anna", 1), ("go_round",), ("silent", 0, "anna", 3), ("go_round",), ("die",)]
"""What was judged on arrival, and is not told, is in the figures of the next tick: so it has to be written before them."""


@given(st.lists(OPERATIONS, min_size=20, max_size=80))
@example(_COUNTED_LATE)
@hypothesis.settings(max_examples=300, deadline=None)
def test_whatever_dies_sleeps_or_comes_twice_every_fact_counts_once_and_every_alert_is_told(
    operations: list[tuple[str, ...]],
) -> None:
    story = Story()
    for name, *arguments in operations:
        story.do(name, *arguments)  # type: ignore[arg-type]  # each operation is drawn with the arguments it takes
    story.end()
    expected = {citizen: told for citizen, told in toy.folded(story.facts, story.now).items() if told}

    told: dict[str, list[bytes]] = defaultdict(list)
    for key, message in dict.fromkeys(story.broker.alerts):
        told[key.decode()].append(message)
    assert dict(told) == expected

    successor = Owner(story.broker)
    assert {key.decode(): {fact.id for fact in state.facts} for key, state in successor.partition.states.items()} == {
        citizen: {fact.id for fact in facts} for citizen, facts in story.facts.items()
    }
    assert not successor.partition.journal, "after an orderly leave there is nothing to tell again"
    assert successor.watch.audits == 0
    assert story.broker.committed.positions == tuple(len(source) for source in story.broker.sources)
    last = {row.key: row.value for row in story.broker.changelog if row.key != MARKER_KEY}
    assert sum(value is not None for value in last.values()) == len(story.facts)
