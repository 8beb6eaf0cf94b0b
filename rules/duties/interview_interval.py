"""Running interviews: never more than an interval between two (old LAB chapter 7; sygedagpengeloven until 2019)."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("interview-interval", "jobcentre-interviews", ClockKind.INTERVIEWS)
