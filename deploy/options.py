"""Days and instants given on the command line."""

from __future__ import annotations

from deploy.gathering import AskedWrongly
from rules.civil import Day, Instant, day
from streams.intake.rfc3339 import parse_instant


def a_day(option: str, text: str) -> Day:
    """A day given as YYYY-MM-DD. Raises AskedWrongly."""
    try:
        return day(text)
    except ValueError as error:
        raise AskedWrongly(f"{option} is a day like 2018-06-01, not {text!r}") from error


def an_instant(option: str, text: str | None) -> Instant | None:
    """An instant given as RFC 3339 with offset, None where none is given. Raises AskedWrongly."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        raise AskedWrongly(f"{option} is an instant like 2018-06-01T12:00:00Z, not {text!r}") from error
