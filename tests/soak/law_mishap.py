"""A newer lawbook in the middle of a round: workers of the former one give way to newer ones; knows processes, not the law."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Final

from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually
from tests.soak.broker_mishaps import BrokerMishaps
from tests.soak.crew import Crew
from tests.soak.law import NEWER

_REFUSED: Final = 70
"""How a worker ends that finds a state judged by a newer lawbook than its own."""
_JUDGES_WITHIN_S: Final = 30.0
_ENDS_WITHIN_S: Final = 30.0


class LawMishap:
    """Strikes once in a round."""

    def __init__(self, scene: Scene, crew: Crew, brokers: BrokerMishaps) -> None:
        self._scene = scene
        self._crew = crew
        self._brokers = brokers

    def change_law(self, dice: Random) -> str:
        """A rolling restart with the newer lawbook; in order, by kills, or the first newer one dies when it has judged some.

        Whoever is of the former law may end by itself as soon as it meets the newer one, and says so by its status.
        """
        self._brokers.restore()
        self._crew.wake()
        way = dice.choice(("in order", "killed", "back and forth"))
        former = [self._crew.listens(worker) for worker in self._crew.workers]
        for worker in former:
            worker.may_fail = True
        self._crew.workers.clear()
        self._crew.law = NEWER
        newer = self._crew.hire()
        assert newer is not None
        if way == "back and forth":
            self._dies_when_it_has_judged(newer)
            self._crew.workers.clear()
            self._crew.hire()
        for worker in former:
            self._ends(worker, by_kill=way == "killed")
            self._crew.hire()
        self._crew.figures.kill()
        self._crew.new_figures()
        return f" {way}, {sum(worker.exit_status == _REFUSED for worker in former)} ended by themselves"

    def _dies_when_it_has_judged(self, newer: RoleProcess) -> None:
        with suppress(AssertionError):  # nobody was to be judged anew, or it was too quick to be seen
            eventually(lambda: newer.metric("rettidig_lawbook_citizens_waiting"), within_s=_JUDGES_WITHIN_S)
        newer.kill()

    def _ends(self, worker: RoleProcess, *, by_kill: bool) -> None:
        if worker.exit_status is None:
            if by_kill:
                worker.kill()
            else:
                worker.terminate(2 * _ENDS_WITHIN_S)
        assert worker.exit_status in (0, -9, _REFUSED), worker.log_tail()
