"""recovery: a killed worker's successor reads all states back: seconds until it is ready, and the memory it takes.

python -m tests.bench.recovery --citizens 700000 --different 10000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from aiokafka.partitioner import murmur2
from msgspec.structs import replace
from rich.console import Console

from streams import clock
from streams.citizen.encoding import encode
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.engine import settlement
from streams.engine.settlement import MARKER_KEY, Settlement
from streams.topics import CITIZENS_CHANGELOG
from tests.bench import machine
from tests.bench.bed import PARTITIONS, Bed, Role, Run, wait_until
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, Life, lives
from tests.bench.machine import cpu_s, peak_mib, resident_mib
from tests.bench.table import WIDTH, Table

TITLE = "a killed worker's successor, from its start until it is ready"
TICK_S: Final = 0.5


class Size(NamedTuple):
    """How many citizens, how many of them are different people, and how often a worker is killed."""

    citizens: int
    different: int
    kills: int


class Taken(NamedTuple):
    """What a takeover took: wall time and processor time in s, peak and lasting memory in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    lasting_mib: float


def run(quick: bool) -> Table:
    """Measure with 200,000 citizens; `quick`: a tenth."""
    return measure(Size(20_000, 1_000, 1) if quick else Size(200_000, 1_000, 3))


def measure(size: Size) -> Table:
    """Measure one size."""
    table, judge = Table("recovery", TITLE), Judge.load()
    states = [_written_last(life, judge) for life in lives(size.different)]
    with Bed() as bed:
        taken, idle = _recoveries(bed, states, size, judge.version), _idle(bed)
    table.add(f"{size.citizens:,} citizens: start to ready", "s", *(each.wall_s for each in taken))
    table.add(f"{size.citizens:,} citizens: processor time", "s", *(each.cpu_s for each in taken))
    table.add(f"{size.citizens:,} citizens: peak memory", "MiB", *(each.peak_mib for each in taken))
    table.add("without any citizen: start to ready", "s", idle.wall_s)
    table.add("without any citizen: processor time", "s", idle.cpu_s)
    table.add("without any citizen: peak memory", "MiB", idle.peak_mib)
    a_citizen = [(each.cpu_s - idle.cpu_s) / size.citizens * 1e6 for each in taken]
    table.add("a citizen: processor time", "µs", *a_citizen)
    for what, at in (("peak", "peak_mib"), ("lasting", "lasting_mib")):
        kib = [(getattr(each, at) - getattr(idle, at)) * 1024 / size.citizens for each in taken]
        table.add(f"a citizen: {what} memory", "KiB", *kib)
    plain = [len(encode(replace(state, outbox=()))) for state in states]
    table.add("a citizen: state", "bytes", *plain)
    table.add("a citizen: changelog record", "bytes", *map(len, map(encode, states)))
    table.notes += [
        f"{len(states):,} lives of {EVENTS_A_LIFE} events, judged by the step, each the state of {size.citizens // len(states):,} citizens;",
        f"one changelog record each, with the messages it was last told by; {PARTITIONS} partitions.",
        "SIGKILL, then the successor starts when the broker has given up the dead one (not counted).",
    ]
    return table


def _recoveries(bed: Bed, states: Sequence[CitizenState], size: Size, law: int) -> list[Taken]:
    run = bed.run()
    run.publish(_records(states, size.citizens))
    _settle(run, law)
    worker, _ = _ready_worker(run)
    taken = []
    for _ in range(size.kills):
        worker.kill()
        wait_until_free(run)
        worker, found = _ready_worker(run)
        taken.append(found)
    worker.stop()
    run.close()
    return taken


def wait_until_free(run: Run) -> None:
    """Until the broker counts no worker as a member: the session of a killed one has to run out."""
    while not run.is_group_empty():
        clock.sleep(0.2)


def _ready_worker(run: Run) -> tuple[Role, Taken]:
    """A worker once it is ready; ticks come as from a clock, but the time does not move, so nobody is due."""
    began = clock.monotonic()
    worker = run.worker()
    ticked_at = 0.0

    def is_ready() -> bool:
        nonlocal ticked_at
        if clock.monotonic() - ticked_at > TICK_S:
            run.tick(AS_OF)
            ticked_at = clock.monotonic()
        return worker.is_ready()

    wait_until(worker, is_ready)
    wall_s = clock.monotonic() - began
    return worker, Taken(wall_s, cpu_s(worker.pid), peak_mib(worker.pid), resident_mib(worker.pid))


def _idle(bed: Bed) -> Taken:
    run = bed.run()
    worker, found = _ready_worker(run)
    worker.stop()
    run.close()
    return found


def _written_last(life: Life, judge: Judge) -> CitizenState:
    """The state as a worker that judged in time wrote it last: with the messages of the instant of the last ones."""
    made = step(None, life.citizen, life.facts, AS_OF, judge)
    last = [message.value for message in made.messages if message.time == made.messages[-1].time]
    return replace(made.state, outbox=tuple(last))


def _records(states: Sequence[CitizenState], citizens: int) -> Iterator[tuple[str, bytes, bytes]]:
    """One changelog record a citizen, as compaction leaves them: without the markers of who wrote them."""
    values = [[encode(replace(state, partition=number)) for number in range(PARTITIONS)] for state in states]
    for number in range(citizens):
        key = f"citizen-{number:07d}".encode()
        yield CITIZENS_CHANGELOG, key, values[number % len(values)][(murmur2(key) & 0x7FFFFFFF) % PARTITIONS]


def _settle(run: Run, law: int) -> None:
    """The last owner's marker in each partition: everything before it was told, and judged by the law of today."""
    name, producer = run.topics.name(CITIZENS_CHANGELOG), run.producer()
    for (_, number), end in run.ends(CITIZENS_CHANGELOG).items():
        producer.produce(name, settlement.encode(Settlement(1, 1, end, AS_OF, (law,))), MARKER_KEY, partition=number)
    assert not producer.flush(30)


def main() -> None:
    """Measure the size that was asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.recovery")
    asked.add_argument("--citizens", type=int, default=200_000)
    asked.add_argument("--different", type=int, default=1_000, help="how many of them are different people")
    asked.add_argument("--kills", type=int, default=3)
    given = asked.parse_args()
    table = measure(Size(given.citizens, min(given.different, given.citizens), given.kills))
    table.load = machine.load()
    table.show(Console(width=WIDTH))


if __name__ == "__main__":
    main()
