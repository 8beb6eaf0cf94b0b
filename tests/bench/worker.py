"""worker: events a second and processor time of a real worker with everything durable, beside a plain Faust agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from rules.civil import Instant
from streams import clock
from streams.topics import ALERTS, CITIZENS_CHANGELOG, CLOCK, SOURCES, Topics
from tests.bench.bed import PARTITIONS, Bed, Role, Run, wait_until
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, Line, lines
from tests.bench.machine import cpu_s
from tests.bench.table import Table

TITLE = "a backlog worked off, state, changelog and alerts durable"
TWIN: Final = "tests.twins.plain_agent"


class _Spent(NamedTuple):
    """What one run took, from the start of the process to its last acknowledged record."""

    wall_s: float
    cpu_s: float
    broker_s: float
    changelog: float
    alerts: float

    def beyond(self, idle: _Spent) -> _Spent:
        """Without what the same process takes when there is nothing to do."""
        return _Spent(*(max(mine - its, 0) for mine, its in zip(self, idle, strict=True)))


def run(quick: bool) -> Table:
    """Measure both on the same lives; the twin on fewer."""
    citizens, few, rounds = (1_000, 200, 1) if quick else (5_000, 500, 3)
    table = Table("worker", TITLE)
    backlog, short = lines(citizens), lines(few)
    with Bed() as bed:
        ours = _rounds(bed, backlog, _batch, rounds)
        twin = _rounds(bed, short, _plain, rounds)
    _tell(table, "worker", ours, len(backlog))
    _tell(table, "plain agent", twin, len(short))
    by_cpu = [(b.cpu_s / len(short)) / (a.cpu_s / len(backlog)) for a, b in zip(ours, twin, strict=True)]
    by_wall = [(b.wall_s / len(short)) / (a.wall_s / len(backlog)) for a, b in zip(ours, twin, strict=True)]
    table.add("worker over plain agent, by processor time", "times", *by_cpu)
    table.add("worker over plain agent, by wall", "times", *by_wall)
    table.notes += [
        f"Lives of {EVENTS_A_LIFE} events: {len(backlog)} events for the worker, {len(short)} for the plain agent.",
        f"{PARTITIONS} partitions, acks=all, one broker. Every event is judged at its own time, with the midnights between.",
        "Published before the start; over when all is committed and the tick's figures (the agent: the tick) are out.",
        "What the same process takes without any event is taken off.",
    ]
    return table


def _rounds(bed: Bed, backlog: list[Line], work: Callable[[Run, Instant], Role], rounds: int) -> list[_Spent]:
    idle = _spent(bed, [], work)
    return [_spent(bed, backlog, work).beyond(idle) for _ in range(rounds)]


def _spent(bed: Bed, backlog: list[Line], work: Callable[[Run, Instant], Role]) -> _Spent:
    changelog = _changelog if work is _batch else _plain_changelog
    run = bed.run()
    run.publish((line.topic, line.citizen.encode(), line.value) for line in backlog)
    began, broker_before = clock.monotonic(), cpu_s(bed.broker_pid)
    role = work(run, AS_OF)
    spent = _Spent(
        clock.monotonic() - began,
        cpu_s(role.pid),
        cpu_s(bed.broker_pid) - broker_before,
        run.records(changelog(run.topics)),
        run.records(run.topics.name(ALERTS)),
    )
    role.stop()
    run.close()
    return spent


def _batch(run: Run, at: Instant) -> Role:
    run.tick(at)
    role = run.worker()
    group, read = run.topics.group, (*SOURCES, CLOCK)  # the tick is committed when all that it made is acknowledged
    wait_until(role, lambda: run.is_judged(at) and run.committed(group, *read) == run.ends(*read))
    return role


def _plain(run: Run, at: Instant) -> Role:
    """The agent knows no barrier: the tick must not come before everything is read."""
    role, group = run.role("-m", TWIN), _plain_group(run.topics)
    wait_until(role, lambda: run.committed(group, *SOURCES) == run.ends(*SOURCES))
    run.tick(at)
    wait_until(role, lambda: run.committed(group, CLOCK) == run.ends(CLOCK))
    return role


def _changelog(topics: Topics) -> str:
    return topics.name(CITIZENS_CHANGELOG)


def _plain_group(topics: Topics) -> str:
    return f"{topics.group}-plain"


def _plain_changelog(topics: Topics) -> str:
    return f"{_plain_group(topics)}-citizens-changelog"


def _tell(table: Table, who: str, spent: list[_Spent], events: int) -> None:
    table.add(f"{who}: events", "events/s", *(events / each.wall_s for each in spent))
    table.add(f"{who}: processor time", "µs/event", *(each.cpu_s * 1e6 / events for each in spent))
    table.add(f"{who}: broker beside it", "µs/event", *(each.broker_s * 1e6 / events for each in spent))
    table.add(f"{who}: changelog records", "an event", *(each.changelog / events for each in spent))
    table.add(f"{who}: alert records", "an event", *(each.alerts / events for each in spent))
