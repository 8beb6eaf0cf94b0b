"""footprint: what a citizen's ten events leave behind on the disks of Kafka and in the memory of each role and of Redis."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Final

import redis

from streams.engine.settlement import MARKER_KEY
from streams.intake.sender import Sender
from streams.topics import ALERTS, CITIZENS_CHANGELOG, CLOCK, MUNICIPAL_FIGURES, MUNICIPAL_PARTIALS, SOURCES
from tests.bench.bed import Bed, Role, Run, wait_until
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, lines
from tests.bench.machine import cpu_s, peak_mib
from tests.bench.table import Table

TITLE = "what ten events of a citizen leave behind"
PARTITIONS: Final = 12
TICKS: Final = 20
_ROLES: Final = {"figures": ["figures", "serve"], "keeper": ["inbox", "keep"]}


def run(quick: bool) -> Table:
    """Measure with 20,000 citizens; `quick`: a tenth."""
    citizens, table = 2_000 if quick else 20_000, Table("footprint", TITLE)
    with Bed() as bed:
        run = bed.run(PARTITIONS)
        _publish(bed, run, citizens)
        run.tick(AS_OF)
        worker = run.worker()
        wait_until(worker, lambda: run.is_judged(AS_OF))
        table.add("worker: processor time with start", "µs/event", cpu_s(worker.pid) * 1e6 / citizens / EVENTS_A_LIFE)
        _disks(table, bed, run, citizens)
        _ticks(table, bed, run, worker)
        _memory(table, bed, run)
        table.add("worker: peak memory", "MiB", peak_mib(worker.pid))
        worker.stop()
        run.close()
    table.notes += [
        f"{citizens:,} lives of {EVENTS_A_LIFE} events, {PARTITIONS} partitions; lz4 from the producers, one replica: times the replicas on a cluster.",
        "The changelog is compacted in time to the last record of each citizen; its newest segment (128 MB a partition) never is.",
        "Worker, figures and keeper: the whole process. The worker's share a citizen is what `recovery` measures.",
    ]
    return table


def _publish(bed: Bed, run: Run, citizens: int) -> None:
    """As `rettidig publish` does."""
    sender = Sender(bed.stack.bootstrap, 60.0, Counter())
    for line in lines(citizens):
        sender.send(run.topics.name(line.topic), line.citizen.encode(), line.value)
    sender.finish()


def _disks(table: Table, bed: Bed, run: Run, citizens: int) -> None:
    for what, base_names in (
        ("events", SOURCES),
        ("alerts", (ALERTS,)),
        ("changelog as written", (CITIZENS_CHANGELOG,)),
        ("partial counts", (MUNICIPAL_PARTIALS,)),
    ):
        table.add(f"disk: {what}", "B/citizen", sum(_on_disk(bed, run, name) for name in base_names) / citizens)
    last = dict[bytes, int]()
    reader, left = run.reader(CITIZENS_CHANGELOG), sum(run.ends(CITIZENS_CHANGELOG).values())
    while left:
        for message in reader.consume(min(left, 10_000), 1.0):
            left -= 1
            if message.key() != MARKER_KEY:
                last[message.key()] = len(message.value() or b"") + len(message.key())
    reader.close()
    table.add("changelog, last record of each citizen", "B/citizen", sum(last.values()) / len(last))


def _on_disk(bed: Bed, run: Run, base_name: str) -> int:
    """Bytes of a topic's segments, without their indexes."""
    return sum(file.stat().st_size for file in bed.directory.rglob(f"{run.topics.name(base_name)}-*/*.log"))


def _ticks(table: Table, bed: Bed, run: Run, worker: Role) -> None:
    """Ticks at which nothing happens, one after the other as from a clock."""
    before = {name: _on_disk(bed, run, name) for name in (CLOCK, MUNICIPAL_PARTIALS)}
    for number in range(1, TICKS + 1):
        at = AS_OF + number * 1_000_000
        run.tick(at)
        wait_until(worker, partial(run.is_judged, at))  # of ticks that wait together only the last is answered
    for name, were in before.items():
        table.add(f"disk: {name}, a tick of {PARTITIONS} partitions", "B", (_on_disk(bed, run, name) - were) / TICKS)


def _memory(table: Table, bed: Bed, run: Run) -> None:
    client = redis.Redis.from_url(bed.stack.redis_url)
    before = int(client.info("memory")["used_memory"])
    for name, command in _ROLES.items():
        role = run.role("-c", f"from deploy.cli import main; main({command!r})", redis_url=bed.stack.redis_url)
        wait_until(role, role.is_ready)
        table.add(f"{name}: peak memory", "MiB", peak_mib(role.pid))
        role.stop()
    kept = int(client.info("memory")["used_memory"]) - before
    entries = max(1, client.dbsize())
    table.add("Redis: keys", "keys", entries)
    table.add("Redis: memory", "MiB", kept / 2**20)
    table.add(f"disk: {MUNICIPAL_FIGURES}", "B", _on_disk(bed, run, MUNICIPAL_FIGURES))
