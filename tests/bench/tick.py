"""tick: what a midnight costs a worker when one citizen in a hundred is due; no broker, one core, by processor time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from rules.civil import Instant, day, start_of_day
from streams.agents.binding import rules
from streams.agents.worker import collect_rarely
from streams.citizen.encoding import encode
from streams.citizen.form import FORM
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, due_at
from streams.citizen.step import step
from streams.engine.journal import Work
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.topics import Topics
from tests.bench.lives import EVENTS_A_LIFE, lives
from tests.bench.table import Table
from tests.streams.engine.toy import Row, Watch, handle_tick

TITLE = "a midnight at which one citizen in a hundred is due, no broker"
BEFORE: Final[Instant] = start_of_day(day("2018-11-01"))
MIDNIGHT: Final[Instant] = start_of_day(day("2018-11-02"))
DUE_IN: Final = 100
TOPICS: Final = Topics(partitions=1)


class Population(NamedTuple):
    """States of different people in the midst of their lives: who is due at the midnight, and who is not."""

    due: Sequence[CitizenState]
    others: Sequence[CitizenState]

    def value(self, number: int) -> bytes:
        """A citizen's changelog value: every hundredth is due."""
        kind, place = (self.due, number // DUE_IN) if number % DUE_IN == 0 else (self.others, number)
        return encode(replace(kind[place % len(kind)], offsets=(number, -1, -1)))


def run(quick: bool) -> Table:
    """Measure with 130,000 citizens and with a tenth, who should cost a tenth; `quick`: fewer different people."""
    judge = Judge.load()
    people = _people(1_500 if quick else 6_000, judge)
    table = Table("tick", TITLE)
    for citizens in (13_000, 130_000):
        costs = [_tick(people, citizens, Judge(judge.book, judge.policy)) for _ in range(1 if quick else 3)]
        due = citizens // DUE_IN
        table.add(f"{citizens:,} citizens, {due:,} due: the tick", "s", *(each for each, _, _ in costs))
        table.add("… a citizen who is due", "µs", *(each / due * 1e6 for each, _, _ in costs))
        table.add("… alerts told", "alerts", *(told for _, told, _ in costs))
        table.add("… the next tick, nobody due", "ms", *(idle * 1000 for _, _, idle in costs))
    table.notes += [
        f"{len(people.due)} and {len(people.others):,} different lives of up to {EVENTS_A_LIFE} events, judged up to the day before, in bytes as after a recovery;",
        "judging, counting, packing the states and writing down the alerts; not the way to Kafka.",
    ]
    return table


def _people(different: int, judge: Judge) -> Population:
    states = []
    for life in lives(different):
        known = [fact for fact in life.facts if fact.learnt_at <= BEFORE]
        states.append(step(None, life.citizen, known, BEFORE, judge).state)
    due = [state for state in states if (due_at(state) or MIDNIGHT + 1) <= MIDNIGHT]
    return Population(due, [state for state in states if (due_at(state) or MIDNIGHT + 1) > MIDNIGHT])


def _tick(people: Population, citizens: int, judge: Judge) -> tuple[float, int, float]:
    """Seconds of processor time, alerts told, and seconds of the tick after it. `judge`: one that remembers nobody."""
    merge = Merge(0, FORM)
    merge.absorb(Row(number, b"citizen-%07d" % number, people.value(number)) for number in range(citizens))
    partition = Partition(0, TOPICS.sources, rules(TOPICS, judge, Watch()), "bench")
    for _ in merge.into(partition):
        pass
    partition.begin((citizens, 0, 0), 0)
    collect_rarely()
    began = time.process_time()
    work = _handle(partition, MIDNIGHT)
    spent = time.process_time() - began
    assert len(work.states) >= citizens // DUE_IN
    partition.journal.acknowledged(work)
    began = time.process_time()
    _handle(partition, MIDNIGHT + 1)
    return spent, len(work.alerts), time.process_time() - began


def _handle(partition: Partition, at: Instant) -> Work:
    handle_tick(partition, at)
    return partition.take()
