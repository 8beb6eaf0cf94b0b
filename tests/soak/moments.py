"""Moments in the middle of work, told by what workers have written so far; knows topics' sizes, not what happens then."""

from __future__ import annotations

from random import Random
from typing import Final

from streams import clock
from streams.topics import ALERTS, CITIZENS_CHANGELOG, MUNICIPAL_PARTIALS
from tests.broker.harness import Scene

PATIENCE_S: Final = 4.0
"""A moment that does not come (nobody is at work, or nothing is left to do) is not waited for any longer than this."""
_WRITTEN: Final = {CITIZENS_CHANGELOG: "taking in", ALERTS: "telling", MUNICIPAL_PARTIALS: "counting"}
_LOOK_AGAIN_S: Final = 0.005


class Moments:
    """Draws a moment and waits for it. `mark` comes before what gives workers something to do."""

    def __init__(self, scene: Scene, dice: Random) -> None:
        self._scene = scene
        self._dice = dice
        self._marked = dict.fromkeys(_WRITTEN, 0)

    def mark(self) -> None:
        """From here on records are counted."""
        self._marked = {topic: self._size(topic) for topic in _WRITTEN}

    def come(self) -> str:
        """Wait until workers have written some records more; where they then were, in a word."""
        if self._dice.random() < 0.15:
            return "at once"
        topic = self._dice.choice(tuple(_WRITTEN))
        more = self._dice.choice((1, 2, 5, 12, 30, 80, 200))
        until = clock.monotonic() + PATIENCE_S
        while self._size(topic) < self._marked[topic] + more:
            if clock.monotonic() > until:
                return "at rest"
            clock.sleep(_LOOK_AGAIN_S)
        return f"{_WRITTEN[topic]}+{more}"

    def _size(self, topic: str) -> int:
        return sum(self._scene.log(topic).ends_if_known() or (0,))
