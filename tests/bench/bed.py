"""Where benchmarks with a broker run: a stack of their own, topics for each run, roles as processes; measures nothing."""

from __future__ import annotations

import os
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec
from confluent_kafka import (
    Consumer,
    ConsumerGroupState,
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import OffsetSpec

from deploy.stack import Stack
from deploy.stack.leash import Leash
from deploy.stack.server import Server
from rules.civil import Instant, instant, iso_instant
from streams import clock, topic_admin
from streams.settings import PREFIX
from streams.ticker import Ticker
from streams.topics import MUNICIPAL_PARTIALS, PARTITIONER, Topics

PARTITIONS: Final = 4
_LONGEST_S: Final = 300.0
_LOOK_S: Final = 0.05
_MARKER: Final = b"|-|-"


class Bed:
    """A stack in a temporary directory; everything started in it ends with the `with` block, by its process number."""

    def __init__(self) -> None:
        self._undo = ExitStack()

    def __enter__(self) -> Bed:
        with ExitStack() as undo:
            self.directory = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="rettidig-bench-")))
            self.stack = undo.enter_context(Stack(self.directory / "stack"))
            self.leash = Leash()
            undo.callback(self.leash.close)
            self.admin = topic_admin.connect(self.stack.bootstrap)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    @property
    def broker_pid(self) -> int:
        """Kafka's process."""
        pid = self.stack.kafka.server.pid
        assert pid is not None, "Kafka ended"
        return pid

    def run(self, partitions: int = PARTITIONS) -> Run:
        """A run with topics of its own."""
        return Run(self, partitions)


class Role:
    """One process of a run: a command with settings for the run's topics."""

    def __init__(self, server: Server, command: Sequence[str], settings: Mapping[str, str]) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._server = server
        self._server.spawn(
            [sys.executable, *command], inherited | {PREFIX + name.upper(): each for name, each in settings.items()}
        )

    @property
    def pid(self) -> int:
        """Its process number. Raises AssertionError with the end of its log when it has ended."""
        pid = self._server.pid
        assert pid is not None, f"{self._server.name} ended.{self._server.log_tail()}"
        return pid

    def is_ready(self) -> bool:
        """Whether /ready says yes."""
        return bool(self.page("/ready"))

    def page(self, path: str) -> str:
        """A page of its web server, whose address is in its log; empty while there is none, or it says no."""
        started = self.started()
        if not started:
            return ""
        address = started["health"]
        try:
            with urllib.request.urlopen(f"http://{address}{path}", timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except (urllib.error.HTTPError, OSError):
            return ""

    def started(self) -> dict[str, Any]:
        """What it logged when it had started; nothing before."""
        return (self.logged(".started") or [{}])[-1]

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The entries in its log whose event's name ends like this."""
        lines = self._server.log.read_text("utf-8", errors="replace").splitlines()
        return [msgspec.json.decode(line) for line in lines if f'{event}"' in line and line.endswith("}")]

    def stop(self) -> None:
        """Let it end in order."""
        self._server.stop()

    def kill(self) -> None:
        """End it as a crash would."""
        self._server.kill()


class Run:
    """Topics that nobody used before, what is published on them, and the roles that work on them."""

    def __init__(self, bed: Bed, partitions: int) -> None:
        self.bed = bed
        self.topics = Topics(prefix=f"b{uuid.uuid4().hex[:8]}-", partitions=partitions)
        topic_admin.create(bed.admin, self.topics)
        self._ticker = Ticker(bed.stack.bootstrap, self.topics)
        self._roles = 0
        self._reached: dict[int, str] = {}
        self._partials: Consumer | None = None

    @property
    def _numbers(self) -> range:
        return range(self.topics.partitions)

    # -- in -----------------------------------------------------------------------------------------------------------

    def producer(self, **settings: object) -> Producer:
        """A producer as the product's own: acks=all, idempotent, citizens where they belong."""
        ours = {
            "bootstrap.servers": self.bed.stack.bootstrap,
            "acks": "all",
            "enable.idempotence": True,
            "partitioner": PARTITIONER,
        }
        return Producer({**ours, **settings})

    def publish(self, records: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write (topic's name in the contract, key, value), and wait until Kafka has all of them."""
        refused: list[KafkaError] = []

        def delivered(error: KafkaError | None, _message: object) -> None:
            if error is not None:
                refused.append(error)

        producer = self.producer(**{"linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
        for topic, key, value in records:
            producer.produce(self.topics.name(topic), key=key, value=value, on_delivery=delivered)
            producer.poll(0)
        unsent = producer.flush(_LONGEST_S)
        assert not unsent and not refused, f"{unsent} unsent, {len(refused)} refused"

    def tick(self, at: Instant) -> None:
        """Cut a tick by hand."""
        self._ticker.cut(at)

    # -- roles --------------------------------------------------------------------------------------------------------

    def role(self, *command: str, **settings: str) -> Role:
        """Start a role; its log is JSON, its port any free one, all else as it ships."""
        self._roles += 1
        server = Server(command[-1], self.bed.directory / f"{self.topics.prefix}{self._roles}.log", self.bed.leash)
        ours = {
            "bootstrap_servers": self.bed.stack.bootstrap,
            "topic_prefix": self.topics.prefix,
            "partitions": str(self.topics.partitions),
            "worker_port": "0",
            "clock_port": "0",
            "keeper_port": "0",
            "figures_port": "0",
            "log_format": "json",
        }
        return Role(server, command, ours | settings)

    def worker(self, **settings: str) -> Role:
        """A real worker."""
        return self.role("-c", "from deploy.cli import main; main(['worker'])", **settings)

    # -- out ----------------------------------------------------------------------------------------------------------

    def ends(self, *base_names: str) -> dict[tuple[str, int], int]:
        """(full topic name, partition) → end offset."""
        return self._ends_of([self.topics.name(base_name) for base_name in base_names])

    def _ends_of(self, names: Iterable[str]) -> dict[tuple[str, int], int]:
        return ends_of(self.bed, [TopicPartition(name, number) for name in names for number in self._numbers])

    def records(self, name: str) -> int:
        """How many records were ever written to a topic of this full name."""
        return sum(self._ends_of([name]).values())

    def committed(self, group: str, *base_names: str) -> dict[tuple[str, int], int]:
        """(full topic name, partition) → a group's committed offset."""
        names = [self.topics.name(base_name) for base_name in base_names]
        asked = [TopicPartition(name, number) for name in names for number in self._numbers]
        answer = self.bed.admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group, asked)])
        found = answer[group].result(30).topic_partitions
        return {(tp.topic, tp.partition): max(tp.offset, 0) for tp in found}

    def is_group_empty(self) -> bool:
        """Whether the coordinator has no member left, dead ones counted as long as their session lasts."""
        answer = self.bed.admin.describe_consumer_groups([self.topics.group])
        return answer[self.topics.group].result(30).state in (ConsumerGroupState.EMPTY, ConsumerGroupState.DEAD)

    def is_judged(self, at: Instant) -> bool:
        """Whether every partition has published its figures as of the tick `at`: the last thing that it does."""
        return set(self._figures_as_of()) == {iso_instant(at)}

    def is_judged_until(self, at: Instant) -> bool:
        """Whether every partition has published its figures as of a tick that was not before `at`."""
        return all(each and instant(datetime.fromisoformat(each)) >= at for each in self._figures_as_of())

    def _figures_as_of(self) -> list[str]:
        """Of which tick each partition has published its figures; empty: of none."""
        if self._partials is None:
            self._partials = self.reader(MUNICIPAL_PARTIALS)
        for message in self._partials.consume(10_000, 0.01):
            key = message.key() or b""
            if message.error() is None and key.endswith(_MARKER):
                value = msgspec.json.decode(message.value() or b"")
                self._reached[int(key.removesuffix(_MARKER))] = value["as_of"]
        return [self._reached.get(number, "") for number in self._numbers]

    def reader(self, base_name: str) -> Consumer:
        """A consumer of a whole topic from its beginning, in no group."""
        consumer = Consumer(
            {
                "bootstrap.servers": self.bed.stack.bootstrap,
                "group.id": f"reader-{uuid.uuid4().hex}",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 50,
            }
        )
        consumer.assign([TopicPartition(self.topics.name(base_name), number, 0) for number in self._numbers])
        return consumer

    def close(self) -> None:
        """Read no more, and let the broker forget the topics."""
        if self._partials is not None:
            self._partials.close()
        for deleted in self.bed.admin.delete_topics(list(self._names()), operation_timeout=30).values():
            deleted.result(30)

    def _names(self) -> Iterable[str]:
        prefix = self.topics.prefix
        return (name for name in self.bed.admin.list_topics(timeout=30).topics if name.startswith(prefix))


def ends_of(bed: Bed, places: Sequence[TopicPartition]) -> dict[tuple[str, int], int]:
    """(full topic name, partition) → end offset. A client that names a leader epoch of before is let go, and a new one asked."""
    asked = {place: OffsetSpec.latest() for place in places}
    try:
        answers = bed.admin.list_offsets(asked, request_timeout=30)
        return {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}
    except KafkaException as error:
        if error.args[0].code() != KafkaError.FENCED_LEADER_EPOCH:
            raise
    bed.admin = topic_admin.connect(bed.stack.bootstrap)
    answers = bed.admin.list_offsets(asked, request_timeout=30)
    return {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}


def wait_until(role: Role, is_so: Callable[[], bool], within_s: float = _LONGEST_S) -> None:
    """Look again and again until something is so. Raises AssertionError when the role ends, or after `within_s`."""
    deadline = clock.monotonic() + within_s
    while not is_so():
        assert role.pid
        assert clock.monotonic() < deadline, f"not within {within_s:.0f} s"
        clock.sleep(_LOOK_S)
