"""A toy law and a toy broker side for tests of the engine alone: small, and of the same shapes as the real ones.

The law: every fact is told as `seen:<id>` when the clock reaches it, and as `quiet:<id>` at the midnight that begins the third
day after it, if no other fact came in between. A fact that comes behind the clock is told as `late:<id>`. Of a fact whose id
begins with `silent` nothing is ever told; it only counts.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from rules.civil import Instant, civil_day, day, start_of_day
from rules.facts import Fact, MentorContact
from streams.citizen.form import FORM
from streams.citizen.state import NEVER, CitizenState, Glance, Standing, Today, unknown
from streams.citizen.waiting import with_waiting
from streams.engine.partition import Partition
from streams.engine.ports import UNKNOWN_CLOCK, Letter, Pair, Passed, Record, Rules
from streams.engine.ports import Stepped as AnyStepped
from streams.engine.ticks import HeldTick, encode_tick

TOPICS = ("benefits", "interviews", "offers")
SPAN_DAYS = 3
SILENT = "silent"
START: Instant = start_of_day(day("2026-03-02"))
HOUR: Instant = 3_600_000_000


@dataclass(frozen=True)
class Message:
    value: bytes


@dataclass(frozen=True)
class Stepped:
    state: CitizenState
    messages: tuple[Message, ...]
    passed: Passed = ()
    late: int = 0
    dropped: int = 0


def step(state: CitizenState | None, citizen: str, facts: Sequence[Fact], now: Instant) -> Stepped:
    """The toy law."""
    assert not citizen.startswith("unjudgeable"), "a fault in the law"
    before = state or unknown(0)
    known = {fact.id for fact in before.facts}
    news = {fact.id: fact for fact in facts if fact.id not in known}
    late = sorted((fact for fact in news.values() if fact.learnt_at <= before.clock), key=_by_time)
    every = sorted([*before.facts, *news.values()], key=_by_time)
    clock = max(before.clock, now)
    heard = [fact for fact in every if not fact.id.startswith(SILENT)]
    told = [f"late:{fact.id}" for fact in late if fact in heard]
    for fact, after in zip(heard, [*heard[1:], None], strict=False):
        if before.clock < fact.learnt_at <= clock:
            told.append(f"seen:{fact.id}")
        quiet = _quiet_from(fact)
        is_quiet = after is None or after.learnt_at > quiet
        if is_quiet and fact not in late and before.clock < quiet <= clock:
            told.append(f"quiet:{fact.id}")
    covered = [fact for fact in every if fact.learnt_at <= clock]
    quiet_from = max((_quiet_from(fact) for fact in heard if fact.learnt_at <= clock), default=UNKNOWN_CLOCK)
    next_check = civil_day(quiet_from) if quiet_from > clock else NEVER
    today = Today(alerts=(("facts", len(covered)),))
    new = replace(before, clock=clock, facts=tuple(every), today=today, next_check=next_check)
    return Stepped(new, tuple(Message(f"{citizen}/{text}".encode()) for text in told), late=len(late))


def _by_time(fact: Fact) -> tuple[Instant, str]:
    return fact.learnt_at, fact.id


def _quiet_from(fact: Fact) -> Instant:
    return start_of_day(civil_day(fact.learnt_at) + SPAN_DAYS)


def fact(name: str, at: Instant) -> MentorContact:
    """A fact with the id `name`."""
    return MentorContact(id=name, learnt_at=at, mentor_id="m", on=civil_day(at))


def folded(facts: dict[str, list[Fact]], now: Instant) -> dict[str, list[bytes]]:
    """What the law tells of each citizen, without any engine."""
    return {citizen: [m.value for m in step(None, citizen, all_, now).messages] for citizen, all_ in facts.items()}


@dataclass(frozen=True)
class Row:
    """A record as aiokafka would hand it over."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = 0
    headers: Sequence[tuple[str, bytes]] = ()


def event(offset: int, citizen: str, said: Fact) -> Row:
    """A source record that holds a fact as `id@instant`."""
    return Row(offset, citizen.encode(), f"{said.id}@{said.learnt_at}".encode())


def tick(offset: int, at: Instant, *ends: int) -> Row:
    """A record of the clock topic."""
    return Row(offset, None, encode_tick(at, dict(zip(TOPICS, ends, strict=True))))


def ripe_tick(partition: Partition, at: Instant) -> HeldTick:
    """A tick whose barrier is what the partition has read, held by it."""
    ends = dict(zip(partition.topics, partition.positions, strict=True))
    assert not partition.hold([Row(partition.clock_position, None, encode_tick(at, ends))])
    held = partition.ripe()
    assert held is not None
    return held


def handle_tick(partition: Partition, at: Instant) -> None:
    """Let a partition judge by such a tick, to the end."""
    held = ripe_tick(partition, at)
    assert not partition.step_due(held, lambda: True)
    partition.finish(held)


def read(_topic: str, _partition: int, record: Record) -> Fact | Letter:
    """The fact in a record of the toy's form."""
    name, _, at = (record.value or b"").decode().partition("@")
    return fact(name, int(at)) if at.isdigit() else Letter(record.key, record.value or b"", "unreadable")


def unjudged(_topic: str, _partition: int, record: Record, _error: Exception) -> Letter:
    """The letter of an event that the law could not take in."""
    return Letter(record.key, record.value or b"", "unjudged")


class Tally:
    """Counts that only note what was asked of them: citizens, by how many facts they have."""

    def __init__(self, _partition: int) -> None:
        self.facts: Counter[int] = Counter()
        self.epoch = ""

    def replace(self, old: CitizenState | None, new: CitizenState | None, _passed: Sequence[object]) -> None:
        for state, sign in ((old, -1), (new, 1)):
            if state is not None and (size := facts_in(state)):
                self.facts[size] += sign

    def rebuilding(self, glances: Iterable[Glance], epoch: str, _clock: Instant) -> Iterator[None]:
        self.facts, self.epoch = Counter(), epoch
        for seen in glances:
            if size := facts_in(seen):
                self.facts[size] += 1
            yield

    def at_tick(self, as_of: Instant) -> list[Pair]:
        counts = {size: count for size, count in sorted(self.facts.items()) if count}
        return [(b"figures", f"{as_of} {counts}".encode())]


def facts_in(state: CitizenState | Glance) -> int:
    """What the toy law counts: facts that a tick has covered."""
    return dict(state.today.alerts).get("facts", 0)


def counted_in(figures: Sequence[Pair]) -> int:
    """How many facts the latest of these figures tell of."""
    counts: dict[int, int] = ast.literal_eval(figures[-1][1].decode().partition(" ")[2])
    return sum(size * count for size, count in counts.items())


@dataclass
class Watch:
    """Notes what it is told."""

    events: int = 0
    reasons: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    foreign: int = 0
    audits: int = 0
    latencies: list[int] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)

    def applied(self, _topic: str, _partition: int, events: int, _appended_ms: int) -> None:
        self.events += events

    def rejected(self, _topic: str, reason: str) -> None:
        self.reasons.append(reason)

    def ticked(self, _partition: int, appended_ms: int) -> None:
        self.ticks.append(appended_ms)

    def told(self, appended_ms: Sequence[int]) -> None:
        self.latencies.extend(appended_ms)

    def intruded(self, _partition: int, records: int) -> None:
        self.foreign += records

    def stepped(self, _stepped: AnyStepped) -> None: ...

    def step_failed(self, error: Exception) -> None:
        self.faults.append(error)

    def audit_failed(self) -> None:
        self.audits += 1


def rules(watch: Watch | None = None) -> Rules[CitizenState, Fact]:
    """The toy's ports."""
    return Rules(read, unjudged, with_waiting, step, FORM, Tally, watch or Watch())


__all__ = [
    "FORM",
    "HOUR",
    "START",
    "TOPICS",
    "Message",
    "Row",
    "Standing",
    "Tally",
    "Watch",
    "event",
    "fact",
    "rules",
    "tick",
]
