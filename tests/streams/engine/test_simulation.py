"""Every order of things going wrong, without Kafka: partition, journal, merge and ownership against a log in memory.

Owners take in, judge, write, tell and commit in small steps; between any two of them one may die, leave in order, or fall
asleep and wake as a zombie that still writes what it had in hand. After a last tick nothing is lost, nothing counts twice;
and at no time do figures tell of what the changelog does not hold.
"""

from __future__ import annotations

from collections import defaultdict

import hypothesis
from hypothesis import example, given
from hypothesis import strategies as st

from rules.civil import Instant
from rules.facts import Fact
from streams.engine.merge import Merge
from streams.engine.settlement import MARKER_KEY
from tests.streams.engine import toy
from tests.streams.engine.succession import Owner, Succession
from tests.streams.engine.toy import HOUR, START, Row

CITIZENS = ("anna", "bo")


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


class Story(Succession):
    """A run of operations on one partition."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        self.now = START

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

    def compact(self, age: int) -> None:
        """Old records only: by then zombies have long woken, and the owner has written at least a marker since."""
        while self.zombies:
            self.wake()
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
