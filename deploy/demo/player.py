"""Plays a timetable: loads what lies before, publishes each day, ticks to its midnight, and never runs away from a worker."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from typing import Final

from deploy.demo.gauges import Series, read, summed
from deploy.demo.listener import Listener
from deploy.demo.sampling import sample
from deploy.demo.stage import Stage
from deploy.demo.timetable import SimulatedDay, Timetable
from rules.civil import Day, Instant, civil_day
from streams import clock
from streams.intake.files import Line
from streams.intake.publisher import Publisher
from streams.metrics import ALERTS_OPEN, CITIZENS, EVENTS, FIGURES_AS_OF
from streams.ticker import cut_patiently

MOST_AHEAD: Final = 4
"""Ticks that may be on their way: enough to keep the worker busy, few enough that the picture is of today."""
PATIENCE_S: Final = 90.0
"""How long nothing may come from the workers while something is on its way; one that was killed is missed for a session."""
_LINES_A_LOOK: Final = 2_000
_SHARE_PUBLISHED: Final = 0.1
"""Of the time that a load takes, about."""
_LOOK_S: Final = 0.02
_SHOW_EVERY_S: Final = 0.15
_READ_EVERY_S: Final = 0.5
_RATE_OVER_S: Final = 3.0
_SHOWN: Final = (CITIZENS.name, ALERTS_OPEN.name)


class Player:
    """One performance. What is to be seen of it stands in its attributes; `show` is called whenever it is worth a look,
    `check` where the play may be broken off.

    `on`: the simulated day. `loaded`: the share of the load that is done. `done`: days played. `numbers`: the figures' page as
    last read. `taken_in`: the workers' count of events. `rate`: of these a second, lately. `killed`: what was killed, on
    which day. `load_s`, `play_s`: how long the load and the play took.
    """

    def __init__(
        self,
        stage: Stage,
        played: Timetable,
        days_a_second: float,
        show: Callable[[Player], None],
        check: Callable[[], None],
    ) -> None:
        self.stage = stage
        self.played = played
        self.followed = sample(played)
        self.listener = Listener(stage.settings.bootstrap_servers, stage.settings.topics, self.followed)
        self.publisher = Publisher(stage.settings.bootstrap_servers, stage.settings.topics)
        self.on: Day = civil_day(played.begins)
        self.loaded = 0.0
        self.load_s = self.play_s = 0.0
        self.done = 0
        self.numbers: dict[Series, float] = {}
        self.taken_in = 0
        self.rate = 0.0
        self.killed: list[tuple[str, Day]] = []
        self._is_over = False
        self._counted = [0] * len(stage.workers)
        self._counted_before = 0
        self._ahead: deque[Instant] = deque()
        self._a_day_s = 1 / days_a_second
        self._show = show
        self._check = check
        self._begun = clock.monotonic()
        self._shown_at = self._read_at = 0.0
        self._counts: deque[tuple[float, int]] = deque()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return clock.monotonic() - self._begun

    def play(self, kill: Collection[str] = ()) -> None:
        """Load, and play all days; `kill` halfway: `worker`, `redis`. Returns when everything is judged, told and counted.

        Raises RoleDied, NotDelivered, NoTickError.
        """
        self._begun = clock.monotonic()
        if self.played.backlog:
            self._load()
        self.load_s, due = self.seconds, clock.monotonic()
        self.loaded = 1.0
        for day in self.played.days:
            if kill and self.done == len(self.played.days) // 2:
                self._kill(kill)
            self._play(day)
            due = max(due + self._a_day_s, clock.monotonic())
            self._wait_until(lambda: len(self._ahead) < MOST_AHEAD, due)
        self._finish(self.played.days[-1].ends)

    def _load(self) -> None:
        """Publish what was registered before the play, citizen by citizen, and walk the clock through it in long strides.

        The strides cost little and show how far it is; one tick where the play begins would tell the same.
        """
        lines, steps = self.played.backlog, self.played.steps()
        for number, line in enumerate(lines):
            self.publisher.send(line, clock.now())
            if number % _LINES_A_LOOK == 0:
                self.loaded = _SHARE_PUBLISHED * number / len(lines)
                self.listener.listen(0)
                self._refresh()
                self._check()
        self.publisher.finish()
        for number, at in enumerate(steps):
            self.loaded = _SHARE_PUBLISHED + (1 - _SHARE_PUBLISHED) * number / len(steps)
            self.on = civil_day(at) - 1
            self._tick(at)
            self._wait_until(lambda: not self._ahead)

    @property
    def is_over(self) -> bool:
        """Whether everything is judged, told and counted."""
        return self._is_over

    def close(self) -> None:
        """Let go of the broker."""
        self.listener.close()

    def _play(self, day: SimulatedDay) -> None:
        self.on = day.on
        self._publish(day.lines)
        if day.on < self.played.last_day:
            self._tick(day.ends)
        self.done += 1

    def _finish(self, ends: Instant) -> None:
        """The last instants of the last day: the next midnight is not played. Two, because when the second tick's figures
        are there, what the first one told is acknowledged."""
        for at in (ends - 2, ends - 1):
            self._tick(at)
            self._wait_until(lambda: not self._ahead)
        self._wait_until(lambda: self._served_until() >= ends - 1)
        self.listener.listen(_LOOK_S)
        self._look()
        self.play_s = self.seconds - self.load_s
        self._is_over = True
        self._show(self)

    def _kill(self, what: Collection[str]) -> None:
        """Kill with work on its way. A worker's successor counts events from nothing: go on from what was counted."""
        if "worker" in what:
            self._look()
            self.stage.restart_worker()
            self._counted_before += self._counted[0]
            self._counted[0] = 0
        if "redis" in what:
            self.stage.restart_redis()
        self.killed += [(each, self.on) for each in what]

    def _publish(self, lines: tuple[Line, ...]) -> None:
        for line in lines:
            self.publisher.send(line, clock.now())
        if lines:
            self.publisher.finish()

    def _tick(self, at: Instant) -> None:
        def meanwhile() -> None:
            self.stage.check()
            self.listener.listen(_LOOK_S)

        cut_patiently(self.stage.ticker, at, meanwhile, PATIENCE_S)
        self._ahead.append(at)

    def _wait_until(self, reached: Callable[[], bool], due: float = 0.0) -> None:
        """Listen until the worker has come so far, and at least until `due`. Raises RoleDied."""
        deadline, heard = clock.monotonic() + PATIENCE_S, -1
        while True:
            if heard != self.listener.told + self.taken_in:
                heard, deadline = self.listener.told + self.taken_in, clock.monotonic() + PATIENCE_S
            self.listener.listen(_LOOK_S if clock.monotonic() < due or not reached() else 0)
            applied = self.listener.as_of
            while self._ahead and applied is not None and self._ahead[0] <= applied:
                self._ahead.popleft()
            self._refresh()
            self._check()
            if reached() and clock.monotonic() >= due:
                return
            self.stage.check()
            if clock.monotonic() > deadline:
                raise self.stage.workers[0].stalled(f"the worker has not come further for {PATIENCE_S:.0f} s")

    def _refresh(self) -> None:
        now = clock.monotonic()
        if now - self._read_at >= _READ_EVERY_S:
            self._read_at = now
            self._look()
        if now - self._shown_at >= _SHOW_EVERY_S:
            self._shown_at = now
            self._show(self)

    def _look(self) -> None:
        """Take the numbers from the roles' pages; an empty page leaves them as they were."""
        for index, worker in enumerate(self.stage.workers):
            page = worker.get("/metrics")[1]
            if page:
                self._counted[index] = summed(read(page, (EVENTS.name,)), EVENTS.name)[""]
        now = clock.monotonic()
        self.taken_in = self._counted_before + sum(self._counted)
        self._counts.append((now, self.taken_in))
        while now - self._counts[0][0] > _RATE_OVER_S:
            self._counts.popleft()
        passed = now - self._counts[0][0]
        self.rate = max(0.0, (self.taken_in - self._counts[0][1]) / passed) if passed else 0.0
        figures_page = self.stage.figures.get("/metrics")[1]
        if figures_page:
            self.numbers = read(figures_page, _SHOWN)

    def _served_until(self) -> Instant:
        """How far the figures' page has come; it is made once a tick."""
        found = read(self.stage.figures.get("/metrics")[1], (FIGURES_AS_OF.name,))
        return round(min(found.values(), default=0) * 1_000_000)
