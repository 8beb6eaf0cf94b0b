"""A worker that comes back after three months: the events and ticks that waited raise no false alert and call nobody silent.

The engine's partitions with the real law, fed in any order that Kafka may give: topics read unevenly, ticks before events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count

import pytest
from msgspec.structs import replace

from alerts.municipal.life import MunicipalLives, MunicipalTold
from alerts.municipal.silence import judge_silence
from alerts.policy import load_policy
from alerts.working_days import is_working_day
from rules.civil import Instant, day, iso, start_of_day
from rules.facts import Fact
from rules.settle import by_time
from streams.agents.binding import rules
from streams.agents.watch import WorkerWatch
from streams.citizen.step import step
from streams.engine.partition import Partition
from streams.engine.ports import Record
from streams.engine.ticks import encode_tick
from streams.municipality.aggregate import Aggregate
from streams.municipality.sources import heard_before, sources_of
from streams.topics import Topics
from tests.rules.builders import ended, held, on_benefit, summoned
from tests.streams.citizen.walks import judge
from tests.streams.engine.toy import HOUR, Row

TOPICS = Topics()
PARTITIONS = 2
IMPATIENT = replace(load_policy(), silence_working_days=1, silence_citizen_working_days=0)
"""A working day without news is silence: what would be called silent by mistake is called so at once."""
BEGAN, LEFT, CAME, UNTIL = (
    start_of_day(day(text)) for text in ("2018-01-08", "2018-02-01", "2018-05-02", "2018-05-17")
)


def lives() -> dict[str, list[Fact]]:
    """Three citizens of one municipality; on every working day somebody's interview is registered, in the morning."""
    facts: dict[str, list[Fact]] = {
        "a": [on_benefit("jobparat", "2018-01-08", id="a-1")],
        "b": [on_benefit("dagpenge", "2018-01-08", id="b-1"), summoned("2018-02-15", "2018-01-10", id="b-2")],
        "c": [on_benefit("aktivitetsparat", "2018-01-08", id="c-1"), ended("2018-03-31", "2018-03-20", id="c-2")],
    }
    for number in range(day("2018-01-09"), day("2018-05-18")):
        if is_working_day(number):
            who = "ab"[number % 2]
            facts[who].append(held(iso(number), f"{iso(number)}T07:30:00Z", id=f"{who}-{iso(number)}"))
    return facts


class Town:
    """Two partitions with their events, topics and ticks, and one reader of what they publish."""

    def __init__(self, facts: dict[str, list[Fact]]) -> None:
        self.facts = facts
        self.lives, self.aggregate = MunicipalLives(), Aggregate(PARTITIONS)
        self.told: list[MunicipalTold] = []
        self.alerts: list[bytes] = []
        self._watch = WorkerWatch(TOPICS.sources)
        ported = rules(TOPICS, judge(), self._watch)
        by_id = {fact.id: fact for some in facts.values() for fact in some}
        ported = ported._replace(read=lambda _topic, _partition, record: by_id[(record.value or b"").decode()])
        self.partitions = [Partition(number, TOPICS.sources, ported, f"epoch {number}") for number in range(PARTITIONS)]
        for partition in self.partitions:
            partition.begin((0, 0, 0), 0)
            for _ in partition.recover(()):
                pass

    def rows(self, number: int, topic: int) -> list[tuple[Instant, Row]]:
        """The records of a source topic's partition, with when each was appended: benefits in 0, interviews in 1."""
        here = [
            (fact, who)
            for place, (who, some) in enumerate(self.facts.items())
            if place % PARTITIONS == number
            for fact in some
            if (type(fact).__name__.startswith("Interview")) == (topic == 1) and topic < 2
        ]
        here.sort(key=lambda each: by_time(each[0]))
        return [
            (fact.learnt_at, Row(offset, who.encode(), fact.id.encode())) for offset, (fact, who) in enumerate(here)
        ]

    def tick_row(self, number: int, offset: int, at: Instant) -> Row:
        """A tick as the clock would have cut it at `at`."""
        ends = [sum(appended < at for appended, _ in self.rows(number, topic)) for topic in range(3)]
        return Row(offset, None, encode_tick(at, dict(zip(TOPICS.sources, ends, strict=True))))

    def handle(self, number: int) -> None:
        """Handle whatever tick is ripe; publish, sum and judge."""
        partition = self.partitions[number]
        while (tick := partition.ripe()) is not None:
            assert not partition.step_due(tick, lambda: True)
            partition.finish(tick)
            work = partition.take()
            partition.journal.acknowledged(work)
            self.alerts += [value for _, value in work.alerts]
            for key, value in work.figures:
                self.aggregate.take(key, value)
            self.judge()

    def judge(self) -> None:
        while self.aggregate.step():
            as_of = self.aggregate.as_of
            if as_of is not None and self.aggregate.settled:
                sources = sources_of(self.aggregate, heard_before(self.lives))
                self.told += self.lives.live_on(judge_silence(sources, as_of, IMPATIENT), as_of)

    def canonical(self, until: Instant) -> list[bytes]:
        return sorted(
            message.value
            for who, some in self.facts.items()
            for message in step(None, who, some, until, judge()).messages
        )


def live(town: Town, dice: random.Random, until: Instant) -> None:
    """Hourly ticks from the beginning; no worker between LEFT and CAME. Then what waited comes in any order."""
    offsets = [count() for _ in range(PARTITIONS)]
    read = [[0, 0, 0] for _ in range(PARTITIONS)]
    rows = [[town.rows(number, topic) for topic in range(3)] for number in range(PARTITIONS)]

    def apply(number: int, topic: int, until_: Instant, most: int) -> bool:
        start = read[number][topic]
        due: Sequence[Record] = [row for at, row in rows[number][topic][start : start + most] if at < until_]
        if due:
            town.partitions[number].apply(topic, due)
            read[number][topic] += len(due)
        return bool(due)

    waiting: list[Iterator[Row]] = []
    for number in range(PARTITIONS):
        ticks = [town.tick_row(number, next(offsets[number]), at) for at in range(LEFT, CAME, HOUR)]
        waiting.append(
            iter(ticks[-24 * dice.randint(1, 60) :])
        )  # the clock topic keeps a day, or more where it was told to
    for at in range(BEGAN, LEFT, HOUR):
        for number in range(PARTITIONS):
            for topic in range(3):
                apply(number, topic, at, 1_000)
            town.partitions[number].hold([town.tick_row(number, next(offsets[number]), at)])
            town.handle(number)
    left = [(number, what) for number in range(PARTITIONS) for what in range(4)]
    while left:
        number, what = dice.choice(left)
        some = [row for _, row in zip(range(dice.randint(1, 200)), waiting[number], strict=False)] if what == 3 else []
        if some:
            town.partitions[number].hold(some)
        if not some and (what == 3 or not apply(number, what, CAME, dice.randint(1, 20))):
            left.remove((number, what))
        town.handle(number)
    for at in range(CAME, until, HOUR):
        for number in dice.sample(range(PARTITIONS), PARTITIONS):
            town.partitions[number].hold([town.tick_row(number, next(offsets[number]), at)])
            town.handle(number)
            for topic in dice.sample(range(3), 3):
                apply(number, topic, at, 1_000)
                town.handle(number)


@pytest.mark.parametrize("seed", range(6))
def test_what_waited_raises_nothing_that_the_canonical_log_does_not_and_calls_nobody_silent(seed: int) -> None:
    town = Town(lives())
    live(town, random.Random(seed), CAME + 5 * 24 * HOUR)
    assert sorted(town.alerts) == town.canonical(CAME + 5 * 24 * HOUR - HOUR)
    assert len(town.alerts) > 5
    assert town.aggregate.as_of == CAME + 5 * 24 * HOUR - HOUR
    assert town.told == []


def test_a_municipality_that_does_stop_is_called_silent_and_heard_again() -> None:
    """What shows that the test above could fail: nothing is registered from 3 to 15 May."""
    facts = {
        who: [fact for fact in some if not CAME + 30 * HOUR < fact.learnt_at < CAME + 13 * 24 * HOUR]
        for who, some in lives().items()
    }
    town = Town(facts)
    live(town, random.Random(0), UNTIL)
    assert [(told.change, told.alert_id) for told in town.told] == [
        ("raised", "silent-source:data:101:2018-05-02:1"),
        ("resolved", "silent-source:data:101:2018-05-02:1"),
    ]
    assert sorted(town.alerts) == town.canonical(UNTIL - HOUR)
