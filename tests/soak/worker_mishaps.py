"""What may befall workers in the middle of work: killed, asleep, woken too late, gone in order; knows processes only."""

from __future__ import annotations

from random import Random
from typing import Final

from streams import clock
from streams.topics import CITIZENS_CHANGELOG
from tests.broker.scene import Scene
from tests.eventually import eventually
from tests.soak.broker_mishaps import BrokerMishaps
from tests.soak.crew import Crew

_RECOVERS_WITHIN_S: Final = 20.0
_SIGNS_OF_RECOVERY: Final = ("Highwater for active", "Recovery complete", "Seek stream partitions", "Worker ready")
"""What Faust says of a takeover in its course; the engine reads back between the first and the third."""


class WorkerMishaps:
    """A mishap strikes at once; sleepers may sleep on when it is over."""

    def __init__(self, scene: Scene, crew: Crew, brokers: BrokerMishaps) -> None:
        self._scene = scene
        self._crew = crew
        self._brokers = brokers

    def kill(self, dice: Random) -> str:
        self._crew.leaves(dice).kill()
        return ""

    def kill_all(self, dice: Random) -> str:
        while self._crew.workers:
            self.kill(dice)
        self._crew.hire()
        return ""

    def kill_in_recovery(self, dice: Random) -> str:
        """A worker dies while it takes over what another one left: before, in or after its reading back."""
        self.kill(dice)
        heir = self._crew.leaves(dice)
        sign = dice.choice(_SIGNS_OF_RECOVERY)
        known = heir.says(sign)
        try:
            eventually(lambda: heir.says(sign) > known, within_s=_RECOVERS_WITHIN_S)
        except AssertionError:  # nothing had to be taken over
            return " missed"
        finally:
            heir.kill()
        return f" {sign}"

    def leave(self, dice: Random) -> str:
        leaver = self._crew.listens(self._crew.leaves(dice))
        assert leaver.terminate() == 0, leaver.log_tail()
        return ""

    def kill_while_it_leaves(self, dice: Random) -> str:
        """SIGTERM, and SIGKILL when it has begun to go: before, in or after its last writings."""
        leaver = self._crew.listens(self._crew.leaves(dice))
        leaver.ask_to_leave()
        written = sum(self._scene.log(CITIZENS_CHANGELOG).ends())
        pause = dice.choice((0.0, 0.05, 0.3, 1.0))
        until = clock.monotonic() + pause
        while clock.monotonic() < until and sum(self._scene.log(CITIZENS_CHANGELOG).ends()) == written:
            clock.sleep(0.005)
        leaver.kill()
        return f" {pause}"

    def join(self, dice: Random) -> str:
        return "" if self._crew.hire() else " too many"

    def sleep(self, dice: Random) -> str:
        self._crew.falls_asleep(dice)
        return ""

    def sleep_while_sending(self, dice: Random) -> str:
        """The broker takes nothing, so the worker has something on its way; then the worker stands still, too."""
        self._brokers.held_up(dice, dice.uniform(0.05, 0.8), lambda: self._crew.falls_asleep(dice))
        return ""

    def doze(self, dice: Random) -> str:
        """A pause that is shorter than the session timeout, or about as long."""
        sleeper, seconds = self._crew.falls_asleep(dice), dice.choice((0.2, 1.0, 2.0, 2.9))
        clock.sleep(seconds)
        self._crew.asleep.remove(sleeper)
        sleeper.go_on()
        self._crew.workers.append(sleeper)
        return f" {seconds}"

    def wake(self, dice: Random) -> str:
        self._crew.wake()
        return ""

    def wake_as_a_zombie(self, dice: Random) -> str:
        """Those asleep (one falls asleep if nobody is) go on only when others have their partitions."""
        self._brokers.restore()
        if not self._crew.asleep:
            self._crew.falls_asleep(dice)
        self._crew.wait_until_others_took_over()
        self._crew.wake()
        return ""
