"""One round: invented lives, ticks at random instants, and between them whatever befalls workers and the broker; all from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from deploy.stack import Stack
from rules.civil import MICROSECONDS_A_DAY, Instant, start_of_day
from streams import topic_admin
from tests.bench.lives import AS_OF, BEGINS, lines
from tests.broker.harness import Event, Scene, assert_as_folded, event_of, told
from tests.broker.worker_process import RoleProcess
from tests.conftest import created_topics
from tests.eventually import eventually

_MOST_WORKERS: Final = 3


class Ordeal:
    """A scene that things happen to. `events`: what was published, each once; `happened`: what befell it, in words."""

    def __init__(self, stack: Stack, directory: Path, seed: int, citizens: int) -> None:
        self._dice = Random(seed)
        self._scene = Scene(stack, created_topics(stack), directory)
        self._stack = stack
        self._workers: list[RoleProcess] = []
        self._asleep: list[RoleProcess] = []
        self._left = [event_of(line.value) for line in lines(citizens, seed)]
        self._is_in_order = self._dice.random() < 0.5
        self.events: list[Event] = []
        self.happened: list[str] = ["in order" if self._is_in_order else "shuffled and doubled"]

    def run(self) -> None:
        """Raises AssertionError where the answer is not the step's."""
        try:
            self._new_worker()
            for at in self._instants():
                self._publish(at)
                self._befall()
                self._scene.tick(at)
                self._wake()
                self._scene.wait_until_handled(at, 180)
                assert_as_folded(self._scene, self.events, at)
            if self._is_in_order:
                assert self._scene.alerts_by_citizen() == told(self.events, at)
        finally:
            self._scene.close()
            self._forget_topics()

    def _instants(self) -> list[Instant]:
        first = start_of_day(BEGINS)
        count = self._dice.randrange(3, 7)
        return [*sorted(self._dice.randrange(first, AS_OF) for _ in range(count)), AS_OF + MICROSECONDS_A_DAY]

    def _publish(self, at: Instant) -> None:
        """What is learnt up to a tick; out of order: any part of what is left, some of it twice."""
        if self._is_in_order or at > AS_OF:
            some = [event for event in self._left if not self._is_in_order or event.at <= at]
        else:
            some = self._dice.sample(self._left, self._dice.randrange(len(self._left) + 1))
        chosen = {id(event) for event in some}
        self._left = [event for event in self._left if id(event) not in chosen]
        self.events += some
        if not self._is_in_order:
            some += self._dice.sample(self.events, len(self.events) // 5)
            self._dice.shuffle(some)
        self._scene.publish(some)

    def _befall(self) -> None:
        """One thing happens, or nothing."""
        what = self._dice.choice(("nothing", "kill", "kill", "join", "leave", "sleep", "broker"))
        self.happened.append(what)
        if what == "kill":
            self._any().kill()
        elif what == "leave":
            leaver = self._any()
            eventually(lambda: leaver.logged("worker.started"), within_s=60)  # before, it does not listen to signals
            assert leaver.terminate() == 0, leaver.log_tail()
        elif what == "sleep":
            sleeper = self._any()
            sleeper.pause()
            self._asleep.append(sleeper)
        elif what == "broker":
            self._stack.kafka.kill()
            self._stack.kafka.start()
        if what == "join" or not self._workers:
            self._new_worker()

    def _any(self) -> RoleProcess:
        """One of the workers that are awake, no longer counted."""
        return self._workers.pop(self._dice.randrange(len(self._workers)))

    def _new_worker(self) -> None:
        if len(self._workers) < _MOST_WORKERS:
            self._workers.append(self._scene.worker())

    def _wake(self) -> None:
        """Those asleep go on: by now another worker may have their partitions."""
        for sleeper in self._asleep:
            sleeper.go_on()
            self._workers.append(sleeper)
        self._asleep.clear()

    def _forget_topics(self) -> None:
        admin = topic_admin.connect(self._stack.bootstrap)
        prefix = self._scene.topics.prefix
        names = [name for name in admin.list_topics(timeout=30).topics if name.startswith(prefix)]
        for deleted in admin.delete_topics(names, operation_timeout=30).values():
            deleted.result(30)


def ordeals(stack: Stack, directory: Path, seed: int, citizens: int) -> Iterator[tuple[int, Ordeal]]:
    """Rounds without end, each with its seed, which alone makes it again."""
    while True:
        where = directory / str(seed)
        where.mkdir()
        yield seed, Ordeal(stack, where, seed, citizens)
        seed += 1
