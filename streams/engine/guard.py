"""Whether this worker is still a member of its group; knows heartbeats, not what is done with the answer.

A worker that stood still longer than the session timeout (paused, swapped out) has lost its partitions and does not know
it yet. So nothing is taken in and nothing is sent unless a heartbeat that was *sent* a short while ago has been answered.
The wrapping is of two methods of one coordinator object, guarded by `versions.py`; aiokafka's classes stay as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from streams import clock

TRUSTED_SHARE: Final = 0.7
"""Part of the session timeout for which an answered heartbeat is believed."""
_PAUSE: Final = 0.02


class MembershipLostError(RuntimeError):
    """The group has gone on without this worker: what it still holds is another worker's now."""


class Membership:
    """The proof that the broker counted us in, and when we asked for it."""

    def __init__(self, session_timeout_s: float) -> None:
        self._trusted_s = session_timeout_s * TRUSTED_SHARE
        self._coordinator: Any = None
        self._proven_at = -float("inf")

    def watch(self, coordinator: Any) -> None:
        """Note from now on when this coordinator's heartbeats and joins were answered."""
        self._coordinator = coordinator
        coordinator._do_heartbeat = self._stamped(coordinator._do_heartbeat)
        coordinator._on_join_complete = self._stamped(coordinator._on_join_complete)

    def _stamped(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def stamped(*args: Any, **kwargs: Any) -> Any:
            asked_at = clock.monotonic()
            answer = await method(*args, **kwargs)
            if answer is not False:  # a join answers None, a refused heartbeat False
                self._proven_at = asked_at
            return answer

        return stamped

    @property
    def is_known(self) -> bool:
        """Whether the broker has ever counted us in."""
        return self._proven_at > -float("inf")

    @property
    def age_s(self) -> float:
        """Seconds since a question was put to the broker that it has answered; infinite before the first."""
        return clock.monotonic() - self._proven_at

    def is_proven(self, generation: int) -> bool:
        """Whether the proof is fresh. Raises MembershipLostError when the group is at another generation than ours."""
        if self._coordinator is None or self._coordinator.generation != generation:
            raise MembershipLostError(f"generation {generation} of the group is over")
        return self.age_s < self._trusted_s

    async def wait_until_proven(self, generation: int) -> None:
        """Return at once when the proof is fresh, else when it is again. Raises MembershipLostError."""
        while not self.is_proven(generation):  # noqa: ASYNC110  # the proof is noted in another thread: no event to wait on
            await asyncio.sleep(_PAUSE)
