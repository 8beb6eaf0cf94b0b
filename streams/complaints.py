"""Which complaints of libraries are worth a line: the same once in a while, what is no fault in calmer words; knows no role.

While Kafka is away aiokafka complains of it some seventy times a second. What it complains of for the first time is told at
once, with its trace; how often the same followed is told with the next one, or with the news that the broker is back.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Collection, Iterator
from typing import Final

from streams import clock

SAME_S: Final = 30.0
"""For so long the same complaint is not told again."""
_MOST_FORMS: Final = 500
_NUMBERS: Final = re.compile(r"0x[0-9a-fA-F]+|\d+")

# By the beginning of the library's words, after a Faust service's name: what belongs to a busy day, said as what it is.
_CALMER: Final = {
    "Timer %s is overlapping": "a library's timer comes late because the worker is busy; it catches up by itself "
    "(%s: every %r s, this time %r s)",
    "Heartbeat failed for group %s because it is rebalancing": "the group %s divides its partitions anew; this worker "
    "joins again",
}


class ToldOnce(Exception):
    """An expected end: what it says is all there is to know, with place and remedy, and no defect of ours.

    The role that ends with it says so in its last line; libraries need not, nor need anybody its kind or its trace.
    """


def named(error: BaseException) -> str:
    """The error's kind and what it says; Kafka's errors say their kind themselves. Of an expected end only what it says."""
    kind, said = type(error).__name__, str(error)
    if isinstance(error, ToldOnce):
        return said.removeprefix(f"{kind}: ")
    return said if kind in said else f"{kind}: {said}"


class Complaints(logging.Filter):
    """Passes each complaint of `libraries` (names of loggers) once in SAME_S, and everything that is not theirs."""

    def __init__(self, libraries: Collection[str]) -> None:
        super().__init__()
        self._libraries = frozenset(libraries)
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """Nobody has been told of anything yet: the log is a new one."""
        with self._lock:
            self._told: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written; `left_out` in it: how many like it were not, since the last one was."""
        if record.name.partition(".")[0] not in self._libraries:
            return True
        if any(isinstance(error, ToldOnce) for error in _errors(record)):
            return False
        level = record.levelno
        _calm(record)
        if record.levelno < level and record.levelno < logging.getLogger().level:
            return False
        return self._is_due(record)

    def left_out(self) -> int:
        """How many complaints were left out and not told of yet; they count as told from now on."""
        with self._lock:
            count = sum(left_out for _, left_out in self._told.values())
            self._told = {form: (told_at, 0) for form, (told_at, _) in self._told.items()}
        return count

    def _is_due(self, record: logging.LogRecord) -> bool:
        form, now = _form(record), clock.monotonic()
        with self._lock:
            told_at, left_out = self._told.pop(form, (-float("inf"), 0))
            if now - told_at < SAME_S:
                self._told[form] = told_at, left_out + 1
                return False
            while len(self._told) >= _MOST_FORMS:  # the one that was heard of longest ago
                del self._told[next(iter(self._told))]
            self._told[form] = now, 0
        if left_out:
            record.left_out = left_out
        return True


def _form(record: logging.LogRecord) -> tuple[object, ...]:
    """What makes two complaints the same: who says what, without the numbers in it, and of which kinds of errors."""
    kinds = tuple(type(error).__name__ for error in _errors(record))
    return record.name, record.levelno, _NUMBERS.sub("#", str(record.msg)), kinds


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """The errors that a record is about, with what they came of."""
    said = record.args if isinstance(record.args, tuple) else ()
    for each in (*said, record.exc_info[1] if record.exc_info else None):
        while isinstance(each, BaseException):
            yield each
            each = each.__cause__  # noqa: PLW2901  # along the chain


def _calm(record: logging.LogRecord) -> None:
    words = str(record.msg)
    for theirs, ours in _CALMER.items():
        if theirs in words:
            record.msg, record.levelno, record.levelname = ours, logging.INFO, "INFO"
