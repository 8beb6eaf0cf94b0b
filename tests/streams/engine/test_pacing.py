"""The pace of requests to brokers: the fetcher is a list of who was asked when, the clock is moved by whoever sleeps."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from streams import clock
from streams.engine.pacing import pace

GATHER_S = 0.5


class Fetcher:
    """Notes when each broker was asked; an answer takes a tenth of a second."""

    def __init__(self, now: list[float]) -> None:
        self._now = now
        self.asked: list[tuple[int, float]] = []

    async def _proc_fetch_request(self, _assignment: Any, node_id: int, _request: Any) -> bool:
        self.asked.append((node_id, round(self._now[0], 3)))
        self._now[0] += 0.1
        return True


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock's reading, to be moved."""
    reading = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: reading[0])
    return reading


@pytest.fixture
def fetcher(now: list[float], monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    async def slept(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(asyncio, "sleep", slept)
    made = Fetcher(now)
    pace(made, GATHER_S)
    return made


async def test_a_broker_that_answers_at_once_is_asked_once_in_the_time_and_each_by_itself(fetcher: Fetcher) -> None:
    for node_id in (1, 1, 2, 1):
        assert await fetcher._proc_fetch_request(None, node_id, None)
    assert fetcher.asked == [(1, 100.0), (1, 100.5), (2, 100.6), (1, 101.0)]


async def test_one_that_had_nothing_for_longer_is_asked_at_once(fetcher: Fetcher, now: list[float]) -> None:
    await fetcher._proc_fetch_request(None, 1, None)
    now[0] += GATHER_S
    await fetcher._proc_fetch_request(None, 1, None)
    assert fetcher.asked == [(1, 100.0), (1, 100.6)]


async def test_one_who_is_cancelled_while_it_waits_says_that_there_is_nothing_and_asks_nobody(now: list[float]) -> None:
    fetcher = Fetcher(now)
    pace(fetcher, 3_600.0)
    await fetcher._proc_fetch_request(None, 1, None)
    waiting = asyncio.create_task(fetcher._proc_fetch_request(None, 1, None))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await waiting is False
    assert len(fetcher.asked) == 1
