"""T10: a citizen's records meet in partitions of one number, however their keys were serialised or partitioned."""

from __future__ import annotations

import asyncio

from aiokafka.partitioner import DefaultPartitioner

from streams.engine.courier import Courier, Road
from streams.engine.partition import Partition
from streams.engine.settlement import NOBODY, Ownership
from streams.partitioning import partition_of
from streams.topics import PARTITIONER
from tests.streams.engine import toy
from tests.streams.engine.test_courier import OUT, Broker, _nothing, judge, proven, turns
from tests.streams.engine.toy import START, TOPICS, event, fact

NUMBER = 3
"""A partition that the key's hash has nothing to do with: a producer with another partitioner put the event there."""


class Placed(Broker):
    """Notes to which partition a batch goes."""

    places: set[tuple[str, int]]

    async def send_batch(self, batch: object, topic: str, *, partition: int) -> asyncio.Future[object]:
        self.places.add((topic, partition))
        return await super().send_batch(batch, topic, partition=partition)


async def test_t10_state_and_alerts_go_where_the_event_stood_not_where_its_key_hashes() -> None:
    broker = Placed()
    broker.places = set()
    broker.answers.set()
    partition = Partition(NUMBER, TOPICS, toy.rules(), "epoch")
    courier = Courier(partition, Ownership(NOBODY, 1, 0), OUT, Road(broker, _nothing, 0.0, 1_000), toy.Watch())
    running = asyncio.create_task(courier.run(proven))
    await turns()
    partition.apply(0, [event(0, "anna", fact("a", START))])
    judge(courier, 0, 1)
    courier.wake()
    await courier.idle()
    running.cancel()
    assert broker.places == {("changelog", NUMBER), ("alerts", NUMBER), ("figures", NUMBER)}


def test_t10_our_producers_put_a_key_where_javas_and_aiokafkas_do() -> None:
    numbers = list(range(12))
    java = DefaultPartitioner()
    for citizen in ("c-1001", "s00027", "bench-000001", "å"):
        assert partition_of(citizen, 12) == java(citizen.encode(), numbers, numbers)
    assert PARTITIONER == "murmur2_random"
