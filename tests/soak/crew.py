"""The processes of one round: who is awake, asleep or gone; knows roles, not what they are for."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.broker.harness import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

MOST_WORKERS: Final = 3
_STARTUP_S: Final = 90.0


class Crew:
    """Workers, of which there may be several, and one process of the figures role. `figures`: None while it is gone."""

    def __init__(self, scene: Scene, dice: Random) -> None:
        self._scene = scene
        self._dice = dice
        self.workers: list[RoleProcess] = []
        self.asleep: list[RoleProcess] = []
        self.figures = self._new_figures()
        self.hire()

    def hire(self) -> RoleProcess | None:
        """One worker more, unless there are many."""
        if len(self.workers) + len(self.asleep) >= MOST_WORKERS and self.workers:
            return None
        self.workers.append(self._scene.worker())
        return self.workers[-1]

    def leaves(self) -> RoleProcess:
        """A worker that is awake, from now on counted no more."""
        if not self.workers:
            self.hire()
        return self.workers.pop(self._dice.randrange(len(self.workers)))

    def falls_asleep(self) -> RoleProcess:
        """A worker that stands still from now on."""
        sleeper = self.leaves()
        sleeper.pause()
        self.asleep.append(sleeper)
        return sleeper

    def wake(self) -> None:
        """Those asleep go on: another worker may have their partitions meanwhile."""
        while self.asleep:
            sleeper = self.asleep.pop()
            sleeper.go_on()
            self.workers.append(sleeper)

    def wait_until_others_took_over(self) -> None:
        """Until the group consists of those who are awake, and of nobody else."""
        if not self.workers:
            self.hire()
        eventually(self._scene.members, lambda members: members == len(self.workers), _STARTUP_S)

    def new_figures(self) -> None:
        """Another process of the figures role, after the last has gone."""
        self.figures = self._new_figures()

    def _new_figures(self) -> RoleProcess:
        return self._scene.role("figures serve", figures_port="0")

    def listens(self, worker: RoleProcess) -> RoleProcess:
        """The same worker, when it listens to signals."""
        eventually(lambda: worker.logged("worker.started"), within_s=_STARTUP_S)
        return worker
