"""The processes of one round: who is awake, asleep or gone, and by which law they judge; knows roles, not what they are for."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually
from tests.soak.law import SHIPPED, Law

MOST_WORKERS: Final = 3
MOST_KEEPERS: Final = 2
MOST_CLOCKS: Final = 2
_STARTUP_S: Final = 90.0
_TICK_MS: Final = "200"


class Crew:
    """Workers, of which there may be several, figures, keepers of the inbox, and clocks where the hand does not tick."""

    def __init__(self, scene: Scene, keepers: int) -> None:
        self._scene = scene
        self.law: Law = SHIPPED
        self.workers: list[RoleProcess] = []
        self.asleep: list[RoleProcess] = []
        self.keepers: list[RoleProcess] = []
        self.clocks: list[RoleProcess] = []
        self.figures = self._new_figures()
        self.hire()
        for _ in range(keepers):
            self.hire_keeper()

    # -- workers ------------------------------------------------------------------------------------------------------

    def hire(self) -> RoleProcess | None:
        """One worker more, unless there are many."""
        if len(self.workers) + len(self.asleep) >= MOST_WORKERS and self.workers:
            return None
        self.workers.append(self._scene.worker(**self.law.settings))
        return self.workers[-1]

    def leaves(self, dice: Random) -> RoleProcess:
        """A worker that is awake, from now on counted no more."""
        if not self.workers:
            self.hire()
        return self.workers.pop(dice.randrange(len(self.workers)))

    def falls_asleep(self, dice: Random) -> RoleProcess:
        """A worker that stands still from now on."""
        sleeper = self.leaves(dice)
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

    def listens(self, worker: RoleProcess) -> RoleProcess:
        """The same worker, when it listens to signals."""
        eventually(lambda: worker.logged("worker.started"), within_s=_STARTUP_S)
        return worker

    # -- others -------------------------------------------------------------------------------------------------------

    def new_figures(self) -> None:
        """Another process of the figures role, after the last has gone."""
        self.figures = self._new_figures()

    def _new_figures(self) -> RoleProcess:
        return self._scene.role("figures serve", figures_port="0", **self.law.settings)

    def hire_keeper(self) -> RoleProcess | None:
        """One keeper more, unless there are enough."""
        if len(self.keepers) >= MOST_KEEPERS:
            return None
        self.keepers.append(self._scene.role("inbox keep", redis_url=self._scene.stack.redis_url, keeper_port="0"))
        return self.keepers[-1]

    def hire_clock(self) -> RoleProcess | None:
        """One clock more, unless there are enough."""
        if len(self.clocks) >= MOST_CLOCKS:
            return None
        self.clocks.append(self._scene.role("clock", tick_interval_ms=_TICK_MS))
        return self.clocks[-1]

    def stop_clocks(self) -> None:
        """From now on the hand ticks."""
        while self.clocks:
            _leaves_in_order(self.clocks.pop(), "clock.started")

    def others_leave(self) -> None:
        """All but the workers leave, as they are asked to."""
        while self.keepers:
            _leaves_in_order(self.keepers.pop(), "keeper.started")
        _leaves_in_order(self.figures, "figures.started")


def _leaves_in_order(role: RoleProcess, listens: str) -> None:
    eventually(lambda: role.logged(listens), within_s=_STARTUP_S)
    assert role.terminate() == 0, role.log_tail()
