"""One line of the doctor's answer; knows nothing of what is looked at."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class State(StrEnum):
    """How a thing is. `warn`: it works, or is not needed by everybody, but somebody should know."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Line(msgspec.Struct, frozen=True):
    """What was looked at, how it is, and, unless it is well, what to do. Numbers and names of topics, never of people."""

    check: str
    state: State
    text: str
    remedy: str = ""


def ok(check: str, text: str) -> Line:
    """It is well."""
    return Line(check, State.OK, text)


def warn(check: str, text: str, remedy: str) -> Line:
    """It works, or not everybody needs it; `remedy` says what to do."""
    return Line(check, State.WARN, text, remedy)


def fail(check: str, text: str, remedy: str) -> Line:
    """It does not work; `remedy` says what to do."""
    return Line(check, State.FAIL, text, remedy)
