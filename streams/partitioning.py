"""In which partition a citizen is; what wrote the records must have used the same hash (`PARTITIONER`)."""

from __future__ import annotations

from typing import Final

from aiokafka.partitioner import murmur2

_POSITIVE: Final = 0x7FFFFFFF


def partition_of(citizen: str, partitions: int) -> int:
    """The partition that holds a citizen's events, alerts and state (murmur2, as Java clients do)."""
    return int(murmur2(citizen.encode()) & _POSITIVE) % partitions
