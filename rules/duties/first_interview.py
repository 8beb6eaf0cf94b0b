"""The first interview: the municipality meets the citizen soon after the first contact (LAB § 31(3), from 2024 § 31(5)).

Sygedagpenge: the first follow-up by the end of week 8 (sygedagpengeloven § 13 b). A first-contact interview counts.
"""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("first-interview", "first-interviews", ClockKind.INTERVIEWS, once=True)
