"""pages: first pages over HTTP for a caseworker with 200 citizens among many, and 200 open pages that hear of a change."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2
import msgspec

from streams import clock
from streams.topics import ALERTS
from tests.bench.bed import Bed, Role, Run, wait_until
from tests.bench.inbox import CITIZENS, CITIZENS_A_CASEWORKER, alert_message, alert_messages, caseworker, tell
from tests.bench.machine import peak_mib
from tests.bench.table import Table

TITLE = "pages over HTTP, by a real server on a real view"
PAGES: Final = 200
OPEN_PAGES: Final = 200
CHANGES: Final = 30
_TOKEN: Final = re.compile(r'name="token" value="([^"]+)"')


def run(quick: bool) -> Table:
    """Measure; `quick`: a twentieth of the citizens."""
    citizens = CITIZENS // 20 if quick else CITIZENS
    table = Table("pages", TITLE)
    with Bed() as bed:
        run = bed.run()
        run.publish(alert_messages(citizens, citizens))
        keeper = _inbox(bed, run, "keep")
        wait_until(keeper, keeper.is_ready)
        server = _inbox(bed, run, "serve", "--no-keeper")
        wait_until(server, server.is_ready)
        first_ms, heard_ms = asyncio.run(_read(server, run, citizens // CITIZENS_A_CASEWORKER))
        tell(table, "first page", first_ms)
        tell(table, f"a change heard by {OPEN_PAGES} open pages", heard_ms)
        table.add("server's peak memory", "MiB", peak_mib(server.pid))
        for role in (server, keeper):
            role.stop()
        run.close()
    table.notes += [
        f"{citizens:,} citizens with an open alert each, {CITIZENS_A_CASEWORKER} of them on every first page; each of another",
        "caseworker, one after the other, HTML and connection included, by a client on the same machine.",
        f"A change: one alert is sent to Kafka {CHANGES} times; until each of the open pages has been told.",
    ]
    return table


def _inbox(bed: Bed, run: Run, *command: str) -> Role:
    return run.role(
        "-c",
        f"from deploy.cli import main; main(['inbox', *{list(command)!r}])",
        redis_url=bed.stack.redis_url,
        inbox_port="0",
        inbox_metrics_port="0",
    )


async def _read(server: Role, run: Run, caseworkers: int) -> tuple[list[float], list[float]]:
    """What first pages took, and what a change took to be heard by all; in ms."""
    address = str(server.started()["pages"])
    first_ms = []
    for number in range(PAGES):
        async with _signed_in(address, caseworker(number * 7 % caseworkers)) as reader:
            began = clock.monotonic()
            answer = await reader.get("/")
            first_ms.append((clock.monotonic() - began) * 1000)
            assert answer.status_code == 200 and answer.text.count("c-0") >= CITIZENS_A_CASEWORKER
    async with _signed_in(address, caseworker(0)) as reader:
        return first_ms, await _heard(reader, run)


async def _heard(reader: httpx2.AsyncClient, run: Run) -> list[float]:
    news = [asyncio.Queue[float]() for _ in range(OPEN_PAGES)]

    async def listen(told: asyncio.Queue[float]) -> None:
        async with reader.stream("GET", "/advis/strom") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    told.put_nowait(clock.monotonic())

    listening = [asyncio.create_task(listen(told)) for told in news]
    for told in news:
        await told.get()  # that it is open
    producer, found = run.producer(**{"linger.ms": 0}), []
    for revision in range(2, 2 + CHANGES):
        await asyncio.sleep(1.0)  # beyond the pause in which an open page gathers what happens
        began = clock.monotonic()
        producer.produce(
            run.topics.name(ALERTS), alert_message("c-0000000", caseworker(0), "changed", revision), b"c-0000000"
        )
        producer.flush(10)
        found.append((max([await told.get() for told in news]) - began) * 1000)
    for task in listening:
        task.cancel()
    return found


@asynccontextmanager
async def _signed_in(address: str, who: str) -> AsyncIterator[httpx2.AsyncClient]:
    limits = httpx2.Limits(max_connections=OPEN_PAGES + 10)
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=limits, trust_env=False) as client:
        chooser = await client.get("/bruger", params={"kommune": "751"})
        token = _TOKEN.search(chooser.text)
        assert token is not None, msgspec.json.encode(chooser.text[:500])
        chosen = {"token": token[1], "kommune": "751", "bruger": who}
        answer = await client.post("/bruger", data=chosen)
        assert answer.status_code == 303, answer.text[:500]
        yield client
