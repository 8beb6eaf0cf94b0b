"""How deep JSON is nested, counted before it is parsed; knows brackets and texts, nothing else of JSON."""

from __future__ import annotations

import re
from typing import Final

MAX_DEPTH: Final = 64
"""A bound of our own, so that a refusal never depends on how much stack the machine has left."""

_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\]{}]")


def is_too_deep(value: bytes) -> bool:
    """Whether objects and lists are nested more than MAX_DEPTH deep. Broken JSON is counted as far as it goes."""
    # An event has two opening brackets: only one with many more is counted out.
    if value.count(b"{") + value.count(b"[") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_TEXT.sub(b"", value)):
        depth += 1 if bracket[0] in b"{[" else -1
        if depth > MAX_DEPTH:
            return True
    return False
