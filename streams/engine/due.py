"""Which citizens of a partition are due when; knows instants and keys, not why somebody is due."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Final, TypeAlias

from rules.civil import Instant

Key: TypeAlias = bytes
_SLACK: Final = 1_000


class DueIndex:
    """Who is due when, the earliest first: a tick costs in proportion to those who are due, not to those there are.

    A heap whose entries are never searched for: one that no longer holds is dropped when its time comes.
    """

    def __init__(self, entries: Iterable[tuple[Key, Instant | None]] = ()) -> None:
        self._when = {key: due for key, due in entries if due is not None}
        self._heap = [(due, key) for key, due in self._when.items()]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        return len(self._when)

    def when(self, key: Key) -> Instant | None:
        """When a citizen is due; None: by time alone never."""
        return self._when.get(key)

    def schedule(self, key: Key, due: Instant | None) -> None:
        """The citizen is due at `due` and not at any other time."""
        if self._when.get(key) == due:
            return
        if due is None:
            del self._when[key]
            return
        self._when[key] = due
        heapq.heappush(self._heap, (due, key))
        if len(self._heap) > 2 * len(self._when) + _SLACK:
            self._heap = [(at, key) for key, at in self._when.items()]
            heapq.heapify(self._heap)

    def pop(self, until: Instant) -> Key | None:
        """The citizen due first, if by `until`, who is then no longer scheduled; None when there is nobody."""
        while self._heap and self._heap[0][0] <= until:
            due, key = heapq.heappop(self._heap)
            if self._when.get(key) == due:
                del self._when[key]
                return key
        return None
