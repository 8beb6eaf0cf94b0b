"""Moments in the middle of work, told by what workers have taken in and written so far; knows sizes, not what happens then."""

from __future__ import annotations

from random import Random
from typing import Final

from streams import clock
from streams.topics import ALERTS, CITIZENS_CHANGELOG, MUNICIPAL_PARTIALS
from tests.broker.harness import Scene
from tests.broker.worker_process import RoleProcess
from tests.soak.crew import Crew

PATIENCE_S: Final = 6.0
"""A moment that does not come (nobody is at work, or nothing is left to do) is not waited for any longer than this."""
_TAKING_IN: Final = "taking in"
_WRITTEN: Final = {"keeping": CITIZENS_CHANGELOG, "telling": ALERTS, "counting": MUNICIPAL_PARTIALS}
_LOOK_AGAIN_S: Final = 0.005


class Moments:
    """Draws a moment and waits for it. `mark` comes before what gives workers something to do."""

    def __init__(self, scene: Scene, crew: Crew, dice: Random, citizens: int) -> None:
        self._scene = scene
        self._crew = crew
        self._dice = dice
        self._citizens = citizens
        self._sizes: dict[str, int] = {}
        self._events: dict[int, float] = {}

    def mark(self) -> None:
        """From here on it is counted what workers do."""
        self._sizes = {topic: self._size(topic) for topic in _WRITTEN.values()}
        self._events = {id(worker): worker.metric("rettidig_events_total") for worker in self._crew.workers}

    def come(self, *, is_ticked: bool) -> str:
        """Wait until workers have done some more; what they were at, in words. Only after a tick anything is told."""
        if self._dice.random() < 0.1:
            return "at once"
        what = self._dice.choice(tuple(_WRITTEN) if is_ticked else (_TAKING_IN, _TAKING_IN, "keeping"))
        more = self._dice.choice((1, 2, self._dice.randint(1, self._citizens // 2 + 1)))
        until = clock.monotonic() + PATIENCE_S
        while not self._has_done(what, more):
            if clock.monotonic() > until:
                return "at rest"
            clock.sleep(_LOOK_AGAIN_S)
        return f"{what}+{more}"

    def _has_done(self, what: str, more: int) -> bool:
        if what == _TAKING_IN:
            return any(self._taken_in(worker) >= more for worker in self._crew.workers)
        return self._size(_WRITTEN[what]) >= self._sizes[_WRITTEN[what]] + more

    def _taken_in(self, worker: RoleProcess) -> float:
        return worker.metric("rettidig_events_total") - self._events.get(id(worker), 0.0)

    def _size(self, topic: str) -> int:
        return sum(self._scene.log(topic).ends_if_known() or (0,))
