"""The joint interviews of jobcentre and a-kasse; the third, at 16 months, is still law (LAB § 32(2))."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTIES: Final = tuple(Duty(f"joint-interview-{n}", "joint-interviews", ClockKind.INTERVIEWS) for n in (1, 2, 3))
