"""How far a measure looks back, and how long somebody must have been on support to be counted; knows days, no acts."""

from __future__ import annotations

from typing import Final

import msgspec

from rules.civil import Day, add_months

_WEEK: Final = 7


class Lookback(msgspec.Struct, frozen=True):
    """The last `months` after as long on unbroken support; or, where `weeks` says so, the last weeks, of which at least
    `support_weeks` were on support, gaps or not."""

    months: int
    weeks: int = 0
    support_weeks: int = 0

    @property
    def days(self) -> int:
        """Of the window, where it is counted in weeks; else 0."""
        return self.weeks * _WEEK

    @property
    def support_days(self) -> int:
        return self.support_weeks * _WEEK

    def opened(self, on: Day) -> Day:
        """The last day before the window of a day; the day itself is the window's last."""
        return on - self.days if self.weeks else add_months(on, -self.months)

    def leaves(self, last: Day) -> Day:
        """The first day whose window no longer holds `last`; a leap day's year ends a day later than its months."""
        if self.weeks:
            return last + self.days
        day = add_months(last, self.months)
        return day if self.opened(day) >= last else day + 1

    def __str__(self) -> str:
        return f"{self.weeks} weeks" if self.weeks else f"{self.months} months"
