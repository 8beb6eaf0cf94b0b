"""A number of interviews within a period from the start of the spell (LAB § 31(1), (2) and (5))."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("interviews-in-period", "jobcentre-interviews", ClockKind.INTERVIEWS)
