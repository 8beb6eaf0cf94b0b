"""Moments in the middle of work, told by what workers have taken in and written so far; knows sizes, not what happens then."""

from __future__ import annotations

from typing import Final

from streams import clock
from streams.topics import ALERTS, CITIZENS_CHANGELOG, MUNICIPAL_PARTIALS
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.soak.crew import Crew
from tests.soak.plan import AT_ONCE, TAKING_IN, TOGETHER, WRITING, Blow

PATIENCE_S: Final = 6.0
"""A moment that does not come (nobody is at work, or nothing is left to do) is not waited for any longer than this."""
_WRITTEN: Final = dict(zip(WRITING, (CITIZENS_CHANGELOG, ALERTS, MUNICIPAL_PARTIALS), strict=True))
_LOOK_AGAIN_S: Final = 0.005


class Moments:
    """Waits for the moments of blows. `mark` comes before what gives workers something to do."""

    def __init__(self, scene: Scene, crew: Crew) -> None:
        self._scene = scene
        self._crew = crew
        self._sizes: dict[str, int] = {}
        self._events: dict[int, float] = {}

    def mark(self) -> None:
        """From here on it is counted what workers do."""
        self._sizes = {topic: self._size(topic) for topic in _WRITTEN.values()}
        self._events = {id(worker): worker.metric("rettidig_events_total") for worker in self._crew.workers}

    def come(self, blow: Blow) -> str:
        """Wait until workers have done as much as a blow waits for; what they were at, in words."""
        if blow.when in (AT_ONCE, TOGETHER):
            return blow.when
        until = clock.monotonic() + PATIENCE_S
        while not self._has_done(blow.when, blow.more):
            if clock.monotonic() > until:
                return "at rest"
            clock.sleep(_LOOK_AGAIN_S)
        return f"{blow.when}+{blow.more}"

    def _has_done(self, what: str, more: int) -> bool:
        if what == TAKING_IN:
            return any(self._taken_in(worker) >= more for worker in self._crew.workers)
        return self._size(_WRITTEN[what]) >= self._sizes[_WRITTEN[what]] + more

    def _taken_in(self, worker: RoleProcess) -> float:
        return worker.metric("rettidig_events_total") - self._events.get(id(worker), 0.0)

    def _size(self, topic: str) -> int:
        return sum(self._scene.log(topic).ends_if_known() or (0,))
