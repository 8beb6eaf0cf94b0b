"""An event whose alert is due at once: what benchmarks send that wait for its alert."""

from __future__ import annotations

from typing import Final

from rules.civil import MICROSECONDS_A_DAY, Instant, civil_day
from rules.facts import BenefitStarted
from streams.intake.encode import encode_line

STARTED_BEFORE_DAYS: Final = 30


def newcomer(citizen: str, now: Instant, municipality: str = "101", caseworker: str | None = None) -> bytes:
    """The line of a benefit registered now and begun so long ago that the interview of the first week is overdue."""
    fact = BenefitStarted(
        id=f"{citizen}-start",
        learnt_at=now,
        benefit="kontanthjaelp",
        target_group="jobparat",
        municipality=municipality,
        caseworker=caseworker,
        from_=civil_day(now - STARTED_BEFORE_DAYS * MICROSECONDS_A_DAY),
    )
    return encode_line(citizen, fact, "/bench")
