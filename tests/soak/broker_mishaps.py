"""What may befall a broker, one node at a time: killed, restarted, standing still, slow, its disk full; knows processes only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Final

from deploy.stack.kafka_broker import KafkaBroker
from deploy.stack.server import Server
from streams import clock
from streams.topics import Topics
from tests.eventually import eventually
from tests.soak.crew import Crew
from tests.soak.servers import STARTS_WITHIN_S, Servers

_HALTS_WITHIN_S: Final = 60.0


class BrokerMishaps:
    """A mishap strikes when all nodes are well, and is over when they are again; but a disk stays slow, and one of three nodes
    away or asleep, until `restore`.
    """

    def __init__(self, servers: Servers, topics: Topics, crew: Crew) -> None:
        self._servers = servers
        self._topics = topics
        self._crew = crew
        self._stays: Callable[[], None] | None = None
        self._is_slow = False

    def restore(self) -> None:
        """All nodes are well."""
        if self._stays is not None:
            ends, self._stays, self._is_slow = self._stays, None, False
            ends()
            self._servers.wait_whole()

    def quicken(self) -> None:
        """No disk is slow; a node that is away may stay away."""
        if self._is_slow:
            self.restore()

    def held_up(self, dice: Random, seconds: float, meanwhile: Callable[[], object]) -> None:
        """A node stands still for a while, and something happens then."""
        server = self._one(dice).server
        server.pause()
        try:
            clock.sleep(seconds)
            meanwhile()
        finally:
            server.go_on()

    def kill_broker(self, dice: Random) -> str:
        node = self._one(dice)
        node.kill()
        self._start(node)
        return ""

    def kill_broker_and_worker(self, dice: Random) -> str:
        """While nobody can write, somebody dies who had something to write."""
        node = self._one(dice)
        node.kill()
        self._crew.leaves(dice).kill()
        if dice.random() < 0.5:
            self._crew.hire()  # begins without a broker
        self._start(node)
        return ""

    def restart_broker(self, dice: Random) -> str:
        node = self._one(dice)
        node.stop()
        self._start(node)
        return ""

    def hold_up_broker(self, dice: Random) -> str:
        """So long that everybody's session is over."""
        seconds = dice.choice((1.0, 4.0, 7.0))
        self.held_up(dice, seconds, lambda: None)
        return f" {seconds}"

    def slow_disk(self, dice: Random) -> str:
        """From now on until it is restored it works in short bursts."""
        slowness = Slowness(self._one(dice).server, Random(dice.random()))
        self._stays, self._is_slow = slowness.end, True
        return ""

    def fill_disk(self, dice: Random) -> str:
        """Nothing can be written any more: Kafka halts. When there is room again it is started."""
        node = self._one(dice)
        self._servers.disk.fill(node.server)
        eventually(lambda: node.server.pid is None, within_s=_HALTS_WITHIN_S)
        self._servers.disk.clear()
        self._start(node)
        return ""

    def lose_node(self, dice: Random) -> str:
        """One of three is gone, and the others go on alone until it is restored."""
        node = self._one(dice)
        node.kill()
        self._stays = lambda: self._up(node)
        return ""

    def sleep_node(self, dice: Random) -> str:
        """One of three stands still until it is restored; the others take over what it led, which it does not know."""
        node = self._one(dice)
        node.server.pause()
        self._stays = node.server.go_on
        return ""

    def _one(self, dice: Random) -> KafkaBroker:
        self.restore()
        return self._servers.one(dice, self._topics)

    def _start(self, node: KafkaBroker) -> None:
        self._up(node)
        self._servers.wait_whole()

    def _up(self, node: KafkaBroker) -> None:
        node.begin()
        node.wait_ready(STARTS_WITHIN_S)


class Slowness:
    """A stand-in for a slow disk: the broker stands still most of the time, in bursts, in a thread of its own."""

    def __init__(self, server: Server, dice: Random) -> None:
        self._server = server
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
