"""Asks the twin in tests: the whole answer, its obligations, or the one obligation of a duty."""

from datetime import date, datetime
from typing import Any

from tests.twins.assess_twin import assess_twin
from tests.twins.wire_events import Event


def assessed(events: list[Event], on: str, known_at: datetime | None = None) -> dict[str, Any]:
    answer = assess_twin(events, date.fromisoformat(on), known_at)
    assert answer is not None
    return answer


def duties(events: list[Event], on: str) -> list[tuple[str, str, str]]:
    """(duty, due_on, status) of all that is listed."""
    return [(o["duty"], o["due_on"], o["status"]) for o in assessed(events, on)["obligations"]]


def one(events: list[Event], on: str, duty: str) -> dict[str, Any]:
    found = [o for o in assessed(events, on)["obligations"] if o["duty"] == duty]
    assert len(found) == 1, found
    return dict(found[0])
