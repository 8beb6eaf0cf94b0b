"""step: what the step costs without any broker, on one core: processor time, and counts that no other job on the machine can shift."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple

from deploy.compiled.use import runs_compiled
from deploy.gathering import gather
from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from rules.facts import Fact
from rules.settle import by_time
from streams.citizen.encoding import decode, encode
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.intake.decode import Accepted, decode_line
from tests.bench.lives import AS_OF, lives
from tests.bench.newcomer import newcomer
from tests.bench.table import Table

TITLE = "the step, one core, no broker"
SAMPLE: Final = Path("deploy") / "demo" / "lives-2016-2019.jsonl.gz"
_TICK_US: Final = 7 * MICROSECONDS_A_DAY
"""A tick a week: with many citizens, the next event of one comes after many of others."""

_NEWCOMERS_AS_OF: Final[Instant] = start_of_day(day("2026-11-21"))
"""By the law of 2026, with its share duties."""


class Lives(NamedTuple):
    """Citizens' facts, and the instant of the last tick."""

    facts: Mapping[str, Sequence[Fact]]
    as_of: Instant

    def first(self, count: int) -> Lives:
        """Some of them."""
        return Lives(dict(list(self.facts.items())[:count]), self.as_of)


Way = Callable[[Lives, Judge], int]


def run(quick: bool) -> Table:
    """Measure; `quick`: fewer lives and rounds."""
    count, rounds = (300, 2) if quick else (1_500, 3)
    judge, table = Judge.load(), Table("step", TITLE)
    populations: dict[str, tuple[Lives, Mapping[str, Way]]] = {
        "ten-event lives": (Lives({life.citizen: life.facts for life in lives(count)}, AS_OF), WAYS),
        "the demo's lives": (_sample(count), WAYS),
        "newcomers": (_newcomers(10 * count), {"a first interview that is overdue already": at_once}),
    }
    for name, (population, ways) in populations.items():
        events = sum(len(facts) for facts in population.facts.values())
        until = population.as_of // 1_000_000
        table.notes.append(f"{name}: {len(population.facts)} citizens, {events} events, ticks up to {until} s.")
        for what, way in ways.items():
            way(population.first(50), judge)  # once before it counts: calendars fill
            spent = [_cpu_s(way, population, judge) for _ in range(rounds)]
            table.add(f"{name}, {what}", "µs/event", *(each * 1e6 / events for each in spent))
        counted = {} if runs_compiled() else _counted(population, judge)
        for what, number in counted.items():
            table.add(f"{name}: {what}", "an event", number / events)
    table.notes.append(f"The law runs as {'C' if runs_compiled() else 'plain Python'}.")
    table.notes.append(
        "Counts are of a whole life at one tick, and the same on every machine; where the law runs as C there are none."
    )
    return table


def _sample(count: int) -> Lives:
    """The lives that the demo plays; of an independent generator, with clashes, corrections and late events."""
    known, _ = gather((str(SAMPLE),))
    kept = {citizen: [fact for fact in facts if fact.learnt_at <= AS_OF] for citizen, facts in known.items()}
    return Lives({citizen: facts for citizen, facts in list(kept.items())[:count] if facts}, AS_OF)


def _newcomers(count: int) -> Lives:
    """Citizens of whom one benefit is known, registered a month late: an alert is due at once, and a month end is behind."""
    read = (decode_line(newcomer(f"late-{number:05d}", _NEWCOMERS_AS_OF - 1)) for number in range(count))
    return Lives({each.citizen: (each.fact,) for each in read if isinstance(each, Accepted)}, _NEWCOMERS_AS_OF)


def at_once(population: Lives, judge: Judge) -> int:
    """As a worker does with a backlog: everything is pending until one tick covers it. Returns the messages' number."""
    as_of = population.as_of
    return sum(len(step(None, citizen, facts, as_of, judge).messages) for citizen, facts in population.facts.items())


def one_by_one(population: Lives, judge: Judge) -> int:
    """Each event at its own time, and the state through its bytes, as a plain agent does; a tick at the end."""
    told = 0
    for citizen, facts in population.facts.items():
        state: CitizenState | None = None
        for fact in sorted(facts, key=by_time):
            made = step(state, citizen, (fact,), fact.learnt_at, judge)
            state, told = decode(encode(made.state)), told + len(made.messages)
        told += len(step(state, citizen, (), population.as_of, judge).messages)
    return told


def week_by_week(population: Lives, judge: Judge) -> int:
    """As a worker does all day: all citizens' events as they come; a citizen is walked on when there is news of them."""
    told = 0
    states: dict[str, CitizenState] = {}
    waiting = sorted(
        (fact.learnt_at, fact.id, citizen, fact) for citizen, facts in population.facts.items() for fact in facts
    )
    clock: Instant = waiting[0][0]
    while waiting or clock < population.as_of:
        clock = min(clock + _TICK_US, population.as_of)
        news: dict[str, list[Fact]] = {}
        come = next((index for index, each in enumerate(waiting) if each[0] > clock), len(waiting))
        for _, _, citizen, fact in waiting[:come]:
            news.setdefault(citizen, []).append(fact)
        waiting = waiting[come:]
        for citizen, facts in news.items():
            made = step(states.get(citizen), citizen, facts, clock, judge)
            states[citizen], told = made.state, told + len(made.messages)
        for citizen in states.keys() - news.keys() if clock == population.as_of else ():
            told += len(step(states[citizen], citizen, (), clock, judge).messages)
    return told


WAYS: Final[dict[str, Way]] = {
    "a whole life at one tick": at_once,
    "event by event": one_by_one,
    "a tick a week": week_by_week,
}


def _counted(population: Lives, judge: Judge) -> dict[str, int]:
    """How often is judged, told and read from the first fact on, and how many Python functions are called for it."""
    with _calls() as called:
        told = at_once(population, judge)
    settled = called["_settle", "chronicle.py"]
    asked = called["_ask", "listing.py"]
    return {
        "judgements (a fact or a midnight)": called["judge", "judge.py"],
        "alert messages": told,
        "facts settled anew": settled,
        "rules asked": asked,
        "calls of Python functions": sum(called.values()),
    }


@contextmanager
def _calls() -> Iterator[Counter[tuple[str, str]]]:
    """Counts calls by function and file."""
    called: Counter[tuple[str, str]] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            called[frame.f_code.co_name, Path(frame.f_code.co_filename).name] += 1

    sys.setprofile(count)
    try:
        yield called
    finally:
        sys.setprofile(None)


def _cpu_s(way: Way, population: Lives, judge: Judge) -> float:
    before = time.process_time()
    way(population, judge)
    return time.process_time() - before
