"""Runs a real Apache Kafka, broker and controller in one Java process on loopback; knows no topic and no stack."""

from __future__ import annotations

import base64
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.stack.errors import NotReady
from deploy.stack.java import Java
from deploy.stack.leash import Leash
from deploy.stack.ports import LOOPBACK, is_free
from deploy.stack.server import Server

MAX_MESSAGE_BYTES = 8 << 20  # a message far beyond what intake takes must still arrive, to be refused by name
DEFAULT_HEAP = "512m"
READY_TIMEOUT_S = 60.0
CLUSTER_ID = "UmV0dGlkaWdLYWZrYTAwMQ"  # one for all: a data directory never meets another cluster's

_LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
)

_PROPERTIES = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",  # a misspelt topic must be an error, not a new topic
    "message.max.bytes": MAX_MESSAGE_BYTES,
    "replica.fetch.max.bytes": MAX_MESSAGE_BYTES,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.num.partitions": 4,
    # the controller refuses a killed broker's return until its session is over: 5 s instead of 14 s
    "broker.session.timeout.ms": 3_000,
    "broker.heartbeat.interval.ms": 500,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,  # lets a test see a killed worker replaced within seconds
    "log.cleaner.dedupe.buffer.size": 16 << 20,
}


@dataclass(frozen=True, slots=True)
class Installation:
    """What is needed to run any Kafka: a Java, the jars, and the cache of loaded classes if it was recorded."""

    java: Java
    class_path: list[Path]
    aot_cache: Path | None = None
    heap: str = DEFAULT_HEAP

    def command(self, main_class: str, *arguments: str, switches: tuple[str, ...] = ()) -> list[str]:
        """The command line that runs `main_class`."""
        cached = [f"-XX:AOTCache={self.aot_cache}"] if self.aot_cache else []
        java = self.java.switches(self.heap)
        return [str(self.java.command), *java, *cached, *switches, *_LOGGING, main_class, *arguments]

    def environment(self) -> dict[str, str]:
        """The environment of the command: the class path is there, lest every list of processes shows fifty jars."""
        return os.environ | {"CLASSPATH": os.pathsep.join(str(jar) for jar in self.class_path)}


def broker_answers(bootstrap: str, timeout_s: float = 2.0) -> bool:
    """Whether a broker there answers a question about its cluster."""
    client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0, "error_cb": lambda _error: None})
    try:
        return bool(client.list_topics(timeout=timeout_s).brokers)
    except KafkaException:
        return False


@dataclass(frozen=True, slots=True)
class Seat:
    """Which node a broker is, and where the controllers of all nodes listen, in the order of the nodes: 1, 2, …"""

    node: int
    controller_ports: tuple[int, ...]

    def properties(self) -> dict[str, object]:
        """What follows for the broker: internal topics are on three nodes, where there are as many, and safe on two."""
        controllers = ",".join(f"{LOOPBACK}:{port}" for port in self.controller_ports)
        replicas = min(3, len(self.controller_ports))
        return {
            "node.id": self.node,
            "controller.quorum.bootstrap.servers": controllers,
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": (replicas + 1) // 2,
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.min.isr": (replicas + 1) // 2,
        }

    def voters(self) -> tuple[str, ...]:
        """How the quorum is named when a node's directory is formatted."""
        if len(self.controller_ports) == 1:
            return ("--standalone",)
        named = (
            f"{node}@{LOOPBACK}:{port}:{_directory_id(node)}"
            for node, port in enumerate(self.controller_ports, start=1)
        )
        return "--initial-controllers", ",".join(named)


def _directory_id(node: int) -> str:
    """Kafka names directories by 16 bytes in base64."""
    return base64.urlsafe_b64encode(f"RettidigNode{node:04}".encode()).decode().rstrip("=")


class KafkaBroker:
    """One broker on its own directory and two loopback ports; alone, unless it is given a seat among others."""

    def __init__(
        self,
        directory: Path,
        port: int,
        controller_port: int,
        installation: Installation,
        leash: Leash,
        seat: Seat | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.controller_port = controller_port
        self.seat = Seat(1, (controller_port,)) if seat is None else seat
        self.installation = installation
        self.server = Server("Kafka", self.directory / "kafka.log", leash)

    @property
    def bootstrap(self) -> str:
        """Where clients find it: `127.0.0.1:PORT`."""
        return f"{LOOPBACK}:{self.port}"

    def start(self, switches: tuple[str, ...] = ()) -> None:
        """Start and wait until it answers; formats the directory the first time. Raises NotReady."""
        self.begin(switches)
        self.wait_ready()

    def begin(self, switches: tuple[str, ...] = ()) -> None:
        """Start without waiting."""
        properties = self._configured()
        if not (self._data / "meta.properties").exists():
            self._format(properties)
        command = self.installation.command("kafka.Kafka", str(properties), switches=switches)
        self.server.spawn(command, self.installation.environment())

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Ask the broker itself until it answers. Raises NotReady with the end of its log."""
        self.server.wait_until(self.is_ready, timeout_s)

    def is_ready(self) -> bool:
        """Whether the broker now answers a question about the cluster."""
        if is_free(self.port):  # nobody listens yet: spares a client that would only wait
            return False
        return broker_answers(self.bootstrap)

    def stop(self) -> None:
        """Stop in order: everything is on disk afterwards. Harmless when it is down."""
        self.server.stop()

    def kill(self) -> None:
        """SIGKILL, as a crash would; `start` brings it back with its topics, data and offsets."""
        self.server.kill()

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _configured(self) -> Path:
        listeners = f"PLAINTEXT://{self.bootstrap},CONTROLLER://{LOOPBACK}:{self.controller_port}"
        properties = _PROPERTIES | self.seat.properties()
        properties |= {
            "listeners": listeners,
            "advertised.listeners": listeners,
            "log.dirs": self._data,
        }
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / "server.properties"
        path.write_text("".join(f"{name}={setting}\n" for name, setting in properties.items()), "utf-8")
        return path

    def _format(self, properties: Path) -> None:
        arguments = ("format", "-t", CLUSTER_ID, "-c", str(properties), *self.seat.voters())
        command = self.installation.command("kafka.tools.StorageTool", *arguments)
        environment = self.installation.environment()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotReady(f"Kafka's data directory {self._data} could not be formatted: {done.stderr.strip()}")
