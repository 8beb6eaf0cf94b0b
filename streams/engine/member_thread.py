"""The thread in which aiokafka lives, apart from everything else, so that a long judgement costs no heartbeat; knows no record."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.engine.pacing import pace
from streams.engine.unwrapped import unwrap
from streams.logs import FAUST

FETCH_WAIT_MS: Final = 50
"""How long a fetch waits for news. Faust's 1500 would hold back a busy partition while idle ones are waited for."""


class MemberThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]  # Faust ships no types
    """The thread in which aiokafka lives, with the membership proof watched."""

    mundane_level = "debug"
    logger = FAUST

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer

    async def on_start(self) -> None:
        """Connect; from the first heartbeat on the engine knows when the broker last counted us in."""
        await super().on_start()
        self.app.engine.membership.watch(self._consumer._coordinator, self._refused)
        unwrap(self._consumer._fetcher)
        pace(self._consumer._fetcher)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Our partitions. Of the changelogs among them nothing is to be fetched here: the engine reads them itself."""
        self._consumer.pause(*(TopicPartition(*tp) for tp in assigned if tp.topic == self.app.engine.out.changelog))
        await super().on_partitions_assigned(assigned, generation_id)

    def _stopped_set(self) -> None:
        """Say that the thread is to stop; one that has ended by itself, of what is told elsewhere, need not hear it."""
        if not self.thread_loop.is_closed():
            super()._stopped_set()

    def _refused(self, error: KafkaError) -> None:
        asyncio.run_coroutine_threadsafe(self.app.fail(error), self.app.loop)
