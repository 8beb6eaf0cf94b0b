"""worker: events a second and processor time of a real worker with everything durable, beside a plain Faust agent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import Final, NamedTuple, TypeAlias

from deploy.compiled.use import is_compiled
from deploy.town.town import Town
from deploy.town.town import lines as town_lines
from rules.civil import Instant, day, start_of_day
from streams import clock
from streams.intake.address import address_of
from streams.intake.decode import decode_line
from streams.topics import ALERTS, CITIZENS_CHANGELOG, CLOCK, SOURCES, Topics
from tests.bench.areas import Profile
from tests.bench.bed import PARTITIONS, Bed, Role, Run, wait_until
from tests.bench.lives import AS_OF, EVENTS_A_LIFE, lines
from tests.bench.machine import cpu_s, fixed_work_ms
from tests.bench.table import Table

TITLE = "a backlog worked off, state, changelog and alerts durable"
TWIN: Final = "tests.twins.plain_agent"
MONTHS: Final = 4
"""Of the town's registrations: about ten events a citizen, the half of them from before its first day."""
IDLE_RUNS: Final = 3
"""How often what a process takes without events is measured; in small sizes it is as much as what the events take."""
ROOMY: Final = {"unpacked_states": "400000"}
"""As who works off years sets a worker that has the memory: no citizen is packed away between two events."""
_LONGEST_S: Final = 3_600.0

Record: TypeAlias = tuple[str, bytes, bytes]
"""(topic's name in the contract, key, value)."""
Way: TypeAlias = Callable[[Run, Instant, Callable[[Role], None]], Role]


class Sizes(NamedTuple):
    """How many citizens: ten-event lives for the worker and for its twin, the town's for the worker; how often each."""

    lives: int
    twin: int
    town: int
    rounds: int


QUICK: Final = Sizes(1_000, 100, 1_000, 1)
USUAL: Final = Sizes(5_000, 500, 10_000, 3)
FULL: Final = Sizes(5_000, 500, 100_000, 1)
"""A million events of the town."""


class _Spent(NamedTuple):
    """What one run took, from the start of the process to its last acknowledged record.

    `fixed_ms`: what a fixed piece of work took just before and just after it, half of both: the machine's own speed then.
    """

    wall_s: float
    cpu_s: float
    broker_s: float
    changelog: float
    alerts: float
    fixed_ms: float

    def beyond(self, idle: _Spent) -> _Spent:
        """Without what the same process takes when there is nothing to do."""
        taken_off = idle._replace(fixed_ms=0.0)
        return _Spent(*(max(mine - its, 1e-6) for mine, its in zip(self, taken_off, strict=True)))


class _Backlog(NamedTuple):
    """What is there when a worker starts: how to make it, how much it is, and the instant of the one tick that judges it."""

    records: Callable[[], Iterable[Record]]
    events: int
    as_of: Instant


_NOTHING: Final = _Backlog(list, 0, AS_OF)


def _lives(citizens: int) -> _Backlog:
    made = [(line.topic, line.citizen.encode(), line.value) for line in lines(citizens)]
    return _Backlog(lambda: made, len(made), AS_OF)


def _town(citizens: int) -> _Backlog:
    town = Town(citizens, MONTHS, seed=1, from_=day("2017-07-01"))

    def records() -> Iterator[Record]:
        for month in town_lines(town, lambda _: None):
            for value in month:
                topic, key = address_of(value, decode_line(value))
                yield topic, key or b"", value

    return _Backlog(records, sum(1 for _ in records()), start_of_day(town.until + 1))


def run(quick: bool, *, full: bool = False, profile: bool = False) -> Table:
    """Measure both on the same lives, the twin on fewer, and the worker on the invented town's."""
    sizes = FULL if full else QUICK if quick else USUAL
    table = Table("worker", TITLE)
    backlog, short, town = _lives(sizes.lives), _lives(sizes.twin), _town(sizes.town)
    with Bed() as bed:
        idle = _idle(bed, _batch)
        ours = [_spent(bed, backlog, _batch).beyond(idle) for _ in range(sizes.rounds)]
        theirs_idle = _idle(bed, _plain)
        twin = [_spent(bed, short, _plain).beyond(theirs_idle) for _ in range(sizes.rounds)]
        in_town = [_spent(bed, town, _batch).beyond(idle) for _ in range(sizes.rounds)]
        in_c, roomy = _in_c(bed, (backlog, town), sizes.rounds) if is_compiled() else ([], [])
        if profile:
            samples = Profile(bed.directory)
            whole = _spent(bed, town, _batch, lambda role: samples.start(role.pid))
            _tell_areas(table, samples.stop(), whole.beyond(idle).cpu_s * 1e6 / town.events)
    _tell(table, "worker", ours, backlog.events)
    _tell(table, "plain agent", twin, short.events)
    by_cpu = [(b.cpu_s / short.events) / (a.cpu_s / backlog.events) for a, b in zip(ours, twin, strict=True)]
    by_wall = [(b.wall_s / short.events) / (a.wall_s / backlog.events) for a, b in zip(ours, twin, strict=True)]
    table.add("worker over plain agent, by processor time", "times", *by_cpu)
    table.add("worker over plain agent, by wall", "times", *by_wall)
    _tell(table, "town", in_town, town.events)
    for who, made, plain, each in zip(("worker", "town"), in_c, (ours, in_town), (backlog, town), strict=False):
        _tell(table, f"{who}, compiled law", made, each.events)
        spared = (a.cpu_s / b.cpu_s for a, b in zip(plain, made, strict=True))
        table.add(f"{who}, plain law over compiled, by processor time", "times", *spared)
        if plain is ours:
            ratios = ((b.cpu_s / short.events) / (a.cpu_s / each.events) for a, b in zip(made, twin, strict=True))
            table.add("worker, compiled law, over plain agent, by processor time", "times", *ratios)
    if roomy:
        _tell(table, "town, compiled law, set for a backlog", roomy, town.events)
    table.notes += [
        f"Lives of {EVENTS_A_LIFE} events: {backlog.events:,} events for the worker, {short.events:,} for the plain agent;",
        f"the invented town: {town.events:,} events of {sizes.town:,} citizens in {MONTHS} months.",
        f"{PARTITIONS} partitions, acks=all, one broker. Every event is judged at its own time, with the midnights between.",
        "Published before the start; over when all is committed and the tick's figures (the agent: the tick) are out.",
        f"What the same process takes without any event (median of {IDLE_RUNS} runs) is taken off.",
        "The plain agent runs the law as plain Python.",
        f"Set for a backlog: {', '.join(f'{name}={value}' for name, value in ROOMY.items())}; all else as it ships.",
        "Fixed work: processor time of one piece of Python just before and after a run.",
        "Where it differs, the machine itself was quicker or slower meanwhile.",
    ]
    return table


def _in_c(bed: Bed, backlogs: tuple[_Backlog, ...], rounds: int) -> tuple[list[list[_Spent]], list[_Spent]]:
    """The same backlogs worked off by a worker with the compiled law, and the last of them by one that is set for it."""
    idle = _idle(bed, _batch_in_c)
    as_shipped = [[_spent(bed, each, _batch_in_c).beyond(idle) for _ in range(rounds)] for each in backlogs]
    return as_shipped, [_spent(bed, backlogs[-1], _batch_in_c_roomy).beyond(idle) for _ in range(rounds)]


def _idle(bed: Bed, work: Way) -> _Spent:
    """What a process takes when there is nothing to do: of each quantity the median."""
    _spent(bed, _NOTHING, work)  # the first start finds cold files, and would make every later one look free
    runs = [_spent(bed, _NOTHING, work) for _ in range(IDLE_RUNS)]
    return _Spent(*map(median, zip(*runs, strict=True)))


def _spent(bed: Bed, backlog: _Backlog, work: Way, started: Callable[[Role], None] = lambda _: None) -> _Spent:
    changelog = _plain_changelog if work is _plain else _changelog
    run = bed.run()
    run.publish(backlog.records())
    fixed_before = fixed_work_ms()
    began, broker_before = clock.monotonic(), cpu_s(bed.broker_pid)
    role = work(run, backlog.as_of, started)
    wall_s, own_s, broker_s = clock.monotonic() - began, cpu_s(role.pid), cpu_s(bed.broker_pid) - broker_before
    fixed_ms = (fixed_before + fixed_work_ms()) / 2
    changes, alerts = run.records(changelog(run.topics)), run.records(run.topics.name(ALERTS))
    spent = _Spent(wall_s, own_s, broker_s, changes, alerts, fixed_ms)
    role.stop()
    run.close()
    return spent


def _batch(run: Run, at: Instant, started: Callable[[Role], None], **settings: str) -> Role:
    run.tick(at)
    role = run.worker(**settings)
    started(role)
    group, read = run.topics.group, (*SOURCES, CLOCK)  # the tick is committed when all that it made is acknowledged
    wait_until(role, lambda: run.is_judged(at) and run.committed(group, *read) == run.ends(*read), _LONGEST_S)
    return role


def _batch_in_c(run: Run, at: Instant, started: Callable[[Role], None]) -> Role:
    return _batch(run, at, started, compiled="1")


def _batch_in_c_roomy(run: Run, at: Instant, started: Callable[[Role], None]) -> Role:
    return _batch(run, at, started, compiled="1", **ROOMY)


def _plain(run: Run, at: Instant, started: Callable[[Role], None]) -> Role:
    """The agent knows no barrier: the tick must not come before everything is read."""
    role, group = run.role("-m", TWIN), _plain_group(run.topics)
    started(role)
    wait_until(role, lambda: run.committed(group, *SOURCES) == run.ends(*SOURCES), _LONGEST_S)
    run.tick(at)
    wait_until(role, lambda: run.committed(group, CLOCK) == run.ends(CLOCK), _LONGEST_S)
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
    table.add(f"{who}: fixed work beside it", "ms", *(each.fixed_ms for each in spent))


def _tell_areas(table: Table, shares: dict[str, float], cpu_us: float) -> None:
    """Where the time of one more run of the town goes; the sampling itself costs some of it."""
    for area, share in shares.items():
        table.add(f"town, by area: {area}", "µs/event", share * cpu_us)
