"""joining: how long alerts wait when a worker joins, leaves, is killed or is started again, while events keep coming."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from aiokafka.partitioner import murmur2

from rules.civil import instant
from streams import clock
from streams.topics import ALERTS, BENEFIT_EVENTS
from tests.bench.bed import Bed, Role, Run, wait_until
from tests.bench.newcomer import newcomer
from tests.bench.table import Table

TITLE = "event to alert while workers come and go, 12 partitions, real clock"
PARTITIONS: Final = 12
EVENTS_A_SECOND: Final = 120
CALM_S: Final = 4.0
NAMED_SESSION_MS: Final = 30_000
"""A name helps whoever is back before the session is over."""
_PATIENCE_S: Final = 120.0
_PHASES: Final = {
    "given up": "drain, settle and commit",
    "joined": "the others' drain, join, sync, Faust",
    "read back": "changelogs read, states built",
    "resumed": "committed offsets asked, reading on",
}


class Happening(NamedTuple):
    """What was done to the workers: from when until all partitions were read on (ms), and whose they then were."""

    what: str
    from_ms: int
    until_ms: int
    moved: frozenset[int]


class Answer(NamedTuple):
    """An event and its alert: its partition, when it was appended, how long the alert took (ms)."""

    partition: int
    at_ms: int
    took_ms: int


def run(quick: bool) -> Table:
    """Measure workers as they ship, and workers with names of their own (static membership)."""
    table, rounds = Table("joining", TITLE), 1 if quick else 3
    with Bed() as bed:
        for named in (False, True):
            Tale(bed.run(PARTITIONS), named=named).tell(table, rounds)
    table.notes += [
        f"{EVENTS_A_SECOND} events a second, each the start of another citizen's benefit, overdue when it comes; append to append.",
        "Longest wait of any event from the deed until all partitions are read on: kept partitions and moved ones.",
        f"All as it ships, but {NAMED_SESSION_MS // 1000} s of session for named workers. The states are few: what is read back costs little.",
    ]
    return table


class Tale:
    """One group of workers and what befalls it. `named`: each has an instance name, and starts again under it."""

    def __init__(self, run: Run, *, named: bool) -> None:
        self._run = run
        self._named = named
        self._workers: dict[str, Role] = {}
        self._done: list[Happening] = []
        self._phases: dict[str, list[float]] = {}

    def tell(self, table: Table, rounds: int) -> None:
        """Let everything happen `rounds` times and add the rows."""
        ticker = self._run.role("-c", "from deploy.cli import main; main(['clock'])")
        self._start("a")
        self._settled()
        stream = _Stream(self._run)
        try:
            for _ in range(rounds):
                self._round()
        finally:
            sent = stream.stop()
        answers = self._answers(sent)
        for role in (*self._workers.values(), ticker):
            role.stop()
        self._run.close()
        self._rows(table, answers)

    def _round(self) -> None:
        """The first worker stays; the second comes and goes in every way."""
        self._happens("a second worker joins", self._join)
        if not self._named:
            self._happens("it leaves (SIGTERM)", self._leave)
            self._join()
            self._settled()
        self._happens("it is stopped and started again", self._leave, self._join)
        self._happens("it is killed and started again", self._die, self._join)
        self._happens("it is killed", self._die)

    def _join(self) -> None:
        self._start("b")

    def _leave(self) -> None:
        self._workers.pop("b").stop()

    def _die(self) -> None:
        self._workers.pop("b").kill()

    def _start(self, name: str) -> None:
        given = {"worker_instance": name, "session_timeout_ms": str(NAMED_SESSION_MS)} if self._named else {}
        self._workers[name] = self._run.worker(**given)

    def _happens(self, what: str, *deeds: Callable[[], None]) -> None:
        clock.sleep(CALM_S)
        before, from_us = self._owners(), clock.now()
        for deed in deeds:
            deed()
        self._settled(from_us)
        after = self._owners()
        moved = frozenset(number for number, owner in after.items() if before.get(number) != owner)
        self._done.append(Happening(what, from_us // 1000, clock.now() // 1000, moved))
        for name, role in self._workers.items():
            who = "it" if name == "b" else "who stays"
            for phase, seconds in _phases(role, from_us):
                self._phases.setdefault(f"{what}; {who}: {phase}", []).append(seconds)

    def _settled(self, since_us: int = 0) -> None:
        """Wait until every partition has one owner among the living, taken over after `since_us` if anything moved."""
        anyone = next(iter(self._workers.values()))
        wait_until(anyone, lambda: self._is_settled(since_us), _PATIENCE_S)

    def _is_settled(self, since_us: int) -> bool:
        owned = [set(_last_owned(role)) for role in self._workers.values()]
        all_new = all(_when(role) > since_us for name, role in self._workers.items() if name != "a")
        return (
            all_new
            and sum(map(len, owned)) == PARTITIONS == len(set().union(*owned))
            and all(role.is_ready() for role in self._workers.values())
        )

    def _owners(self) -> dict[int, int]:
        return {number: role.pid for role in self._workers.values() for number in _last_owned(role)}

    def _answers(self, sent: int) -> list[Answer]:
        asked = _appended(self._run, BENEFIT_EVENTS, sent)
        told = _appended(self._run, ALERTS, sent)
        lost = len(asked) - len(told)
        assert not lost, f"{lost} events without an alert"
        return [
            Answer((murmur2(citizen.encode()) & 0x7FFFFFFF) % PARTITIONS, at, told[citizen] - at)
            for citizen, at in asked.items()
        ]

    def _rows(self, table: Table, answers: Sequence[Answer]) -> None:
        kind = "named" if self._named else "unnamed"
        calm = sorted(a.took_ms for a in answers if all(not _within(h, a.at_ms) for h in self._done))
        table.add(f"{kind}: nothing happens, p50", "ms", calm[len(calm) // 2])
        table.add(f"{kind}: nothing happens, p99", "ms", calm[len(calm) * 99 // 100])
        for what in dict.fromkeys(h.what for h in self._done):
            for part, is_moved in (("kept", False), ("moved", True)):
                longest = [
                    max(took, default=0)
                    for h in self._done
                    if h.what == what
                    for took in [
                        [a.took_ms for a in answers if _within(h, a.at_ms) and (a.partition in h.moved) is is_moved]
                    ]
                    if took
                ]
                if longest:
                    table.add(f"{kind}: {what}, {part}: longest", "ms", *longest)
        for what, seconds in self._phases.items():
            table.add(f"{kind}: {what}", "s", *seconds)


class _Stream:
    """Events at an even pace from a thread, each about another citizen, until told to stop."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ended = threading.Event()
        self._sent = 0
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """End it; how many events were sent."""
        self._ended.set()
        self._thread.join()
        return self._sent

    def _send(self) -> None:
        producer, topic = self._run.producer(**{"linger.ms": 0}), self._run.topics.name(BENEFIT_EVENTS)
        began = clock.monotonic()
        while not self._ended.wait(max(0.0, began + self._sent / EVENTS_A_SECOND - clock.monotonic())):
            citizen = f"late-{self._sent:06d}"
            producer.produce(topic, key=citizen.encode(), value=newcomer(citizen, clock.now()))
            producer.poll(0)
            self._sent += 1
        producer.flush(30)


class _About(msgspec.Struct):
    subject: str


def _appended(run: Run, base_name: str, awaited: int) -> dict[str, int]:
    """Citizen → when the first record about them was appended, in ms; waits until `awaited` citizens are there."""
    reader, found, deadline = run.reader(base_name), dict[str, int](), clock.monotonic() + _PATIENCE_S
    while len(found) < awaited and clock.monotonic() < deadline:
        for message in reader.consume(5_000, 0.1):
            if message.error() is None:
                citizen = msgspec.json.decode(message.value() or b"", type=_About).subject
                found.setdefault(citizen, message.timestamp()[1])
    reader.close()
    return found


def _within(happening: Happening, at_ms: int) -> bool:
    return happening.from_ms - 200 <= at_ms <= happening.until_ms


def _last_owned(role: Role) -> list[int]:
    """The partitions that a worker last read on."""
    entries = role.logged("partitions.read_on")
    return entries[-1]["ours"] if entries else []


def _when(role: Role) -> int:
    """When a worker last read on, in µs."""
    entries = role.logged("partitions.read_on")
    return _at(entries[-1]) if entries else 0


def _at(entry: dict[str, Any]) -> int:
    return instant(datetime.fromisoformat(entry["timestamp"]))


def _phases(role: Role, since_us: int) -> Iterator[tuple[str, float]]:
    """(phase, seconds) of a worker's last rebalance after an instant, from its log."""
    given, taken, begun = (
        [entry for entry in role.logged(f"partitions.{event}") if _at(entry) > since_us]
        for event in ("given_up", "taken_over", "read_on")
    )
    if not (taken and begun):
        return
    if given and given[-1]["ours"]:
        yield _PHASES["given up"], given[-1]["seconds"]
        yield _PHASES["joined"], (_at(taken[-1]) - _at(given[-1])) / 1e6 - taken[-1]["seconds"]
    yield _PHASES["read back"], taken[-1]["seconds"]
    yield _PHASES["resumed"], (_at(begun[-1]) - _at(taken[-1])) / 1e6
