"""Everything that may befall a round, by name; lets what was drawn happen, and knows no more of it than that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from tests.broker.inbox_scene import InboxScene
from tests.soak.broker_mishaps import BrokerMishaps
from tests.soak.crew import Crew
from tests.soak.inbox_mishaps import InboxMishaps
from tests.soak.law_mishap import LawMishap
from tests.soak.moments import Moments
from tests.soak.plan import Blow
from tests.soak.role_mishaps import RoleMishaps
from tests.soak.servers import Servers
from tests.soak.worker_mishaps import WorkerMishaps

KINDS: Final = (WorkerMishaps, BrokerMishaps, RoleMishaps, InboxMishaps, LawMishap)
"""Whose methods bear the names of the mishaps."""


class Mishaps:
    """Lets blows fall. `inbox` knows what people did meanwhile; `last`: what happened last, for a failure's account."""

    def __init__(self, servers: Servers, inbox: InboxScene, crew: Crew, moments: Moments) -> None:
        self._crew = crew
        self._moments = moments
        self._brokers = BrokerMishaps(servers, inbox.scene.topics, crew)
        self.inbox = InboxMishaps(inbox, crew)
        self._kinds = (
            WorkerMishaps(inbox.scene, crew, self._brokers),
            self._brokers,
            RoleMishaps(inbox.scene, crew),
            self.inbox,
            LawMishap(inbox.scene, crew, self._brokers),
        )
        self.last = "nothing yet"

    def strike(self, blows: Sequence[Blow]) -> str:
        """What happened, in words."""
        said = []
        for blow in blows:
            when = self._moments.come(blow)
            self.last = f"{blow.mishap} ({when})"
            said.append(f"{blow.mishap}{self._named(blow.mishap)(Random(blow.seed))} ({when})")
        return " ".join(said)

    def mend(self, *, wholly: bool) -> None:
        """Somebody is awake, and work can end. Who sleeps may go on sleeping, and a node be away, unless `wholly`."""
        if wholly:
            self._brokers.restore()
        else:
            self._brokers.quicken()
        if wholly and not self._crew.workers:
            self._crew.wake()
        if not self._crew.workers:
            self._crew.hire()

    def _named(self, mishap: str) -> Callable[[Random], str]:
        [found] = [kind for kind in self._kinds if hasattr(kind, mishap)]
        named: Callable[[Random], str] = getattr(found, mishap)
        return named
