"""inbox: a million alert records rebuilt, a caseworker's first page among 700,000 citizens, and an event's way to a row."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

import redis.asyncio

from alerts.alert import Finding, OpenAlert
from alerts.identity import key
from alerts.inbox.acting import act
from alerts.inbox.alert_message import citizen_of
from alerts.inbox.entry import Action
from alerts.inbox.item import items_of
from alerts.inbox.people import User
from alerts.inbox.rows import rows_of
from alerts.inbox.search import Asked, counts
from alerts.inbox.wanted import Acknowledge
from alerts.life import Change, Told
from alerts.message import message
from rules.civil import civil_day, day, start_of_day
from streams import clock
from streams.inbox.action_log import ActionLog
from streams.inbox.keys import Keys
from streams.inbox.listening import Listening
from streams.inbox.rebuild import Rebuild, Rebuilt
from streams.inbox.view import RedisView
from streams.inbox.watch import PagesWatch
from streams.settings import load_settings
from streams.topics import ALERTS, BENEFIT_EVENTS
from tests.bench.bed import Bed, Run, wait_until
from tests.bench.machine import peak_mib
from tests.bench.newcomer import newcomer
from tests.bench.table import Table

TITLE = "the view rebuilt, read and kept up, on real Kafka and Redis"
CITIZENS: Final = 700_000
RECORDS: Final = 1_000_000
CITIZENS_A_CASEWORKER: Final = 200
PAGES: Final = 300
EVENTS_A_SECOND: Final = 20
WARM_UP_S: Final = 3
_LAST_S: Final = 60.0
_SHE: Final = User("new", "751", "caseworker")
_AT: Final = start_of_day(day("2019-12-02"))
_FINDING: Final = Finding(
    "LAB (LBK 1342 af 21/11/2016) § 16 a, stk. 2",
    "interviews-in-period@2017-01-01",
    "sure",
    day("2019-07-01"),
    ("c-0000001-held-1", "c-0000001-held-2"),
    "2019-07-01 + 6 months = 2020-01-01; 2 of 4 held",
    "2 interviews by 2020-01-01",
)


def run(quick: bool) -> Table:
    """Measure; `quick`: a twentieth of the citizens."""
    citizens, records = (CITIZENS // 20, RECORDS // 20) if quick else (CITIZENS, RECORDS)
    table = Table("inbox", TITLE)
    with Bed() as bed:
        run = bed.run()
        run.publish(alert_messages(citizens, records))
        rebuilt = _rebuilt(bed, run)
        table.add(f"rebuild of {rebuilt.records:,} alert records", "s", rebuilt.seconds)
        table.add("records a second", "1/s", rebuilt.records / rebuilt.seconds)
        caseworkers = citizens // CITIZENS_A_CASEWORKER
        tell(table, "first page, as far as the view", asyncio.run(_pages(bed, run, caseworkers)))
        keeper = run.role("-c", "from deploy.cli import main; main(['inbox', 'keep'])", redis_url=bed.stack.redis_url)
        wait_until(keeper, keeper.is_ready)
        clock_role = run.role("-c", "from deploy.cli import main; main(['clock'])")
        worker = run.worker()
        wait_until(worker, worker.is_ready)
        seen_ms, acted_ms = asyncio.run(_lived(bed, run, 8 if quick else 30))
        tell(table, "event sent to row read", seen_ms)
        tell(table, "action decided to action shown", acted_ms)
        table.add("keeper's peak memory", "MiB", peak_mib(keeper.pid))
        for role in (keeper, worker, clock_role):
            role.stop()
        run.close()
    table.notes += [
        f"{citizens:,} citizens with an open alert each, {records - citizens:,} of them told twice; {caseworkers:,} caseworkers.",
        f"A page: {CITIZENS_A_CASEWORKER} citizens read, ranked, grouped and counted, without its HTML.",
        f"An event's way: {EVENTS_A_SECOND} a second through a real worker and clock, from the producer's call until the list with its",
        "row was read; as in latency, each starts a benefit whose first interview is overdue already. Each row is acknowledged.",
    ]
    return table


def tell(table: Table, what: str, found_ms: list[float]) -> None:
    """The rows of one measurement: all, and its percentiles."""
    ordered = sorted(found_ms)
    table.add(what, "ms", *ordered)
    for share in (95, 99):
        table.add(f"{what}, p{share}", "ms", ordered[min(len(ordered) - 1, len(ordered) * share // 100)])


def _rebuilt(bed: Bed, run: Run) -> Rebuilt:
    settings = load_settings(
        bootstrap_servers=bed.stack.bootstrap,
        redis_url=bed.stack.redis_url,
        topic_prefix=run.topics.prefix,
        partitions=run.topics.partitions,
    )
    return Rebuild(settings, lambda _left: None).swap()


async def _pages(bed: Bed, run: Run, caseworkers: int) -> list[float]:
    """What each of some first pages took, in ms."""
    found = []
    async with redis.asyncio.Redis.from_url(bed.stack.redis_url) as client:
        keys = Keys(run.topics.prefix)
        view = RedisView(client, keys, Listening(client, keys))
        for number in range(PAGES):
            began = clock.monotonic()
            entries = await view.of_caseworker("751", caseworker(number * 7 % caseworkers))
            items = items_of(entries, civil_day(_AT), {})
            groups = rows_of(items, civil_day(_AT), Asked())
            counted = counts(items)
            found.append((clock.monotonic() - began) * 1000)
            assert counted.citizens == len(groups) == CITIZENS_A_CASEWORKER
    return found


async def _lived(bed: Bed, run: Run, seconds: int) -> tuple[list[float], list[float]]:
    """From an event's sending until its row was read, and from an action's decision until it was shown; in ms."""
    sent, seen, acted = dict[str, float](), list[float](), list[float]()
    async with redis.asyncio.Redis.from_url(bed.stack.redis_url) as client:
        keys = Keys(run.topics.prefix)
        listening = Listening(client, keys)
        view = RedisView(client, keys, listening)
        actions = ActionLog(bed.stack.bootstrap, run.topics, client, keys, PagesWatch())
        hearing = asyncio.create_task(listening.run())
        await listening.is_heard.wait()

        async def read() -> None:
            async for alert_id in view.changes(_SHE):
                entries = {
                    each.telling.alert_id: each for each in await view.of_caseworker("751", _SHE.id) if each.telling
                }
                began = sent.pop(citizen_of(alert_id), None)
                if began is None:
                    continue  # another alert of the same citizen, or our own action
                seen.append((clock.monotonic() - began) * 1000)
                decided = clock.monotonic()
                action = act(entries[alert_id], _SHE, Acknowledge(), clock.now())
                assert isinstance(action, Action)
                await actions.write([action])
                acted.append((clock.monotonic() - decided) * 1000)

        reading = asyncio.create_task(read())
        await _send(run, sent, seconds)
        deadline = clock.monotonic() + _LAST_S
        while sent and not reading.done():
            assert clock.monotonic() < deadline, f"{len(sent)} events without a row"
            await asyncio.sleep(0.05)
        for task in (reading, hearing):
            task.cancel()
    first = WARM_UP_S * EVENTS_A_SECOND
    return seen[first:], acted[first:]


async def _send(run: Run, sent: dict[str, float], seconds: int) -> None:
    """Events at an even pace, each dated when it is sent."""
    producer, began = run.producer(**{"linger.ms": 0}), clock.monotonic()
    for number in range((WARM_UP_S + seconds) * EVENTS_A_SECOND):
        await asyncio.sleep(max(0.0, began + number / EVENTS_A_SECOND - clock.monotonic()))
        citizen = f"late-{number:05d}"
        value = newcomer(citizen, clock.now(), "751", _SHE.id)
        sent[citizen] = clock.monotonic()
        producer.produce(run.topics.name(BENEFIT_EVENTS), value, citizen.encode())
        producer.poll(0)
    producer.flush(30)


def alert_messages(citizens: int, records: int) -> Iterator[tuple[str, bytes, bytes]]:
    """An open alert for each citizen, told twice of some: (topic, key, value)."""
    for number in range(records):
        place = number % citizens
        citizen, told_before = f"c-{place:07d}", number >= citizens
        change: Change = "changed" if told_before else "raised"
        value = alert_message(citizen, caseworker(place // CITIZENS_A_CASEWORKER), change, 1 + told_before)
        yield ALERTS, citizen.encode(), value


def caseworker(number: int) -> str:
    """Whose list a citizen's alert is in."""
    return f"w{number:05d}"


def alert_message(citizen: str, owner: str, change: Change, revision: int) -> bytes:
    """One message of an alert about a citizen."""
    since, due_on = day("2019-07-01"), day("2020-01-01")
    alert = OpenAlert(
        kind="due-soon",
        duty="interviews-in-period",
        since=since,
        needed=4,
        due_on=due_on,
        opened_on=civil_day(_AT),
        held=2,
        municipality="751",
        target_group="sygedagpenge",
        caseworker=owner,
        plan_on=due_on,
        finding=_FINDING,
    )
    name = key(alert.kind, alert.duty, since, alert.needed)
    return message(citizen, Told(change, name, revision, _AT, alert, "clock"))[1]
