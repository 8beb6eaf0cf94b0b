"""What a citizen's state says, apart from how it came there; knows nothing of Kafka and compares one state with another only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from alerts.identity import alert_id
from rules.civil import Instant
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step

PARTS: Final = ("facts", "alerts", "today", "months")
"""What a state says, in the order of `meaning`."""
DUE: Final = "due"
"""Somebody was to be judged by then and was not, or would be judged too late."""


def meaning(state: CitizenState, at: Instant) -> tuple[object, ...]:
    """What a state says, without how it came there: a finding names what was known when the alert was last told.

    The day of the next look is none of it: it may come too early by what was looked at when (whether it is too late is
    asked apart: `differing_parts`, and for the days to come in citizen.py).
    """
    known = tuple(fact for fact in state.facts if fact.learnt_at <= at)
    alerts = {key: replace(record.told, finding=None) for key, record in state.alerts.items() if record.told}
    return known, alerts, state.today, state.months


def differing_parts(
    found: CitizenState, expected: CitizenState, citizen: str, at: Instant, judge: Judge
) -> tuple[str, ...]:
    """In what a state that was found says something else at an instant than it must: `DUE` and names in `PARTS`.

    `at`: at or after the clocks of both. What was expected is taken to be judged by then.
    """
    stepped = step(found, citizen, (), at, judge)
    parts = zip(PARTS, meaning(stepped.state, at), meaning(expected, at), strict=True)
    return (*[DUE] * bool(stepped.messages), *(name for name, one, other in parts if one != other))


def open_in(states: Mapping[str, CitizenState]) -> set[str]:
    """The ids of the alerts that are open in these states."""
    return {
        alert_id(key, citizen)
        for citizen, state in states.items()
        for key, record in state.alerts.items()
        if record.told is not None
    }
