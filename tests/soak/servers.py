"""The brokers of a round, one node or three: which one is harmed, and when all is well again; knows nodes, no mishaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final, Protocol

from confluent_kafka import KafkaException

from deploy.stack import Stack
from deploy.stack.kafka_broker import KafkaBroker
from streams.topics import CITIZENS_CHANGELOG, Topics
from tests.broker.cluster import NODES, Cluster, cluster_with_redis
from tests.conftest import created_topics
from tests.soak.disk import Disk, LimitedFiles

STARTS_WITHIN_S: Final = 300.0
"""More patience than people would have: machines on which soaks run are busy."""


class Servers(Protocol):
    """What Kafka runs on."""

    stack: Stack
    disk: Disk

    def topics(self) -> Topics:
        """Topics of a round's own."""

    def one(self, dice: Random, topics: Topics) -> KafkaBroker:
        """The node that will be harmed, of nodes that are all well."""

    def wait_whole(self) -> None:
        """Until nobody is away, and everything is on as many nodes as it shall be."""


class OneNode:
    """A stack of one broker and Redis."""

    def __init__(self, stack: Stack, disk: Disk) -> None:
        self.stack = stack
        self.disk = disk

    def topics(self) -> Topics:
        return created_topics(self.stack)

    def one(self, dice: Random, topics: Topics) -> KafkaBroker:
        return self.stack.kafka

    def wait_whole(self) -> None:
        """It is when it answers."""


class ThreeNodes:
    """Three brokers, every record on at least two of them, and Redis."""

    def __init__(self, cluster: Cluster, stack: Stack) -> None:
        self.stack = stack
        self.disk: Disk = LimitedFiles()
        self._cluster = cluster

    def topics(self) -> Topics:
        made = created_topics(self.stack, replicas=NODES)
        self.wait_whole()
        return made

    def one(self, dice: Random, topics: Topics) -> KafkaBroker:
        """Who leads a partition of the changelog, who coordinates the workers, or anyone."""
        who = dice.choice(("leader", "coordinator", "anyone"))
        partition, number = dice.randrange(topics.partitions), dice.randrange(1, NODES + 1)
        try:
            if who == "leader":
                number = self._cluster.leader(topics.name(CITIZENS_CHANGELOG), partition)
            elif who == "coordinator":
                number = self._cluster.coordinator(topics.group)
        except (KafkaException, AssertionError):
            pass  # nobody knows at the moment: then anyone
        return self._cluster.node(number if 1 <= number <= NODES else 1)

    def wait_whole(self) -> None:
        self._cluster.wait_whole(STARTS_WITHIN_S)


@contextmanager
def three_nodes(directory: Path) -> Iterator[ThreeNodes]:
    """A cluster of a round's own."""
    with cluster_with_redis(directory) as (cluster, stack):
        yield ThreeNodes(cluster, stack)
