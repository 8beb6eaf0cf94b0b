"""recovery: a killed worker's successor reads all states back: seconds until it is ready, and the memory it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aiokafka.partitioner import murmur2
from msgspec.structs import replace

from streams import clock
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, encode
from streams.citizen.step import step
from streams.topics import CITIZENS_CHANGELOG
from tests.bench.bed import PARTITIONS, Bed, Role, Run, wait_until
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, lives
from tests.bench.machine import cpu_s, peak_mib
from tests.bench.table import Table

TITLE = "a killed worker's successor, from its start until it is ready"
DIFFERENT_LIVES: Final = 1_000
TICK_S: Final = 0.5


def run(quick: bool) -> Table:
    """Measure with 200,000 citizens; `quick`: a tenth."""
    citizens, kills = (20_000, 1) if quick else (200_000, 3)
    table = Table("recovery", TITLE)
    with Bed() as bed:
        run = bed.run()
        states = _states()
        run.publish(_records(states, citizens))
        worker = _ready_worker(run)
        wall_s, spent_s, memory = [], [], []
        for _ in range(kills):
            worker.kill()
            wait_until_free(run)
            began = clock.monotonic()
            worker = _ready_worker(run)
            wall_s.append(clock.monotonic() - began)
            spent_s.append(cpu_s(worker.pid))
            memory.append(peak_mib(worker.pid))
        worker.stop()
        run.close()
        idle_s, idle_memory = _idle(bed)
    share = citizens / 100_000
    table.add(f"{citizens:,} citizens: start to ready", "s", *wall_s)
    table.add(f"{citizens:,} citizens: processor time", "s", *spent_s)
    table.add(f"{citizens:,} citizens: peak memory", "MiB", *memory)
    table.add("start to ready without any citizen", "s", idle_s)
    table.add("each 100,000 more: start to ready", "s", *((each - idle_s) / share for each in wall_s))
    table.add("each 100,000 more: peak memory", "MiB", *((each - idle_memory) / share for each in memory))
    table.notes += [
        f"{len(states)} lives of {EVENTS_A_LIFE} events, judged by the step, each the state of {citizens // len(states)} citizens;",
        f"{sum(map(len, map(encode, states))) // len(states)} bytes a state on average, one changelog record each, {PARTITIONS} partitions.",
        "SIGKILL, then the successor starts when the broker has given up the dead one (not counted).",
    ]
    return table


def wait_until_free(run: Run) -> None:
    """Until the broker counts no worker as a member: the session of a killed one has to run out."""
    while not run.is_group_empty():
        clock.sleep(0.2)


def _ready_worker(run: Run) -> Role:
    """A worker once it is ready; ticks come as from a clock, but the time does not move, so nobody is due."""
    worker = run.worker()
    ticked_at = 0.0

    def is_ready() -> bool:
        nonlocal ticked_at
        if clock.monotonic() - ticked_at > TICK_S:
            run.tick(AS_OF)
            ticked_at = clock.monotonic()
        return worker.is_ready()

    wait_until(worker, is_ready)
    return worker


def _idle(bed: Bed) -> tuple[float, float]:
    run = bed.run()
    began = clock.monotonic()
    worker = _ready_worker(run)
    found = clock.monotonic() - began, peak_mib(worker.pid)
    worker.stop()
    run.close()
    return found


def _states() -> list[CitizenState]:
    judge = Judge.load()
    return [step(None, life.citizen, life.facts, AS_OF, judge).state for life in lives(DIFFERENT_LIVES)]


def _records(states: Sequence[CitizenState], citizens: int) -> Iterator[tuple[str, bytes, bytes]]:
    """One changelog record a citizen, as compaction leaves them: without the markers of who wrote them."""
    values = [[encode(replace(state, partition=number)) for number in range(PARTITIONS)] for state in states]
    for number in range(citizens):
        key = f"citizen-{number:07d}".encode()
        yield CITIZENS_CHANGELOG, key, values[number % len(values)][(murmur2(key) & 0x7FFFFFFF) % PARTITIONS]
