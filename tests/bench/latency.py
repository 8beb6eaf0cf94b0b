"""latency: from an event's append to the append of the alert that it causes, and what a worker costs while nothing comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import Consumer, Producer

from streams import clock, metrics
from streams.topics import ALERTS, BENEFIT_EVENTS, CITIZENS_CHANGELOG
from tests.bench.bed import Bed, Role, Run, wait_until
from tests.bench.machine import cpu_s
from tests.bench.newcomer import STARTED_BEFORE_DAYS, newcomer
from tests.bench.table import Table

TITLE = "event to alert, real worker and clock"
RATES: Final = (200, 2_000)
"""Events a second; each causes an alert."""
WARM_UP_S: Final = 3
IDLE_S: Final = 5.0
_LAST_S: Final = 30.0


class _Alert(msgspec.Struct):
    subject: str


class _Measured(NamedTuple):
    """What one run has shown.

    - `latencies_ms`: sorted, of the events after the warm-up; `unanswered`: how many of these have no alert.
    - `cpu_us`, `written`: the worker's processor time and changelog records (markers included) an event.
    - `idle`: (citizens held, the worker's processor time in ms a second while nothing comes), before and after.
    """

    latencies_ms: list[float]
    unanswered: int
    histogram: str
    cpu_us: float
    written: float
    idle: list[tuple[int, float]]


def run(quick: bool) -> Table:
    """Measure worker and clock as they ship."""
    seconds = 8 if quick else 30
    table = Table("latency", TITLE)
    with Bed() as bed:
        for rate in RATES:
            tell(table, _measured(bed, seconds, rate), f"{rate:,} events/s")
    table.notes += [
        f"{seconds} s after {WARM_UP_S} s of warm-up; each event starts the benefit of another citizen, registered late:",
        f"begun {STARTED_BEFORE_DAYS} days ago, jobparat, so the interview of the first week is overdue already.",
        "Append to append, both as the broker stamped them (LogAppendTime). Percentiles are of one run.",
    ]
    return table


def tell(table: Table, found: _Measured, who: str) -> None:
    """The rows of one run: percentiles are over its events."""
    ordered = found.latencies_ms
    table.add(f"{who}: append to append, all events", "ms", *ordered)
    for share in (50, 90, 99):
        at = ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
        table.add(f"{who}: append to append, p{share}", "ms", at)
    table.add(f"{who}: worker's processor time", "µs/event", found.cpu_us)
    table.add(f"{who}: changelog records", "an event", found.written)
    for citizens, idle_ms in found.idle:
        when = f"after it, no events, {citizens:,} citizens held" if citizens else "before it, nobody held"
        table.add(f"{who}: {when}: worker's processor time", "ms/s", idle_ms)
    table.notes.append(f"{who}: {found.histogram}; events without an alert: {found.unanswered}")


def _measured(bed: Bed, seconds: int, rate: int) -> _Measured:
    run = bed.run()
    ticker = run.role("-c", "from deploy.cli import main; main(['clock'])")
    worker = run.worker()
    wait_until(worker, worker.is_ready)
    events, idle = (WARM_UP_S + seconds) * rate, [(0, _idle_ms(worker))]
    before_s = cpu_s(worker.pid)
    _send(run.producer(**{"linger.ms": 0}), run, events, rate)
    sent, answered = (
        _appended(run, BENEFIT_EVENTS),
        _appended(run, ALERTS, awaited=events),
    )
    first = sorted(sent.values())[WARM_UP_S * rate]
    asked = {citizen: at for citizen, at in sent.items() if at >= first}
    latencies = sorted(float(answered[citizen] - at) for citizen, at in asked.items() if citizen in answered)
    spent_us = (cpu_s(worker.pid) - before_s) * 1e6 / events
    histogram, written = _histogram(worker), run.records(run.topics.name(CITIZENS_CHANGELOG)) / events
    idle.append((events, _idle_ms(worker)))
    for role in (worker, ticker):
        role.stop()
    run.close()
    return _Measured(latencies, len(asked) - len(latencies), histogram, spent_us, written, idle)


def _idle_ms(worker: Role) -> float:
    """Processor time a second while only the clock's ticks come: what is done for each of them, fetches, heartbeats."""
    before_s, began = cpu_s(worker.pid), clock.monotonic()
    clock.sleep(IDLE_S)
    return (cpu_s(worker.pid) - before_s) / (clock.monotonic() - began) * 1000


def _send(producer: Producer, run: Run, events: int, rate: int) -> None:
    """Events at an even pace, each dated when it is sent."""
    topic, began = run.topics.name(BENEFIT_EVENTS), clock.monotonic()
    for number in range(events):
        clock.sleep(max(0.0, began + number / rate - clock.monotonic()))
        citizen = f"late-{number:05d}"
        producer.produce(topic, key=citizen.encode(), value=newcomer(citizen, clock.now()))
        producer.poll(0)
    producer.flush(30)


def _appended(run: Run, base_name: str, awaited: int = 0) -> dict[str, int]:
    """When the first record about each citizen was appended, in ms; waits until there are `awaited` citizens."""
    reader, found, deadline = run.reader(base_name), dict[str, int](), clock.monotonic() + _LAST_S
    ends = sum(run.ends(base_name).values())
    read = 0
    while read < ends or (len(found) < awaited and clock.monotonic() < deadline):
        for message in _consumed(reader):
            read += 1
            citizen = msgspec.json.decode(message[0], type=_Alert).subject
            found.setdefault(citizen, message[1])
    reader.close()
    return found


def _consumed(reader: Consumer) -> Iterator[tuple[bytes, int]]:
    for message in reader.consume(5_000, 0.1):
        if message.error() is None:
            yield message.value() or b"", message.timestamp()[1]


def _histogram(worker: Role) -> str:
    """The worker's own histogram: the buckets in which half and 99 of 100 alerts are, warm-up included."""
    prefix = f"{metrics.EVENT_TO_ALERT.name}_bucket"
    buckets = [
        (line.partition('le="')[2].partition('"')[0], float(line.rsplit(" ", 1)[1]))
        for line in worker.page("/metrics").splitlines()
        if line.startswith(prefix)
    ]
    total = buckets[-1][1] if buckets else 0.0
    if not total:
        return "the worker's histogram is empty"
    half, most = (next(edge for edge, count in buckets if count >= share * total) for share in (0.5, 0.99))
    return f"By the worker's histogram half within {half} s, 99 of 100 within {most} s"
