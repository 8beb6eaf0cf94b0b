"""How fresh a municipality's figures are: complete up to when, and since when nothing was heard of it; decides, words nothing."""

from __future__ import annotations

from typing import Final

import msgspec

from alerts.inbox.ports import MunicipalNumbers
from alerts.working_days import working_days_between
from rules.civil import Day, Instant, civil_day

_STALE_S: Final = 15 * 60
_SILENT_WORKING_DAYS: Final = 2
_SECOND: Final = 1_000_000


class Freshness(msgspec.Struct, frozen=True):
    """`is_stale`: figures are more than a quarter of an hour behind. `silent_since`: the last day of which there are facts.

    The latter is None as long as no more than two working days have passed since.
    """

    as_of: Instant | None
    is_stale: bool
    silent_since: Day | None


def freshness(numbers: MunicipalNumbers, now: Instant) -> Freshness:
    """How fresh the figures are now."""
    is_stale = numbers.as_of is not None and now - numbers.as_of > _STALE_S * _SECOND
    silent = None
    if numbers.heard_at is not None:
        heard_on = civil_day(numbers.heard_at)
        if working_days_between(heard_on, civil_day(now)) > _SILENT_WORKING_DAYS:
            silent = heard_on
    return Freshness(numbers.as_of, is_stale, silent)
