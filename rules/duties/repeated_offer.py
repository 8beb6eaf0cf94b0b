"""New offers at intervals after the first: yearly for aktivitetsparate until 2019, continuous for the young (LAB § 105)."""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("repeated-offer", "offers", ClockKind.OFFERS)
