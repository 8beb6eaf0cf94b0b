"""Waits for what another process will do: asks again and again, and fails with the last answer when it takes too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from streams import clock

T = TypeVar("T")


def eventually(question: Callable[[], T], is_right: Callable[[T], bool] = bool, within_s: float = 60.0) -> T:
    """The first right answer. Raises AssertionError with the last wrong one."""
    deadline = clock.monotonic() + within_s
    while not is_right(answer := question()):
        if clock.monotonic() > deadline:
            raise AssertionError(f"after {within_s} s still: {answer!r}")
        clock.sleep(0.02)
    return answer
