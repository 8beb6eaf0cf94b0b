"""How often a broker is asked for records: lets some gather where they come one by one; knows requests, not what is in them.

A request, its answer and two changes of thread cost as much for one event as for a hundred. Asked again as soon as it has
answered, a broker to which events come evenly gives one at a time. The wrapping is of one method of one fetcher object,
guarded by `versions.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from streams import clock

GATHER_S: Final = 0.02
"""Least time from one request to a broker to the next: the most that it adds to an event's way to its alert. A broker that had
nothing for longer is asked at once, and answers with the first record that it gets."""


def pace(fetcher: Any, gather_s: float = GATHER_S) -> None:
    """Let this aiokafka fetcher ask each broker at most once in `gather_s`."""
    fetcher._proc_fetch_request = _paced(fetcher._proc_fetch_request, gather_s)


def _paced(ask: Callable[..., Awaitable[bool]], gather_s: float) -> Callable[..., Awaitable[bool]]:
    asked_at: dict[int, float] = {}

    async def paced(assignment: Any, node_id: int, request: Any) -> bool:
        early_s = asked_at.get(node_id, -gather_s) + gather_s - clock.monotonic()
        if early_s > 0:
            try:
                await asyncio.sleep(early_s)
            except asyncio.CancelledError:
                return False  # the assignment is over or the fetcher closed: a request that is cancelled says the same
        asked_at[node_id] = clock.monotonic()
        return await ask(assignment, node_id, request)

    return paced
