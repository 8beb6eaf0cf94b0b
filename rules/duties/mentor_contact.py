"""The mentor's contact with the citizen at least every so many weeks while mentor support runs (LAB §§ 167 ff., old kap. 9 b).

It stops for what stops seniority: the national stop, absences that stop, and an exemption from everything. Being exempt from
interviews or offers alone, or working, does not spare the citizen the mentor.
"""

from __future__ import annotations

from typing import Final

from rules.clock_stops import ClockKind
from rules.duties.duty import Duty

DUTY: Final = Duty("mentor-contact", "mentor-contacts", ClockKind.SENIORITY)
