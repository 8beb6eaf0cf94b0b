"""Who may do what only one shall do at a time: a name in Redis that runs out unless it is renewed; knows not what it is for.

A lease spares work and no more than that: that two keepers at once do no harm is the store's business.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

import redis

from streams import clock

_RENEW: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0
"""
_GIVE_BACK: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class Lease:
    """One contender for a lease."""

    def __init__(self, client: redis.Redis, key: str, lasts_s: float) -> None:
        self._client = client
        self._key = key
        self._lasts_ms = int(lasts_s * 1000)
        self._name = uuid.uuid4().hex
        self._renewed_at = float("-inf")

    def hold(self) -> bool:
        """Take or renew it; whether it is ours. Asks Redis only when a third of its time has passed."""
        if clock.monotonic() - self._renewed_at < self._lasts_ms / 3000:
            return True
        asked_at = clock.monotonic()
        answer: Any = self._client.eval(_RENEW, 1, self._key, self._name, str(self._lasts_ms))
        self._renewed_at = asked_at if answer == 1 else float("-inf")
        return bool(answer == 1)

    def give_back(self) -> None:
        """Let others have it."""
        self._renewed_at = float("-inf")
        self._client.eval(_GIVE_BACK, 1, self._key, self._name)
