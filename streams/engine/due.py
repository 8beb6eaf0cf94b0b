"""Which citizens of a partition are due when; knows instants and keys, not why somebody is due."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from rules.civil import Instant

Key: TypeAlias = bytes
_SLACK: Final = 1_000


class _Together(NamedTuple):
    """Those who were ever due at one instant; who is so still is said by the index."""

    at: Instant
    keys: list[Key]


class DueIndex:
    """Who is due when, the earliest first: a tick costs in proportion to those who are due, not to those there are.

    Nearly everybody is due at a midnight, of which there are few: citizens are kept by instant, and a heap holds the
    instants. An entry that no longer holds is not searched for, it is dropped when its time comes.
    """

    def __init__(self, entries: Iterable[tuple[Key, Instant | None]] = ()) -> None:
        self._when: dict[Key, _Together] = {}
        self._at: dict[Instant, _Together] = {}
        self._instants: list[Instant] = []
        self._stale = 0
        for key, due in entries:
            self.schedule(key, due)

    def __len__(self) -> int:
        return len(self._when)

    def when(self, key: Key) -> Instant | None:
        """When a citizen is due; None: by time alone never."""
        found = self._when.get(key)
        return None if found is None else found.at

    def schedule(self, key: Key, due: Instant | None) -> None:
        """The citizen is due at `due` and not at any other time."""
        before = self._when.get(key)
        if before is not None:
            if before.at == due:
                return
            self._stale += 1
            if due is None:
                del self._when[key]
                return
        if due is not None:
            self._add(key, due)
            if self._stale > len(self._when) + _SLACK:
                self._sweep()

    def _add(self, key: Key, due: Instant) -> None:
        together = self._at.get(due)
        if together is None:
            together = self._at[due] = _Together(due, [])
            heapq.heappush(self._instants, due)
        together.keys.append(key)
        self._when[key] = together

    def _sweep(self) -> None:
        """Forget the entries that no longer hold."""
        valid = [(key, together.at) for key, together in self._when.items()]
        self._when, self._at, self._instants, self._stale = {}, {}, [], 0
        for key, due in valid:
            self._add(key, due)

    def pop(self, until: Instant) -> Key | None:
        """A citizen of those due first, if by `until`, who is then no longer scheduled; None when there is nobody."""
        while self._instants and self._instants[0] <= until:
            together = self._at[self._instants[0]]
            while together.keys:
                key = together.keys.pop()
                if self._when.get(key) is together:
                    del self._when[key]
                    return key
                self._stale -= 1
            heapq.heappop(self._instants)
            del self._at[together.at]
        return None
