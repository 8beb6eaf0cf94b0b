"""A worker's answer about one citizen, at /inspect/CITIZEN: what it holds this moment; changes nothing.

It answers its own machine only: whoever may scrape metrics need not see citizens, not even by their pseudonyms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import TimeoutError as TooLate
from typing import Any, Final
from urllib.parse import unquote
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
from msgspec.structs import replace

from streams.citizen.judge import Judge
from streams.engine.courier import Courier
from streams.engine.engine import Engine
from streams.health import APPLICATION
from streams.inspection import Inspected, Kept, Partition, inspected, partition_seen
from streams.intake.decode import is_pseudonym
from streams.partitioning import partition_of
from streams.topics import Topics

PREFIX: Final = "/inspect/"
_PATIENCE_S: Final = 10.0
_OURSELVES: Final = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


class NotAnswered(Exception):
    """Why there is no answer: the HTTP status, and what to say."""

    def __init__(self, status: str, **said: Any) -> None:
        super().__init__(status)
        self.said = said


class Inspecting:
    """The page. `serve` says which engine is asked, in whose loop; before that the worker is starting."""

    def __init__(self, topics: Topics, judge: Judge) -> None:
        self._topics = topics
        self._judge = judge
        self._engine: Engine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def serve(self, engine: Engine) -> None:
        """Answer from this engine, which lives in the running loop."""
        self._engine, self._loop = engine, asyncio.get_running_loop()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        try:
            if environ.get("REMOTE_ADDR") not in _OURSELVES:
                raise NotAnswered("403 Forbidden", error="a worker tells of citizens on its own machine only")
            citizen = unquote(environ.get("PATH_INFO", "").removeprefix(PREFIX))
            status, answer = "200 OK", msgspec.json.encode(self._answer(citizen))
        except NotAnswered as refusal:
            status, answer = str(refusal), msgspec.json.encode(refusal.said)
        theirs = [("Content-Length", str(len(answer))), (APPLICATION, self._topics.application_id)]
        start_response(status, [("Content-Type", "application/json"), *theirs])
        return [answer]

    def _answer(self, citizen: str) -> Inspected:
        if not is_pseudonym(citizen):
            raise NotAnswered("400 Bad Request", error="this is no pseudonym")
        number = partition_of(citizen, self._topics.partitions)
        kept = self._asked(number, citizen.encode())
        return inspected(citizen, "worker", kept, self._topics.sources, self._judge)

    def _asked(self, number: int, key: bytes) -> Kept:
        """Ask in the engine's own loop, where between two turns everything agrees."""
        if self._engine is None or self._loop is None:
            raise NotAnswered("503 Service Unavailable", error="the worker is starting")
        if self._loop.is_closed():
            raise NotAnswered("503 Service Unavailable", error="the worker is leaving")
        asking = asyncio.run_coroutine_threadsafe(_look(self._engine, number, key), self._loop)
        try:
            return asking.result(_PATIENCE_S)
        except TooLate:
            asking.cancel()
            raise NotAnswered(
                "503 Service Unavailable", error=f"the worker did not answer within {_PATIENCE_S:.0f} s"
            ) from None


async def _look(engine: Engine, number: int, key: bytes) -> Kept:
    courier = engine.couriers.get(number)
    if courier is None:
        raise NotAnswered(
            "421 Misdirected Request",
            error=f"partition {number} is another worker's",
            partition=number,
            ours=sorted(engine.couriers),
        )
    partition = courier.partition
    state = partition.states.get(key)
    if state is None:
        raise NotAnswered("404 Not Found", error="nothing is known of this citizen", partition=number)
    return Kept(
        state=state,
        partition=_seen(courier, engine),
        at=partition.clock,
        outbox=partition.journal.untold(key),
        due=partition.due(key),
    )


def _seen(courier: Courier, engine: Engine) -> Partition:
    partition, book = courier.partition, courier.book
    seen = partition_seen(partition.number, book.settlement, partition.clock, book.end)
    positions = dict(zip(engine.topics, partition.positions, strict=True))
    return replace(seen, positions=positions, judges_anew=bool(partition.anew))
