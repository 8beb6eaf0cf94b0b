"""Whether this worker is still a member of its group; knows heartbeats, not what is done with the answer.

A worker that stood still longer than the session timeout (paused, swapped out) has lost its partitions and does not know
it yet. So nothing is taken in and nothing is sent unless a heartbeat that was *sent* a short while ago has been answered.
A worker with an instance name can be succeeded at once, by one that is started under its name: the broker does not wait
for its session to end. So it is trusted for a few heartbeats only, its successor waits as long before it takes over, and
who was succeeded never joins again, lest two workers take the name from each other for ever.
The wrapping is of three methods of one coordinator object, guarded by `versions.py`; aiokafka's classes stay as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiokafka.errors import KafkaError

from streams import clock
from streams.complaints import ToldOnce

TRUSTED_SHARE: Final = 0.7
"""Part of the session timeout for which an answered heartbeat is believed."""
TRUSTED_HEARTBEATS: Final = 5
"""Intervals between heartbeats for which one of a worker with an instance name is believed, if that is shorter."""
_PAUSE: Final = 0.02
_NO_MEMBER: Final = ""


class MembershipLostError(RuntimeError):
    """The group has gone on without this worker: what it still holds is another worker's now."""


class InstanceLostError(KafkaError, ToldOnce):  # type: ignore[misc]  # aiokafka ships no types
    """Another worker has this one's instance name, or this one stood still until its session was over."""


class Membership:
    """The proof that the broker counted us in, and when we asked for it. `instance`: our name in the group, if any."""

    def __init__(
        self, session_timeout_s: float, heartbeat_interval_s: float = float("inf"), instance: str = ""
    ) -> None:
        heartbeats_s = TRUSTED_HEARTBEATS * heartbeat_interval_s if instance else float("inf")
        self._trusted_s = min(session_timeout_s * TRUSTED_SHARE, heartbeats_s)
        self._instance = instance
        self._coordinator: Any = None
        self._proven_at = -float("inf")
        self._alone_from = -float("inf")

    def watch(self, coordinator: Any, refused: Callable[[KafkaError], object] = lambda _error: None) -> None:
        """Note from now on when this coordinator's heartbeats and joins were answered.

        `refused` hears of a join that the broker will never grant; aiokafka alone would tell nobody while nothing flows.
        """
        self._coordinator = coordinator
        coordinator._do_heartbeat = self._stamped(coordinator._do_heartbeat)
        coordinator._on_join_complete = self._stamped(coordinator._on_join_complete)
        coordinator._do_rejoin_group = self._guarded(coordinator._do_rejoin_group, refused)

    def _guarded(
        self, join: Callable[[Any], Awaitable[bool]], refused: Callable[[KafkaError], object]
    ) -> Callable[[Any], Awaitable[bool]]:
        async def joined(subscription: Any) -> bool:
            try:
                if self._instance and self.is_known and self._coordinator.member_id == _NO_MEMBER:
                    raise InstanceLostError(
                        f"the group no longer counts this worker as its instance {self._instance}: another worker was "
                        "started with the same RETTIDIG_WORKER_INSTANCE, or this one or Kafka stood still for longer than "
                        "RETTIDIG_SESSION_TIMEOUT_MS. Remedy: give every worker an instance name of its own; else start "
                        "it again"
                    )
                return await join(subscription)
            except KafkaError as error:
                refused(error)
                raise

        return joined

    def _stamped(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def stamped(*args: Any, **kwargs: Any) -> Any:
            asked_at = clock.monotonic()
            if not self.is_known:
                self._alone_from = asked_at + (self._trusted_s if self._instance else 0)
            answer = await method(*args, **kwargs)
            if answer is not False:  # a join answers None, a refused heartbeat False
                self._proven_at = asked_at
            return answer

        return stamped

    @property
    def is_known(self) -> bool:
        """Whether the broker has ever counted us in."""
        return self._proven_at > -float("inf")

    async def wait_until_alone(self) -> bool:
        """Until nobody whom we succeeded under our instance name can believe any more to be us; whether that took time."""
        left_s = self._alone_from - clock.monotonic()
        await asyncio.sleep(max(0.0, left_s))
        return left_s > 0

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
