"""assess: what the law costs without any broker, on one core, by processor time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rules.assess import assess
from rules.case import Dossier, dossier
from rules.civil import Day, civil_day
from rules.history import history
from streams.citizen.judge import Judge, Judgement
from streams.citizen.state import CitizenState, decode, encode
from streams.citizen.step import step
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, Life, lives
from tests.bench.table import Table

TITLE = "the law on ten-event lives, one core, no broker"


def run(quick: bool) -> Table:
    """Measure; `quick`: fewer lives and rounds."""
    count, rounds = (500, 3) if quick else (2_000, 5)
    population, judge = list(lives(count)), Judge.load()
    table = Table("assess", TITLE)
    for work in (_assess_all, _step_at_once, _step_one_by_one):  # once before it counts: calendars and caches fill
        work(population[:100], judge)
    times = [_cpu_s(_assess_all, population, judge) for _ in range(rounds)]
    table.add("history, dossier and assess, a citizen", "citizens/s", *(count / spent for spent in times))
    events = count * EVENTS_A_LIFE
    times = [_cpu_s(_step_at_once, population, judge) for _ in range(rounds)]
    table.add("step: a whole life at one tick", "µs/event", *(spent * 1e6 / events for spent in times))
    times = [_cpu_s(_step_one_by_one, population, judge) for _ in range(rounds)]
    table.add("step: event by event, each at its time", "µs/event", *(spent * 1e6 / events for spent in times))
    counting = _Counting(judge)
    told = _step_at_once(population, counting)
    table.add("judgements (a fact or a midnight)", "an event", counting.judged / events)
    table.add("alert messages", "an event", told / events)
    states = [len(encode(step(None, life.citizen, life.facts, AS_OF, judge).state)) for life in population[:500]]
    table.add("state after ten events", "bytes", *states)
    table.notes.append(
        f"{count} lives of {EVENTS_A_LIFE} events, seeded; processor time of this process, {rounds} rounds."
    )
    return table


class _Counting(Judge):
    """Counts how often it is asked."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(judge.book, judge.policy)
        self.judged = 0

    def judge(self, known: Dossier, on: Day) -> Judgement:
        self.judged += 1
        return super().judge(known, on)


def _cpu_s(work: Callable[[Sequence[Life], Judge], int], population: Sequence[Life], judge: Judge) -> float:
    before = time.process_time()
    work(population, judge)
    return time.process_time() - before


def _assess_all(population: Sequence[Life], judge: Judge) -> int:
    duties = 0
    for life in population:
        on = civil_day(life.facts[-1].learnt_at)
        duties += len(assess(dossier(history(life.facts), judge.book), on).obligations)
    return duties


def _step_at_once(population: Sequence[Life], judge: Judge) -> int:
    """As a worker does with a backlog: everything is pending until one tick covers it. Returns the messages' number."""
    return sum(len(step(None, life.citizen, life.facts, AS_OF, judge).messages) for life in population)


def _step_one_by_one(population: Sequence[Life], judge: Judge) -> int:
    """As a plain agent does: decode, step at the event's own time, encode; and a tick at the end."""
    told = 0
    for life in population:
        state: CitizenState | None = None
        for fact in life.facts:
            made = step(state, life.citizen, (fact,), fact.learnt_at, judge)
            state, told = decode(encode(made.state)), told + len(made.messages)
        told += len(step(state, life.citizen, (), AS_OF, judge).messages)
    return told
