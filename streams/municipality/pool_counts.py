"""What the sums say of each municipality's pools at the month end that has passed last; knows sums, judges no share."""

from __future__ import annotations

from collections.abc import Container, Sequence

from alerts.municipal.share import PoolCount
from rules.civil import Day, Instant, civil_day
from rules.lists import Share
from rules.pools import pools_on
from streams.month import last_day, month_of
from streams.municipality.aggregate import Aggregate
from streams.municipality.records import Group


def last_month_end(as_of: Instant) -> Day:
    """The last day of the month before the one in which an instant lies."""
    return last_day(month_of(civil_day(as_of)) - 1)


def pool_counts(aggregate: Aggregate, shares: Sequence[Share], on: Day, silent: Container[str]) -> list[PoolCount]:
    """Each municipality's pools at a month end, as known now; none of a municipality that is silent: nobody knows them."""
    month = month_of(on)
    heard = sorted({group.municipality for group in aggregate.known if group.municipality not in silent})
    found = []
    for pool, lane in pools_on(shares, on):
        for municipality in heard:
            each = [
                aggregate.month_shares(Group(municipality, group), month).get(lane, (0, 0)) for group in pool.groups
            ]
            found.append(
                PoolCount(municipality, pool, sum(counted for counted, _ in each), sum(met for _, met in each))
            )
    return found
