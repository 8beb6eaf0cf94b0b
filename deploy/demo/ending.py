"""Ctrl-C and SIGTERM, so that the demo ends at once where it waits, and at a safe point where it talks to Kafka.

An exception that a signal raises inside the Kafka library's callbacks comes out as some other error, or not at all.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)  # a shell's background job ignores Ctrl-C unless it is told not to


class Ending:
    """Whether the demo was asked to end. `asked` stays true, whatever became of the exception."""

    def __init__(self) -> None:
        self.asked = False
        self._raises = True

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen to the signals; afterwards they mean again what they meant before."""
        before = {each: signal.signal(each, self._ask) for each in SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    @contextmanager
    def at_safe_points(self) -> Iterator[None]:
        """Raise only in `check`; who asks twice does not wait for it."""
        self._raises = False
        try:
            yield
        finally:
            self._raises = True

    def check(self) -> None:
        """Raises KeyboardInterrupt if asked to end."""
        if self.asked:
            raise KeyboardInterrupt

    def _ask(self, *_: Any) -> None:
        is_second, self.asked = self.asked, True
        if self._raises or is_second:
            raise KeyboardInterrupt
