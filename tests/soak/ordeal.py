"""One round: invented lives, ticks at random instants, and in the middle of the work whatever befalls; all by a plan."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from rules.civil import MICROSECONDS_A_DAY, Instant
from streams import topic_admin
from streams.engine.ticks import decode_tick
from streams.topics import ALERT_ACTIONS, ALERTS, CITIZENS_CHANGELOG, CLOCK, MUNICIPAL_PARTIALS, SOURCES
from tests.broker.inbox_scene import InboxScene
from tests.broker.lives import Event
from tests.broker.scene import Scene
from tests.soak.comparing import (
    Known,
    compare,
    compare_first_statements,
    compare_last,
    compare_messages,
    compare_month_ends,
)
from tests.soak.crew import Crew
from tests.soak.differing import Differs
from tests.soak.inbox_comparing import compare_inbox
from tests.soak.mishaps import Mishaps
from tests.soak.moments import Moments
from tests.soak.municipal_comparing import compare_municipal, compare_municipal_messages
from tests.soak.plan import Plan, Stage
from tests.soak.record import Round, begun
from tests.soak.role_mishaps import TICKED_WITHIN_S
from tests.soak.servers import Servers

_HANDLED_WITHIN_S: Final = 400.0
_STARTED_WITHIN_S: Final = 120.0
_COUNTED: Final = (*SOURCES, CITIZENS_CHANGELOG, ALERTS, MUNICIPAL_PARTIALS, ALERT_ACTIONS, CLOCK)


class Ordeal:
    """A scene that things happen to. `round`: what is kept of it; `account`: how things stood when it went wrong."""

    def __init__(self, servers: Servers, directory: Path, plan: Plan) -> None:
        self._plan = plan
        self._servers = servers
        self._scene = Scene(servers.stack, servers.topics(), directory)
        self._inbox = InboxScene(self._scene)
        self._crew = Crew(self._scene, plan.keepers)
        self._moments = Moments(self._scene, self._crew)
        self._mishaps = Mishaps(servers, self._inbox, self._crew, self._moments)
        self._events: list[Event] = []
        self._broken = 0
        self.account = ""
        self.round: Round = begun(
            seed=plan.seed,
            nodes=plan.nodes,
            citizens=len({event.citizen for stage in plan.stages for event in stage.learnt}),
            years=plan.years.name,
            is_in_order=plan.is_in_order,
            keepers=plan.keepers,
            changes_law=plan.changes_law_in is not None,
            has_clock=plan.has_clock,
            drawn=plan.drawn(),
        )

    def run(self) -> None:
        """Raises Differs where the answer is not that of `replay`."""
        try:
            for stage in self._plan.stages:
                at = self._live(stage)
            self._end(at)
        except Exception as error:
            self._remember(error)
            raise
        finally:
            with suppress(Exception):
                self.round.records = {name: sum(self._scene.log(name).ends()) for name in _COUNTED}
            self._close()

    def _remember(self, error: Exception) -> None:
        """What the topics say is lost with them; some of it tells what went wrong."""
        self.round.last = self._mishaps.last
        if isinstance(error, Differs):
            self.round.differing, self.round.what = len(error.what), error.what
        else:
            self.round.failed = f"{type(error).__name__}: {str(error)[:500]}"
        with suppress(Exception):  # what went wrong first is what counts
            progress = self._scene.aggregate().progress
            self.account += f"figures as of, by partition: {progress}\ncommitted: {self._scene.committed()}\n"
            self.account += f"ends: {self._scene.ends()}\nmembers: {self._scene.members()}\n"

    # -- a stage ------------------------------------------------------------------------------------------------------

    def _live(self, stage: Stage) -> Instant:
        """From one tick to the next; the tick."""
        if not stage.ticks:
            self._crew.hire_clock()
        self._events += stage.learnt
        for piece in stage.pieces:
            self._moments.mark()
            self._scene.publish(piece.events)
            self._scene.send((event.topic, event.citizen.encode(), event.line[:-9]) for event in piece.broken)
            self._broken += len(piece.broken)
            self._happens(self._mishaps.strike(piece.blows))
        self._moments.mark()
        for at in stage.ticks:
            self._scene.tick(at, TICKED_WITHIN_S)
        law = self._crew.law
        self._happens(self._mishaps.strike(stage.blows))
        self._mishaps.mend(wholly=stage.is_mended)
        at = stage.at if stage.ticks else self._ticked_by_the_role()
        went_back = bool(stage.ticks) and stage.ticks[-1] < at
        # Everybody is judged by another law when the next tick is done with. And who takes over reads the last tick again: one
        # that went back, where the tick before it changed nothing that would tell of it.
        if self._crew.law is not law or went_back:
            at += 1
            self._scene.tick(at, TICKED_WITHIN_S)
        return self._judge(at, with_inbox=stage.is_inbox_compared)

    def _happens(self, said: str) -> None:
        if said:
            self.round.happened.append(said)

    def _ticked_by_the_role(self) -> Instant:
        """The clocks go, and the hand cuts one tick more, after all of theirs."""
        self._crew.stop_clocks()
        seen = self._scene.log(CLOCK).read()
        sources = self._scene.topics.sources
        at = max(decode_tick(each.value, sources, each.offset).at for each in seen) + 1
        self._scene.tick(at, TICKED_WITHIN_S)
        return at

    def _judge(self, at: Instant, *, with_inbox: bool) -> Instant:
        """Wait until a tick is handled, and compare everything."""
        self._scene.wait_until_handled(at, _HANDLED_WITHIN_S)
        self._scene.wait_until_committed()
        known = Known(self._events, at, self._crew.law)
        states = compare(self._scene, self._crew.figures, known)
        self._counted("ticks")
        lives = compare_municipal(self._scene, self._crew.figures, known, states)
        self._counted("municipal alerts")
        if with_inbox:
            compare_inbox(self._inbox, at, states, lives, self._mishaps.inbox.done)
            self._counted("inboxes")
        return at

    def _counted(self, what: str, count: int = 1) -> None:
        self.round.compared[what] = self.round.compared.get(what, 0) + count

    # -- the end ------------------------------------------------------------------------------------------------------

    def _end(self, at: Instant) -> None:
        """All wake, one after the other leaves in order, and one who has seen nothing reads back what they left."""
        self._crew.wake()
        self._mishaps.mend(wholly=True)
        at += 1
        self._scene.tick(at, TICKED_WITHIN_S)
        self._judge(at, with_inbox=False)
        for worker in self._crew.workers:
            assert self._crew.listens(worker).terminate() == 0, worker.log_tail()
        self._crew.workers.clear()
        compare_last(self._scene, Known(self._events, at, self._crew.law))
        told = sum(self._scene.log(ALERTS).ends())
        self._crew.hire()
        at += 1
        self._scene.tick(at, TICKED_WITHIN_S)
        self._judge(at, with_inbox=True)
        assert sum(self._scene.log(ALERTS).ends()) == told, "after an orderly leave there is nothing to tell again"
        self._compare_all(Known(self._events, at, self._crew.law))
        assert len(self._scene.dead_letters()) == self._broken
        self._crew.others_leave()

    def _compare_all(self, known: Known) -> None:
        """What only the whole round shows."""
        plan = self._plan
        compare_month_ends(self._scene, known)
        is_canonical = plan.is_in_order and plan.changes_law_in is None and not plan.has_clock
        compare_messages(self._scene, known, is_canonical=is_canonical)
        compare_municipal_messages(self._scene)
        if is_canonical:
            said = compare_first_statements(self._scene, known, plan.stages[0].at + MICROSECONDS_A_DAY)
            self._counted("month ends as known then", said)
        self._counted("rounds")

    def _close(self) -> None:
        with suppress(Exception):  # of a round that went wrong
            self._mishaps.mend(wholly=True)
        self._crew.wake()
        self._scene.close()
        with suppress(Exception):  # another round has topics of its own
            admin = topic_admin.connect(self._servers.stack.bootstrap)
            prefix = self._scene.topics.prefix
            names = [name for name in admin.list_topics(timeout=30).topics if name.startswith(prefix)]
            for deleted in admin.delete_topics(names, operation_timeout=30).values():
                deleted.result(30)
