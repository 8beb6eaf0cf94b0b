"""latency: from an event's append to the append of the alert that it causes, and what a worker costs while nothing comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import Producer

from deploy.compiled.use import is_compiled
from streams import clock, metrics
from streams.topics import ALERTS, CITIZENS_CHANGELOG, SOURCES
from tests.bench.bed import Bed, Role, Run, wait_until
from tests.bench.machine import cpu_s
from tests.bench.newcomer import STARTED_BEFORE_DAYS
from tests.bench.stream import Stream, newcomers, townsfolk
from tests.bench.table import Table

TITLE = "event to alert, real worker and clock"
RATES: Final = (200, 2_000)
"""Events a second of newcomers, who each cause an alert; the townsfolk's come at the last of them."""
WARM_UP_S: Final = 10
IDLE_S: Final = 5.0
LINGER_MS: Final = 5
"""How long the sender gathers, as any does that sends much: else its requests alone take half a core of the broker."""


class _Caused(msgspec.Struct):
    caused_by: str


class _Alert(msgspec.Struct):
    data: _Caused


class _Event(msgspec.Struct):
    id: str


_event_decoder, _alert_decoder = msgspec.json.Decoder(_Event), msgspec.json.Decoder(_Alert)


class _Measured(NamedTuple):
    """What one run has shown.

    - `cold_ms`, `latencies_ms`: sorted, of the events in the warm-up and after it that caused an alert. `asked`: how many
      events came after it.
    - `histogram`: the worker's own, where it holds nothing else.
    - `cpu_us`, `broker_us`, `written`: the worker's and the broker's processor time and changelog records (markers
      included) an event.
    - `idle`: (whether it was before, the worker's processor time in ms a second while nothing comes), before and after.
    """

    cold_ms: list[float]
    latencies_ms: list[float]
    asked: int
    histogram: str
    cpu_us: float
    broker_us: float
    written: float
    idle: list[tuple[bool, float]]


def run(quick: bool) -> Table:
    """Measure worker and clock as they ship, and with the law compiled where it has been."""
    seconds, citizens = (8, 20_000) if quick else (30, 40_000)
    counts = {rate: (WARM_UP_S + seconds) * rate for rate in RATES}
    table = Table("latency", TITLE)
    town = townsfolk(citizens, counts[RATES[-1]])
    with Bed() as bed:
        for compiled in (False, True) if is_compiled() else (False,):
            law = ", compiled law" if compiled else ""
            for rate in RATES:
                tell(table, _measured(bed, newcomers(counts[rate]), rate, compiled=compiled), f"{rate:,}/s{law}")
            tell(table, _measured(bed, town, RATES[-1], compiled=compiled), f"town, {RATES[-1]:,}/s{law}")
    table.notes += [
        f"{seconds} s after {WARM_UP_S} s of warm-up, which have rows of their own. Newcomers: each event starts the benefit",
        f"of another citizen, registered late: begun {STARTED_BEFORE_DAYS} days ago, so that an interview is overdue already.",
        f"Town: the last {len(town.events):,} events of {citizens:,} invented citizens, after {len(town.history):,} that had been",
        "worked off, each registered when it is sent, its days as they were; only events that cause an alert are timed.",
        "Append to append, both as the broker stamped them (LogAppendTime). Percentiles are of one run.",
        f"The sender, a process on the same cores, gathers for {LINGER_MS} ms.",
    ]
    return table


def tell(table: Table, found: _Measured, who: str) -> None:
    """The rows of one run: percentiles are over its events."""
    table.add(f"{who}: append to append, all that cause an alert", "ms", *found.latencies_ms)
    for share in (50, 90, 99):
        table.add(f"{who}: append to append, p{share}", "ms", _percentile(found.latencies_ms, share))
    table.add(f"{who}: the same in the warm-up, p99", "ms", _percentile(found.cold_ms, 99))
    table.add(f"{who}: events that cause an alert", "%", 100 * len(found.latencies_ms) / found.asked)
    table.add(f"{who}: worker's processor time", "µs/event", found.cpu_us)
    table.add(f"{who}: broker's processor time", "µs/event", found.broker_us)
    table.add(f"{who}: changelog records", "an event", found.written)
    for is_before, idle_ms in found.idle:
        when = "before it" if is_before else "after it, no events"
        table.add(f"{who}: {when}: worker's processor time", "ms/s", idle_ms)
    if found.histogram:
        table.notes.append(f"{who}: {found.histogram}")


def _percentile(ordered: Sequence[float], share: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def _measured(bed: Bed, stream: Stream, rate: int, *, compiled: bool) -> _Measured:
    run, events = bed.run(), len(stream.events)
    run.publish(stream.history)
    worker = run.worker(**({"compiled": "1"} if compiled else {}))
    begins = clock.now()
    run.tick(begins)
    wait_until(worker, lambda: run.is_judged_until(begins))
    ticker = run.role("-c", "from deploy.cli import main; main(['clock'])")
    _wait_until_judged(worker, run)
    idle, changelog = [(True, _idle_ms(worker))], run.topics.name(CITIZENS_CHANGELOG)
    before = cpu_s(worker.pid), cpu_s(bed.broker_pid), run.records(changelog)
    _send(run.producer(**{"linger.ms": LINGER_MS}), run, stream, rate)
    _wait_until_judged(worker, run)
    spent = cpu_s(worker.pid) - before[0], cpu_s(bed.broker_pid) - before[1], run.records(changelog) - before[2]
    idle.append((False, _idle_ms(worker)))
    sent, answered = _sent(run, begins // 1000), _answered(run)
    warm_from = sorted(sent.values())[WARM_UP_S * rate]
    took = {event: float(answered[event] - at) for event, at in sent.items() if event in answered}
    cold = sorted(each for event, each in took.items() if sent[event] < warm_from)
    warm = sorted(each for event, each in took.items() if sent[event] >= warm_from)
    asked, histogram = sum(at >= warm_from for at in sent.values()), "" if stream.history else _histogram(worker)
    for role in (worker, ticker):
        role.stop()
    run.close()
    cpu_us, broker_us = (each * 1e6 / events for each in spent[:2])
    return _Measured(cold, warm, asked, histogram, cpu_us, broker_us, spent[2] / events, idle)


def _wait_until_judged(worker: Role, run: Run) -> None:
    """Until everything that has been appended by now is judged and told."""
    now = clock.now()
    wait_until(worker, lambda: run.is_judged_until(now))


def _idle_ms(worker: Role) -> float:
    """Processor time a second while only the clock's ticks come: what is done for each of them, fetches, heartbeats."""
    before_s, began = cpu_s(worker.pid), clock.monotonic()
    clock.sleep(IDLE_S)
    return (cpu_s(worker.pid) - before_s) / (clock.monotonic() - began) * 1000


def _send(producer: Producer, run: Run, stream: Stream, rate: int) -> None:
    """Events at an even pace, each dated when it is sent."""
    names, began = {source: run.topics.name(source) for source in SOURCES}, clock.monotonic()
    for number, (topic, key, value) in enumerate(stream.events):
        early_s = began + number / rate - clock.monotonic()
        if early_s > 0:
            clock.sleep(early_s)
        producer.produce(names[topic], key=key, value=value(clock.now()))
        producer.poll(0)
    producer.flush(30)


def _sent(run: Run, from_ms: int) -> dict[str, int]:
    """When each event was first appended, in ms, of those since an instant that can be read."""
    found: dict[str, int] = {}
    for value, at in _read(run, *SOURCES):
        if at < from_ms:
            continue
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            found.setdefault(_event_decoder.decode(value).id, at)
    return found


def _answered(run: Run) -> dict[str, int]:
    """When the first alert that each event caused was appended, in ms."""
    found: dict[str, int] = {}
    for value, at in _read(run, ALERTS):
        found.setdefault(_alert_decoder.decode(value).data.caused_by, at)
    return found


def _read(run: Run, *base_names: str) -> Iterator[tuple[bytes, int]]:
    """Every record's value, and when it was appended, in ms."""
    for base_name in base_names:
        reader, left = run.reader(base_name), sum(run.ends(base_name).values())
        while left > 0:
            for message in reader.consume(5_000, 0.1):
                if message.error() is None:
                    left -= 1
                    yield message.value() or b"", message.timestamp()[1]
        reader.close()


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
