"""The first offer, a right and a duty: by a date that depends on group and, until 2019, on age (LAB § 102, § 105)."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("first-offer", "offers", ClockKind.FIRST_OFFER, once=True)
