"""The interviews of the first three months that the a-kasse owes its members from 2024 (LAB § 31(1) and (4))."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("a-kasse-interviews", "a-kasse-interviews", ClockKind.INTERVIEWS)
