"""Three Kafka nodes as one cluster, for tests that kill one; knows nodes and who leads what, no topic's contents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.stack import Stack, kafka_installation
from deploy.stack.kafka_broker import KafkaBroker, Seat
from deploy.stack.leash import Leash
from deploy.stack.ports import free_ports
from streams import topic_admin
from tests.eventually import eventually

NODES: Final = 3
_HEAP: Final = "256m"
_QUORUM_WITHIN_S: Final = 90.0


class Cluster:
    """Nodes 1, 2 and 3, each broker and controller."""

    def __init__(self, directory: Path, leash: Leash) -> None:
        ports = free_ports(2 * NODES)
        controllers = tuple(ports[NODES:])
        installation = kafka_installation(heap=_HEAP)
        self._brokers = {
            node: KafkaBroker(
                directory / f"node-{node}", port, controller, installation, leash, Seat(node, controllers)
            )
            for node, (port, controller) in enumerate(zip(ports, controllers, strict=False), start=1)
        }

    @property
    def bootstrap(self) -> str:
        """Where clients find any of the nodes."""
        return ",".join(broker.bootstrap for broker in self._brokers.values())

    def node(self, number: int) -> KafkaBroker:
        """A node, to pause, kill and start."""
        return self._brokers[number]

    def start(self) -> None:
        """Start all nodes: none answers before there is a quorum."""
        for broker in self._brokers.values():
            broker.begin()
        self.wait_whole()

    def wait_whole(self, within_s: float = _QUORUM_WITHIN_S) -> None:
        """Until all nodes are in, and every replica of every partition is in step."""
        eventually(self._is_whole, within_s=within_s)

    def mend(self) -> None:
        """Start the nodes that are dead, wake those that stand still, and wait until the cluster is whole."""
        for broker in self._brokers.values():
            if broker.server.pid is None:
                broker.begin()
            else:
                broker.server.go_on()
        self.wait_whole()

    def stop(self) -> None:
        """End all nodes. (One after the other they would wait for a quorum that is no more.)"""
        for broker in self._brokers.values():
            broker.kill()

    def leader(self, topic: str, partition: int) -> int:
        """The node that leads a partition."""
        return int(self._admin().list_topics(topic, timeout=30).topics[topic].partitions[partition].leader)

    def coordinator(self, group: str) -> int:
        """The node that coordinates a consumer group; asked again while that is being made out."""
        found = eventually(lambda: self._coordinator_if_known(group), lambda node: node is not None, _QUORUM_WITHIN_S)
        assert found is not None
        return found

    def _coordinator_if_known(self, group: str) -> int | None:
        admin = self._admin()  # held until it has answered: one that is forgotten never does
        try:
            described = admin.describe_consumer_groups([group], request_timeout=10)[group].result(20)
        except (KafkaException, TimeoutError):
            return None
        return int(described.coordinator.id)

    def _admin(self) -> AdminClient:
        return topic_admin.connect(self.bootstrap)

    def _is_whole(self) -> bool:
        if not all(broker.is_ready() for broker in self._brokers.values()):
            return False
        known = self._admin().list_topics(timeout=30)
        partitions = [each for topic in known.topics.values() for each in topic.partitions.values()]
        return len(known.brokers) == NODES and all(len(each.isrs) == len(each.replicas) for each in partitions)


@contextmanager
def cluster_with_redis(directory: Path) -> Iterator[tuple[Cluster, Stack]]:
    """A running cluster, and a stack whose Kafka it is."""
    with ExitStack() as undo:
        leash = Leash()
        undo.callback(leash.close)
        cluster = Cluster(directory / "cluster", leash)
        undo.callback(cluster.stop)
        cluster.start()
        yield cluster, undo.enter_context(Stack(directory / "stack", existing_kafka=cluster.bootstrap))
