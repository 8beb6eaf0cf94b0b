"""How fresh a municipality's figures are: complete up to when, and since when nothing was heard of it; decides, words nothing."""

from __future__ import annotations

from typing import Final

import msgspec

from alerts.inbox.ports import MunicipalNumbers
from rules.civil import Day, Instant, civil_day

_STALE_S: Final = 15 * 60
_SECOND: Final = 1_000_000


class Freshness(msgspec.Struct, frozen=True):
    """`is_stale`: figures are more than a quarter of an hour behind. `silent_since`: the last day of which there are facts.

    The latter is None unless the municipality is silent, as the figures role told (`silent-source`).
    """

    as_of: Instant | None
    is_stale: bool
    silent_since: Day | None


def freshness(numbers: MunicipalNumbers, now: Instant) -> Freshness:
    """How fresh the figures are now."""
    is_stale = numbers.as_of is not None and now - numbers.as_of > _STALE_S * _SECOND
    silent = civil_day(numbers.heard_at) if numbers.is_silent and numbers.heard_at is not None else None
    return Freshness(numbers.as_of, is_stale, silent)
