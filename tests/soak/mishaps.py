"""What may befall workers, the figures role, the inbox keeper and the broker, in the middle of work; knows processes only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Final

from streams import clock
from streams.topics import CITIZENS_CHANGELOG
from tests.broker.harness import Scene
from tests.eventually import eventually
from tests.soak.crew import Crew
from tests.soak.disk import Disk
from tests.soak.moments import Moments

_HALTS_WITHIN_S: Final = 60.0
_STARTS_WITHIN_S: Final = 300.0
_RECOVERS_WITHIN_S: Final = 20.0
_SIGNS_OF_RECOVERY: Final = ("Highwater for active", "Recovery complete", "Seek stream partitions", "Worker ready")
"""What Faust says of a takeover in its course; the engine reads back between the first and the third."""


class Mishaps:
    """Draws what happens next. A mishap strikes at once; the broker is up again when it is over, sleepers may sleep on."""

    def __init__(self, scene: Scene, crew: Crew, moments: Moments, disk: Disk, dice: Random) -> None:
        self._scene = scene
        self._crew = crew
        self._moments = moments
        self._disk = disk
        self._dice = dice
        self._slowness: Slowness | None = None
        self._drawn: tuple[Callable[[], str], ...] = (
            *(self.kill, self.kill, self.kill_all, self.kill_in_recovery, self.leave, self.kill_while_it_leaves),
            *(self.join, self.sleep, self.sleep_while_sending, self.doze, self.wake, self.wake_as_a_zombie),
            *(self.kill_broker, self.kill_broker_and_worker, self.restart_broker, self.hold_up_broker, self.slow_disk),
            *(self.fill_disk, self.kill_figures, self.doze_figures),
        )

    def strike(self, most: int, *, is_ticked: bool = False) -> str:
        """Up to so many mishaps, each at a moment of its own or together with the one before; what happened, in words."""
        said = []
        for number in range(self._dice.randrange(most + 1)):
            together = number > 0 and self._dice.random() < 0.4
            when = "together" if together else self._moments.come(is_ticked=is_ticked)
            mishap = self._dice.choice(self._drawn)
            said.append(f"{mishap.__name__}{mishap()} ({when})")
        return " ".join(said)

    def mend(self) -> None:
        """Somebody is awake and the disk is quick: work can end. Who sleeps may go on sleeping."""
        self._quicken()
        if not self._crew.workers and self._dice.random() < 0.5:
            self._crew.wake()
        if not self._crew.workers:
            self._crew.hire()

    # -- workers ------------------------------------------------------------------------------------------------------

    def kill(self) -> str:
        self._crew.leaves().kill()
        return ""

    def kill_all(self) -> str:
        while self._crew.workers:
            self.kill()
        self._crew.hire()
        return ""

    def kill_in_recovery(self) -> str:
        """A worker dies while it takes over what another one left: before, in or after its reading back."""
        self.kill()
        heir = self._crew.leaves()
        sign = self._dice.choice(_SIGNS_OF_RECOVERY)
        known = heir.says(sign)
        try:
            eventually(lambda: heir.says(sign) > known, within_s=_RECOVERS_WITHIN_S)
        except AssertionError:  # nothing had to be taken over
            return " missed"
        finally:
            heir.kill()
        return f" {sign}"

    def leave(self) -> str:
        leaver = self._crew.listens(self._crew.leaves())
        assert leaver.terminate() == 0, leaver.log_tail()
        return ""

    def kill_while_it_leaves(self) -> str:
        """SIGTERM, and SIGKILL when it has begun to go: before, in or after its last writings."""
        leaver = self._crew.listens(self._crew.leaves())
        leaver.ask_to_leave()
        written = sum(self._scene.log(CITIZENS_CHANGELOG).ends())
        pause = self._dice.choice((0.0, 0.05, 0.3, 1.0))
        until = clock.monotonic() + pause
        while clock.monotonic() < until and sum(self._scene.log(CITIZENS_CHANGELOG).ends()) == written:
            clock.sleep(0.005)
        leaver.kill()
        return f" {pause}"

    def join(self) -> str:
        return "" if self._crew.hire() else " too many"

    def sleep(self) -> str:
        self._crew.falls_asleep()
        return ""

    def sleep_while_sending(self) -> str:
        """The broker takes nothing, so the worker has something on its way; then the worker stands still, too."""
        self._quicken()
        self._scene.stack.kafka.server.pause()
        clock.sleep(self._dice.uniform(0.05, 0.8))
        self._crew.falls_asleep()
        self._scene.stack.kafka.server.go_on()
        return ""

    def doze(self) -> str:
        """A pause that is shorter than the session timeout, or about as long."""
        sleeper = self._crew.falls_asleep()
        clock.sleep(self._dice.choice((0.2, 1.0, 2.0, 2.9)))
        self._crew.asleep.remove(sleeper)
        sleeper.go_on()
        self._crew.workers.append(sleeper)
        return ""

    def wake(self) -> str:
        self._crew.wake()
        return ""

    def wake_as_a_zombie(self) -> str:
        """Those asleep (one falls asleep if nobody is) go on only when others have their partitions."""
        self._quicken()
        if not self._crew.asleep:
            self._crew.falls_asleep()
        self._crew.wait_until_others_took_over()
        self._crew.wake()
        return ""

    # -- broker -------------------------------------------------------------------------------------------------------

    def kill_broker(self) -> str:
        self._quicken()
        self._scene.stack.kafka.kill()
        self._start_broker()
        return ""

    def kill_broker_and_worker(self) -> str:
        """While nobody can write, somebody dies who had something to write."""
        self._quicken()
        self._scene.stack.kafka.kill()
        self.kill()
        if self._dice.random() < 0.5:
            self._crew.hire()  # begins without a broker
        self._start_broker()
        return ""

    def restart_broker(self) -> str:
        self._quicken()
        self._scene.stack.kafka.stop()
        self._start_broker()
        return ""

    def hold_up_broker(self) -> str:
        """The broker stands still for so long that everybody's session is over."""
        self._quicken()
        self._scene.stack.kafka.server.pause()
        clock.sleep(self._dice.choice((1.0, 4.0, 7.0)))
        self._scene.stack.kafka.server.go_on()
        return ""

    def slow_disk(self) -> str:
        """From now on until the mend, or the next mishap of the broker's, it works in short bursts."""
        self._quicken()
        self._slowness = Slowness(self._scene, Random(self._dice.random()))
        return ""

    def fill_disk(self) -> str:
        """Nothing can be written any more: Kafka halts. When there is room again it is started."""
        self._quicken()
        kafka = self._scene.stack.kafka
        self._disk.fill(self._scene.stack)
        eventually(lambda: kafka.server.pid is None, within_s=_HALTS_WITHIN_S)
        self._disk.clear(self._scene.stack)
        self._start_broker()
        return ""

    def _start_broker(self) -> None:
        """Start it again, with more patience than people would have: machines on which soaks run are busy."""
        kafka = self._scene.stack.kafka
        kafka.begin()
        kafka.wait_ready(_STARTS_WITHIN_S)

    def _quicken(self) -> None:
        if self._slowness is not None:
            self._slowness.end()
            self._slowness = None

    # -- figures ------------------------------------------------------------------------------------------------------

    def kill_figures(self) -> str:
        self._crew.figures.kill()
        self._crew.new_figures()
        return ""

    def doze_figures(self) -> str:
        self._crew.figures.pause()
        clock.sleep(self._dice.choice((0.3, 2.0, 5.0)))
        self._crew.figures.go_on()
        return ""


class Slowness:
    """A stand-in for a slow disk: the broker stands still most of the time, in bursts, in a thread of its own."""

    def __init__(self, scene: Scene, dice: Random) -> None:
        self._server = scene.stack.kafka.server
        self._dice = dice
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.is_set():
            self._server.pause()
            self._over.wait(self._dice.uniform(0.05, 0.4))
            self._server.go_on()
            self._over.wait(self._dice.uniform(0.02, 0.2))

    def end(self) -> None:
        """The broker works on as it can."""
        self._over.set()
        self._thread.join()
