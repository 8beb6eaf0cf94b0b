"""Whether a fetched batch follows on what was applied; knows offsets only.

After a rebalance a batch can be fetched, thrown away by a check, and never fetched again, because the position moved on
with it. So the engine knows the next offset that it must see. On a hole it goes back once; a hole that is still there
then is one of the log itself (retention, compaction, a transaction's marker) and is accepted.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from streams.engine.ports import Record


class Continuity:
    """The holes that were gone back to, by topic and partition."""

    def __init__(self) -> None:
        self._sought: dict[Hashable, int] = {}

    def fresh(self, records: Sequence[Record], expected: int) -> Sequence[Record]:
        """The records that were not applied yet: those from `expected` on."""
        if records[0].offset >= expected:
            return records
        return [record for record in records if record.offset >= expected]

    def goes_back(self, where: Hashable, expected: int, found: int) -> bool:
        """Whether to read again from `expected`, because the next record or the position is at `found`."""
        if found <= expected or self._sought.get(where) == expected:
            return False
        self._sought[where] = expected
        return True

    def forget(self) -> None:
        """The partitions are revoked."""
        self._sought.clear()
