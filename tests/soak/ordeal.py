"""One round: invented lives, ticks at random instants, and in the middle of the work whatever befalls; all from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from deploy.stack import Stack
from rules.civil import MICROSECONDS_A_DAY, Instant, start_of_day
from streams import topic_admin
from streams.topics import ALERTS
from tests.bench.lives import AS_OF, BEGINS, lines
from tests.broker.harness import Event, Scene, event_of
from tests.conftest import created_topics
from tests.soak.comparing import compare, compare_messages, compare_month_ends
from tests.soak.crew import Crew
from tests.soak.disk import Disk
from tests.soak.mishaps import Mishaps
from tests.soak.moments import Moments

_HANDLED_WITHIN_S = 400.0
_TICKED_WITHIN_S = 90.0


class Ordeal:
    """A scene that things happen to. `events`: what was published, each once; `happened`: what befell it, in words.

    `account`: how things stood when it went wrong.
    """

    def __init__(self, stack: Stack, disk: Disk, directory: Path, seed: int, citizens: int, ticks: int = 5) -> None:
        self._dice = Random(seed)
        self._stack = stack
        self._scene = Scene(stack, created_topics(stack), directory)
        self._most_ticks = ticks
        self._left = [event_of(line.value) for line in lines(citizens, seed)]
        self._is_in_order = self._dice.random() < 0.5
        self._broken = 0
        self.events: list[Event] = []
        self.happened: list[str] = ["in order" if self._is_in_order else "shuffled and doubled"]
        self.account = ""
        self._crew = Crew(self._scene, self._dice)
        self._moments = Moments(self._scene, self._crew, self._dice, citizens)
        self._mishaps = Mishaps(self._scene, self._crew, self._moments, disk, self._dice)

    def run(self) -> None:
        """Raises AssertionError where the answer is not that of `replay`."""
        try:
            for at in self._instants():
                self._live_until(at)
            self._end(at)
        except Exception:
            self._remember()
            raise
        finally:
            self._crew.wake()
            self._scene.close()
            self._forget_topics()

    def _remember(self) -> None:
        """What the topics say is lost with them; some of it tells what went wrong."""
        with suppress(Exception):  # what went wrong first is what counts
            progress = self._scene.aggregate().progress
            self.account += f"figures as of, by partition: {progress}\ncommitted: {self._scene.committed()}\n"
            self.account += f"ends: {self._scene.ends()}\nmembers: {self._scene.members()}\n"

    def _instants(self) -> list[Instant]:
        """The clock jumps by days or years, and at last beyond everything."""
        first = start_of_day(BEGINS)
        count = self._dice.randrange(1, self._most_ticks)
        beyond = AS_OF + self._dice.choice((1, 40, 700)) * MICROSECONDS_A_DAY
        return [*sorted(self._dice.randrange(first, AS_OF) for _ in range(count)), beyond]

    def _live_until(self, at: Instant) -> None:
        for piece in self._pieces(at):
            self._moments.mark()
            self._scene.publish(piece)
            self._happens(self._mishaps.strike(3))
        self._moments.mark()
        self._tick(at)
        self._happens(self._mishaps.strike(4, is_ticked=True))
        self._mishaps.mend()
        self._scene.wait_until_handled(at, _HANDLED_WITHIN_S)
        compare(self._scene, self._crew.figures, self.events, at)

    def _happens(self, said: str) -> None:
        if said:
            self.happened.append(said)

    def _tick(self, at: Instant) -> None:
        """A tick; sometimes one more that is behind it, or the same again: clocks are set, and roles run twice."""
        days_behind = self._dice.choice((0, 0, 1, 90))
        is_before, is_after = self._dice.random() < 0.3, self._dice.random() < 0.3
        for day_number in (days_behind,) * is_before + (0,) + (days_behind,) * is_after:
            self._scene.tick(at - day_number * MICROSECONDS_A_DAY, _TICKED_WITHIN_S)
        if is_before or is_after:
            self._happens(f"tick {days_behind} days behind {'before ' * is_before}{'after' * is_after}")

    # -- events -------------------------------------------------------------------------------------------------------

    def _pieces(self, at: Instant) -> list[list[Event]]:
        """What is published before a tick, in up to three pieces."""
        some = self._learnt_until(at)
        cuts = sorted(self._dice.randrange(len(some) + 1) for _ in range(self._dice.randrange(3)))
        return [some[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(some)], strict=True)]

    def _learnt_until(self, at: Instant) -> list[Event]:
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
        self._break_some()
        return some

    def _break_some(self) -> None:
        """Events that cannot be read: each must become one dead letter, and stand in nobody's way."""
        count = self._dice.randrange(3)
        chosen = self._dice.sample(self.events, min(count, len(self.events)))
        self._scene.send((event.topic, event.citizen.encode(), event.line[:-9]) for event in chosen)
        self._broken += len(chosen)

    # -- the end ------------------------------------------------------------------------------------------------------

    def _end(self, at: Instant) -> None:
        """All wake, one after the other leaves in order, and one who has seen nothing reads back what they left."""
        self._crew.wake()
        self._mishaps.mend()
        at += 1
        self._scene.tick(at, _TICKED_WITHIN_S)
        self._scene.wait_until_handled(at, _HANDLED_WITHIN_S)
        self._scene.wait_until_committed(_HANDLED_WITHIN_S)
        for worker in self._crew.workers:
            assert self._crew.listens(worker).terminate() == 0, worker.log_tail()
        compare(self._scene, self._crew.figures, self.events, at)
        told = sum(self._scene.log(ALERTS).ends())
        self._crew.workers.clear()
        self._crew.hire()
        at += 1
        self._scene.tick(at, _TICKED_WITHIN_S)
        self._scene.wait_until_handled(at, _HANDLED_WITHIN_S)
        compare(self._scene, self._crew.figures, self.events, at)
        assert sum(self._scene.log(ALERTS).ends()) == told, "after an orderly leave there is nothing to tell again"
        compare_month_ends(self._scene, self.events, at)
        compare_messages(self._scene, self.events, at, is_in_order=self._is_in_order)
        assert len(self._scene.dead_letters()) == self._broken

    def _forget_topics(self) -> None:
        admin = topic_admin.connect(self._stack.bootstrap)
        prefix = self._scene.topics.prefix
        names = [name for name in admin.list_topics(timeout=30).topics if name.startswith(prefix)]
        for deleted in admin.delete_topics(names, operation_timeout=30).values():
            deleted.result(30)


def ordeals(stack: Stack, disk: Disk, directory: Path, seed: int, citizens: int) -> Iterator[tuple[int, Ordeal]]:
    """Rounds without end, each with its seed, which alone makes it again."""
    while True:
        where = directory / str(seed)
        where.mkdir()
        yield seed, Ordeal(stack, disk, where, seed, citizens)
        seed += 1
