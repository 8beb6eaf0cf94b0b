"""Where a citizen is kept, and their last state in the workers' changelog, for who asks why; changes nothing."""

from __future__ import annotations

from typing import Final

from aiokafka.partitioner import murmur2

from streams.changelog_view import view
from streams.citizen.state import CitizenState
from streams.settings import Settings

_POSITIVE: Final = 0x7FFFFFFF


def partition_of(citizen: str, partitions: int) -> int:
    """The partition that holds a citizen's events, alerts and state (murmur2, as Java clients do)."""
    return int(murmur2(citizen.encode()) & _POSITIVE) % partitions


def kept_state(settings: Settings, citizen: str) -> CitizenState | None:
    """The citizen's last state, None where the workers know nothing of them. Raises BrokerAway, UnreadableStateError."""
    return view(settings, citizen, partition_of(citizen, settings.topics.partitions)).state
