"""What may befall the figures and clock roles: killed, paused, two at once, a clock that is ahead; knows processes and ticks."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Final

from streams import clock
from tests.broker.scene import Scene
from tests.eventually import eventually
from tests.soak.crew import Crew

TICKED_WITHIN_S: Final = 90.0
_TELLS_WITHIN_S: Final = 30.0
_HOUR: Final = 3_600_000_000


class RoleMishaps:
    """Of the clocks: only while the clock role ticks."""

    def __init__(self, scene: Scene, crew: Crew) -> None:
        self._scene = scene
        self._crew = crew

    def kill_figures(self, dice: Random) -> str:
        self._crew.figures.kill()
        self._crew.new_figures()
        return ""

    def doze_figures(self, dice: Random) -> str:
        seconds = dice.choice((0.3, 2.0, 5.0))
        self._crew.figures.pause()
        clock.sleep(seconds)
        self._crew.figures.go_on()
        return f" {seconds}"

    def succeed_figures(self, dice: Random) -> str:
        """It stands still until another one tells in its place, and goes on beside it; then one of the two dies."""
        former = self._crew.figures
        former.pause()
        self._crew.new_figures()
        heir = self._crew.figures
        with suppress(AssertionError):  # where Kafka is slow, both are there before it tells
            eventually(lambda: heir.logged("figures.tells_of_municipalities"), within_s=_TELLS_WITHIN_S)
        former.go_on()
        clock.sleep(dice.choice((0.0, 1.0)))
        if dice.random() < 0.5:
            heir.kill()
            self._crew.figures = former
            return " and back"
        former.kill()
        return ""

    def kill_clock(self, dice: Random) -> str:
        """It dies, and nothing ticks for a while."""
        seconds = dice.choice((0.0, 0.5, 2.0))
        self._crew.clocks.pop(dice.randrange(len(self._crew.clocks))).kill()
        clock.sleep(seconds)
        self._crew.hire_clock()
        return f" {seconds}"

    def doze_clock(self, dice: Random) -> str:
        """It stands still, perhaps between reading the ends and writing the tick that names them."""
        seconds = dice.choice((0.3, 2.0, 6.0))
        sleeper = dice.choice(self._crew.clocks)
        sleeper.pause()
        clock.sleep(seconds)
        sleeper.go_on()
        return f" {seconds}"

    def join_clock(self, dice: Random) -> str:
        return "" if self._crew.hire_clock() else " too many"

    def jump_ahead(self, dice: Random) -> str:
        """Another machine's clock is hours ahead and says so once: for the others it is not yet so late."""
        hours = dice.choice((1, 30, 24 * 40))
        self._scene.tick(clock.now() + hours * _HOUR, TICKED_WITHIN_S)
        return f" {hours} h"
