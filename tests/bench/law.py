"""assess: what the law costs without any broker, on one core, by processor time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rules.assess import assess
from rules.case import dossier
from rules.civil import civil_day
from rules.history import history
from streams.citizen.encoding import encode
from streams.citizen.judge import Judge
from streams.citizen.step import step
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, Life, lives
from tests.bench.table import Table

TITLE = "the law on ten-event lives, one core, no broker"


def run(quick: bool) -> Table:
    """Measure; `quick`: fewer lives and rounds."""
    count, rounds = (500, 3) if quick else (2_000, 5)
    population, judge = list(lives(count)), Judge.load()
    table = Table("assess", TITLE)
    for what, work in (
        ("history, dossier and assess, a citizen", _from_facts),
        ("assess alone, on the day after the last event", _of_dossiers),
    ):
        work(population[:100], judge)  # once before it counts: calendars and caches fill
        times = [work(population, judge) for _ in range(rounds)]
        table.add(what, "citizens/s", *(count / spent for spent in times))
    states = [len(encode(step(None, life.citizen, life.facts, AS_OF, judge).state)) for life in population[:500]]
    table.add("state after ten events", "bytes", *states)
    table.notes.append(
        f"{count} lives of {EVENTS_A_LIFE} events, seeded; processor time of this process, {rounds} rounds."
    )
    return table


def _from_facts(population: Sequence[Life], judge: Judge) -> float:
    """Seconds for all of it, nothing remembered."""
    before = time.process_time()
    for life in population:
        assess(dossier(history(life.facts), judge.book), civil_day(life.facts[-1].learnt_at))
    return time.process_time() - before


def _of_dossiers(population: Sequence[Life], judge: Judge) -> float:
    """Seconds to assess dossiers a day later, as a midnight does: most answers are remembered."""
    ready = [(dossier(history(life.facts), judge.book), civil_day(life.facts[-1].learnt_at)) for life in population]
    for known, on in ready:
        assess(known, on)
    before = time.process_time()
    for known, on in ready:
        assess(known, on + 1)
    return time.process_time() - before
