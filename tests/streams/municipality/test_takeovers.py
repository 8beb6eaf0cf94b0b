"""Figures of real lives while owners die, leave, sleep and wake at any moment: at last they are those of the lives alone.

The engine's simulation with the law that ships: what owners publish goes into one log, which a reader follows, stating month ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Final, TypeAlias

import pytest

from rules.civil import MICROSECONDS_A_DAY, Instant
from streams.agents.binding import rules
from streams.engine.ticks import encode_tick
from streams.month import ended_at, month_from, month_text, window
from streams.municipality.aggregate import Aggregate
from streams.municipality.figures import decode_figure, figure_key
from streams.topics import Topics
from tests.broker.expected import differing_groups, figures_of, folded, judge
from tests.broker.lives import Event, lives
from tests.streams.engine import toy
from tests.streams.engine.succession import Broker, Owner, Succession
from tests.streams.municipality.test_figures import Reader

TOPICS: Final = Topics(partitions=1)
EVENTS: Final = lives(12)
TICKS: Final = 14
SEEDS: Final = range(12)
FIRST: Final = month_from("2016-12")
MINUTE: Final = 60_000_000
Shares: TypeAlias = dict[tuple[str, str], tuple[int, int]]


def take_over(broker: Broker) -> Owner:
    """An owner who judges by the law that ships."""
    return Owner(broker, lambda watch: rules(TOPICS, judge(), watch), TOPICS.sources)


class Life(Succession):
    """One partition with its owners and a reader."""

    def __init__(self, seed: int) -> None:
        super().__init__(take_over)
        self.dice = Random(seed)
        self.said: list[Event] = []
        self.topic: list[tuple[bytes, bytes]] = []
        self.reader, self.read_upto = Reader(self.topic), 0

    def say(self, until: Instant) -> None:
        """Publish what is learnt up to an instant, and tick."""
        for event in EVENTS[len(self.said) :]:
            if event.at > until:
                break
            source = self.broker.sources[TOPICS.sources.index(event.topic)]
            source.append(toy.Row(len(source), event.citizen.encode(), event.line))
            self.said.append(event)
        ends = dict(zip(TOPICS.sources, map(len, self.broker.sources), strict=True))
        value = encode_tick(until, ends)
        self.broker.clock.append(toy.Row(len(self.broker.clock), None, value))

    def go_on(self) -> None:
        """Something of an owner's work, or something that befalls it."""
        owner, dice = self.owner, self.dice
        work: list[Callable[[], None]] = [
            lambda: owner.feed(dice.randrange(3), dice.randint(1, 40)),
            lambda: owner.hold(dice.randint(1, 3)),
            owner.read_all,
            lambda: owner.judge(dice.randint(1, 12)),
            owner.work_on,
            owner.finish,
            owner.go_round,
            lambda: owner.tell(dice.randint(0, 9)),
            owner.commit,
        ]
        befalls = [self.die, self.leave, self.sleep, self.wake, self.read]
        dice.choice(befalls if dice.random() < 0.12 else work)()

    def read(self) -> None:
        """The reader goes on in the log; now and then it starts anew."""
        if self.dice.random() < 0.2:
            self.reader, self.read_upto = Reader(self.topic), 0
        self.reader.read(self.broker.figures[self.read_upto :])
        self.read_upto = len(self.broker.figures)

    def finish(self) -> None:
        self.owner.read_all()
        while self.owner.partition.ripe():
            self.owner.judge(100)
        self.owner.drain()
        self.read()


def instants(dice: Random) -> list[Instant]:
    """Midnights after month ends, some minutes before and after them, and some days in between."""
    months = sorted(dice.sample(range(FIRST, FIRST + 3 * 12), TICKS // 2))
    near = [ended_at(month) + dice.choice([-MINUTE, 0, MINUTE, 3 * MICROSECONDS_A_DAY]) for month in months]
    return sorted({*near, *(ended_at(month) - MICROSECONDS_A_DAY for month in months)})


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_owned_the_partition_and_however_it_ended_the_figures_are_those_of_the_lives(seed: int) -> None:
    life = Life(seed)
    for at in instants(life.dice):
        life.say(at)
        for _ in range(life.dice.randint(5, 40)):
            life.go_on()
        if life.dice.random() < 0.5:
            life.finish()
            assert differing_groups(life.reader.aggregate, folded(life.said, at).values(), at) == []
    life.finish()
    expected = folded(life.said, at)
    assert differing_groups(life.reader.aggregate, expected.values(), at) == []
    assert stated(life.topic, at) == as_known(figures_of(expected.values(), at), at)


def stated(topic: Iterable[tuple[bytes, bytes]], at: Instant) -> Shares:
    """What stands of the month ends in the window, by figure and measure; without measures in which nobody is counted."""
    shown = {month_text(month) for month in window(at)}
    return {
        (key.decode(), name): (share.counted, share.met)
        for key, value in dict(topic).items()
        if key.decode().rpartition("|")[2] in shown
        for name, share in decode_figure(value).measures.items()
        if share.counted
    }


def as_known(figures: Aggregate, at: Instant) -> Shares:
    """The same by sums."""
    return {
        (figure_key(group, month).decode(), name): share
        for group in figures.sums
        for month in window(at)
        for name, share in figures.month_shares(group, month).items()
    }
