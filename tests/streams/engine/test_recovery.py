"""What is left of Faust's recovery: it waits for the broker, and does not take a late answer for the end."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from faust.tables.recovery import RebalanceAgain, ServiceStopped

from streams.engine.recovery import NoRecovery

AT_ONCE_S = 0.0


def recovery() -> NoRecovery:
    """With an application and tables that are never asked for anything."""
    app: Any = SimpleNamespace(conf=SimpleNamespace(stream_recovery_delay=0.0))
    return NoRecovery(app, tables=app)


async def test_an_answer_that_comes_after_fausts_patience_is_waited_for() -> None:
    answered = asyncio.Event()
    waiting = asyncio.ensure_future(recovery()._wait(answered.wait(), timeout=AT_ONCE_S))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    answered.set()
    await waiting


async def test_a_new_rebalance_ends_the_waiting_at_once() -> None:
    asked = recovery()
    asked.signal_recovery_start.set()
    with pytest.raises(RebalanceAgain):
        await asked._wait(asyncio.Event().wait(), timeout=AT_ONCE_S)


async def test_the_end_of_the_worker_ends_the_waiting_too() -> None:
    asked = recovery()
    asked._stopped.set()
    with pytest.raises(ServiceStopped):
        await asked._wait(asyncio.Event().wait(), timeout=AT_ONCE_S)
