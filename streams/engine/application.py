"""A Faust application on the batch path: the few hooks by which Faust, the consumer and the engine find each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import faust
import structlog
from aiokafka.errors import IllegalStateError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams import clock
from streams.engine import versions
from streams.engine.consumer import BatchConsumer
from streams.engine.engine import Engine, EngineError, Outlet
from streams.engine.ports import UnreadableStateError
from streams.engine.reader import ChangelogReader
from streams.engine.recovery import CitizenTable, EngineTableManager
from streams.engine.settlement import UnreadableMarkerError
from streams.logs import FAUST

CITIZENS: Final = "citizens"
"""The table's name; with the application's id it makes the changelog's."""

_log: Final = structlog.get_logger(__name__)


class BatchTransport(driver.Transport):  # type: ignore[misc]  # Faust ships no types
    """Faust's aiokafka transport with our consumer."""

    Consumer = BatchConsumer


class BatchApp(faust.App):  # type: ignore[misc]  # Faust ships no types
    """The application. `failure`: what ended it, when it was not asked to end."""

    mundane_level = "debug"
    logger = FAUST

    def __init__(self, *args: Any, engine: Engine, clock_topic: str, bootstrap: str, **kwargs: Any) -> None:
        versions.check()
        self.engine = engine
        self.clock_topic = clock_topic
        self.failure: BaseException | None = None
        self._reader = ChangelogReader(bootstrap, engine.out.changelog)
        super().__init__(*args, Table=CitizenTable, TableManager=EngineTableManager, **kwargs)
        for topic in (*engine.topics, clock_topic):
            self.topics.add(self.topic(topic))  # subscribed like an agent's, but there is no agent
        self.Table(CITIZENS, key_type=bytes, value_type=bytes)

    def _new_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_consumer, self)

    async def fail(self, error: BaseException) -> None:
        """Note why the worker ends: from now on nothing is taken in and nothing committed, and it is to be stopped in order.

        Faust's own `crash` would end the consumer's thread at once, under all that still uses it, and complain of the ruins.
        """
        self.failure = self.failure or error

    def whole_partitions(self, assigned: Iterable[TP]) -> set[int]:
        """The partition numbers that were assigned. Raises EngineError unless each came with all its topics."""
        topics_of: dict[int, set[str]] = {}
        for tp in assigned:
            topics_of.setdefault(tp.partition, set()).add(tp.topic)
        expected = {*self.engine.topics, self.clock_topic, self.engine.out.changelog}
        for number, topics in topics_of.items():
            if topics != expected:
                raise EngineError(
                    f"partition {number} was assigned without {', '.join(sorted(expected - topics))}: "
                    "all of a citizen's topics must have the same number of partitions and the same subscribers"
                )
        return set(topics_of)

    async def take_over(self) -> None:
        """The group gave us our partitions: read them back."""
        outlet = Outlet(self.producer._producer, self._reader, self.fail, self.conf.broker_commit_interval)
        began = clock.monotonic()
        try:
            await self.engine.take_over(outlet, self.consumer_generation_id)
        except (UnreadableStateError, UnreadableMarkerError) as error:
            raise type(error)(f"{self.engine.out.changelog}: {error}") from error
        ours = sorted(self.engine.couriers)
        _log.info("partitions.taken_over", ours=ours, seconds=round(clock.monotonic() - began, 3))

    @property
    def to_read_back(self) -> int:
        """How many records of the changelogs are still to be read before our partitions are taken over."""
        return self._reader.left

    def end_offset(self, topic: str, partition: int) -> int | None:
        """The next offset that will be appended, as of the last fetch; None before the first."""
        tp = TP(topic, partition)
        try:
            end: int | None = self.consumer.highwater(tp) if tp in self.consumer.assignment() else None
        except IllegalStateError:  # the partition was revoked between the two questions
            return None
        return end

    def _create_directories(self) -> None:
        """Faust would make a data directory; there is nothing to be kept in it."""
