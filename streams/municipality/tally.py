"""What the citizens of one group add up to; knows adding, taking away and its record, not whose numbers they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final

from msgspec import UNSET

from rules.civil import Instant, iso_instant
from streams.citizen.state import Standing, Today
from streams.month import Month, month_from, month_text
from streams.municipality.lanes import CountBelowZeroError, packed, packed_shares, unpacked
from streams.municipality.records import GroupCounts

MICROSECONDS_AN_HOUR: Final = 3_600_000_000


class Tally:
    """Counts of one group: of one partition's citizens, or summed over partitions.

    - `standing` and `months` hold the measures as lanes (see lanes.py), today's and those of month ends.
    - `stated`: those of the months that ended last, as they were known at their end.
    - `heard`: the hour in which the newest judged fact was registered, 0 if none was. It only ever grows: what was once
      heard of a group stays heard when its citizens leave it.
    - `restated`: by how much `months` differs from that already, of months whose end no tick has passed yet.
    A count of 0 may be stored or absent: it means the same, and neither reaches a record.
    """

    __slots__ = ("alerts", "citizens", "heard", "months", "open", "overdue", "restated", "standing", "stated")

    def __init__(self) -> None:
        self.citizens = 0
        self.standing = 0
        self.open: Counter[str] = Counter()
        self.overdue: Counter[str] = Counter()
        self.alerts: Counter[str] = Counter()
        self.months: Counter[Month] = Counter()
        self.stated: Counter[Month] = Counter()
        self.restated: Counter[Month] = Counter()
        self.heard: Instant = 0

    def hear(self, registered: Instant) -> bool:
        """A judged fact was registered then; whether that is another hour than what was known."""
        hour = registered - registered % MICROSECONDS_AN_HOUR
        if hour <= self.heard:
            return False
        self.heard = hour
        return True

    def add_today(self, standing: Standing, today: Today, sign: int) -> None:
        """Add (sign 1) or take away (-1) what one citizen adds to the live figures."""
        self.citizens += sign
        self.standing += sign * packed(standing)
        for duty, is_open, overdue in today.obligations:
            self.open[duty] += sign * is_open
            self.overdue[duty] += sign * overdue
        for kind, is_open in today.alerts:
            self.alerts[kind] += sign * is_open

    def add_month(self, month: Month, standing: Standing, sign: int) -> None:
        """Add or take away one citizen's standing at a month end."""
        self.months[month] += sign * packed(standing)

    def add_restated(self, month: Month, standing: Standing, sign: int) -> None:
        """Note that a month end is counted otherwise than it was known when the citizen's clock passed it."""
        self.restated[month] += sign * packed(standing)

    def end_months(self, ended: Iterable[Month]) -> None:
        """Months are over: what holds today holds at their end, and is stated."""
        self.stated.clear()
        for month in ended:
            self.months[month] += self.standing
            self.stated[month] = self.months[month] - self.restated.pop(month, 0)

    def exchange(self, old: Tally | None, new: Tally | None) -> list[Month]:
        """Put one partition's new numbers in the place of its old ones; the months whose sums changed."""
        before, after = old or _NOTHING, new or _NOTHING
        self.citizens += after.citizens - before.citizens
        self.standing += after.standing - before.standing
        self.heard = max(self.heard, after.heard)
        for own, gone, come in (
            (self.open, before.open, after.open),
            (self.overdue, before.overdue, after.overdue),
            (self.alerts, before.alerts, after.alerts),
        ):
            if gone != come:
                own.subtract(gone)
                own.update(come)
        return list(
            {*_shift(self.months, before.months, after.months), *_shift(self.stated, before.stated, after.stated)}
        )

    def duties(self) -> Iterable[str]:
        """The duties of which anything was ever open here."""
        return self.open.keys() | self.overdue.keys()

    def record(self, epoch: str, months: Container[Month]) -> GroupCounts:
        """The record for the topic; what is 0 and months outside `months` are left out. Raises CountBelowZeroError."""
        if self.citizens < 0:
            raise CountBelowZeroError("a group's citizens fell below zero")
        return GroupCounts(
            epoch=epoch,
            citizens=self.citizens,
            measures=unpacked(self.standing),
            obligations={
                duty: (self.open[duty], self.overdue[duty])
                for duty in self.duties()
                if self.open[duty] or self.overdue[duty]
            },
            alerts={kind: n for kind, n in self.alerts.items() if n},
            months={month_text(m): _unpacked(total) for m, total in self.months.items() if total and m in months},
            stated={month_text(m): _unpacked(total) for m, total in self.stated.items() if total and m in months},
            heard=iso_instant(self.heard) if self.heard else UNSET,
        )

    @classmethod
    def of(cls, record: GroupCounts) -> Tally:
        """The tally that a record was made of. Raises ValueError for a month that is none."""
        tally = cls()
        tally.citizens = record.citizens
        tally.heard = record.heard_at() or 0
        tally.standing = packed_shares(record.measures)
        for duty, (is_open, overdue) in record.obligations.items():
            tally.open[duty] = is_open
            tally.overdue[duty] = overdue
        tally.alerts.update(record.alerts)
        for text, shares in record.months.items():
            tally.months[month_from(text)] = packed_shares(shares)
        for text, shares in record.stated.items():
            tally.stated[month_from(text)] = packed_shares(shares)
        return tally


def _shift(own: Counter[Month], before: Counter[Month], after: Counter[Month]) -> list[Month]:
    """Put `after` in the place of `before` in sums; the months that changed."""
    changed = [month for month in before.keys() | after.keys() if before[month] != after[month]]
    for month in changed:
        own[month] += after[month] - before[month]
    return changed


_NOTHING = Tally()
_unpacked: Final = lru_cache(maxsize=16_384)(unpacked)
"""Of months that are over hardly a sum changes from one record of a group to the next: some 15 MB at the most."""
