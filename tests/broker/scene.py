"""A scene on a real broker: events are published, a clock is moved by hand, workers come and go, and Kafka is asked.

Nothing waits for luck: what a test waits for is seen in Kafka (figures as of a tick, committed offsets) or told by a worker.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from confluent_kafka import Consumer, ConsumerGroupState, KafkaException, Producer, TopicPartition

from deploy.stack import Stack
from deploy.stack.leash import Leash
from rules.civil import Instant
from streams import topic_admin
from streams.changelog_view import Row
from streams.citizen.encoding import decode
from streams.citizen.form import FORM
from streams.citizen.state import CitizenState
from streams.engine.merge import Merge
from streams.engine.settlement import MARKER_KEY
from streams.municipality.aggregate import Aggregate
from streams.ticker import NoTickError, Ticker
from streams.topics import ALERTS, CITIZENS_CHANGELOG, DEAD_LETTERS, MUNICIPAL_PARTIALS, PARTITIONER, Topics
from tests.broker.lives import Event
from tests.broker.topic_log import TopicLog
from tests.broker.worker_process import RETTIDIG, RoleProcess
from tests.eventually import eventually

SENT_WITHIN_S: Final = 180.0
"""librdkafka waits for a node that sleeps a minute long before it asks the one that leads now."""


class Scene:
    """Topics of its own on a running stack, with a hand-moved clock, readers and workers."""

    def __init__(self, stack: Stack, topics: Topics, directory: Path) -> None:
        self.stack = stack
        self.topics = topics
        self.ticker = Ticker(stack.bootstrap, topics)
        self._directory = directory
        self._leash = Leash()
        self._logs: dict[str, TopicLog] = {}
        self._workers: list[RoleProcess] = []
        self._producer = Producer(
            {
                "bootstrap.servers": stack.bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "partitioner": PARTITIONER,
                "message.max.bytes": 8 << 20,  # what is too large must arrive, to be refused
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )

    # -- workers ------------------------------------------------------------------------------------------------------

    def settings(self, **given: str) -> dict[str, str]:
        """A role's settings on this scene, quick enough for tests."""
        return {
            "bootstrap_servers": self.stack.bootstrap,
            "topic_prefix": self.topics.prefix,
            "partitions": str(self.topics.partitions),
            "replication_factor": str(self.topics.replication_factor),
            "worker_port": "0",
            "clock_port": "0",
            "session_timeout_ms": "3000",
            "clock_ahead_s": "0",  # the scene's clock is moved by hand, also beyond today
            "heartbeat_interval_ms": "300",
            "commit_interval_ms": "200",
            "log_format": "json",
        } | given

    def worker(self, **given: str) -> RoleProcess:
        """Start another worker."""
        return self.role("worker", **given)

    def role(self, role: str, program: Sequence[str] = (str(RETTIDIG),), **given: str) -> RoleProcess:
        """Start a process of a role, `rettidig <role>`; `program`: another program than `rettidig`."""
        log = self._directory / f"{role.split(maxsplit=1)[0]}-{len(self._workers)}.log"
        process = RoleProcess(role, self.settings(**given), log, self._leash, program)
        self._workers.append(process)
        return process

    def forgive(self, worker: RoleProcess) -> None:
        """A worker that was to end by a refusal is no worker that died."""
        self._workers.remove(worker)

    def close(self) -> None:
        """End whatever still runs."""
        for worker in self._workers:
            if worker.exit_status is None:
                worker.kill()
        self._leash.close()
        for log in self._logs.values():
            log.close()

    # -- in -----------------------------------------------------------------------------------------------------------

    def publish(self, events: Iterable[Event]) -> None:
        """Write events in the order given, and wait until Kafka has them."""
        self.send((event.topic, event.citizen.encode(), event.line) for event in events)

    def send(self, records: Iterable[tuple[str, bytes | None, bytes | None]], within_s: float = SENT_WITHIN_S) -> None:
        """Write (topic's name in the contract, key, value), and wait until Kafka has them."""
        refused: list[str] = []
        for count, (topic, key, value) in enumerate(records):
            if count % 10_000 == 9_999:
                self._producer.flush(within_s)  # the client's queue is not endless
            self._producer.produce(
                self.topics.name(topic),
                key=key,
                value=value,
                on_delivery=lambda error, _: refused.append(error.str()) if error else None,
            )
            self._producer.poll(0)
        assert self._producer.flush(within_s) == 0 and not refused, refused

    def send_to(self, topic: str, records: Iterable[tuple[int, bytes | None, bytes | None]]) -> None:
        """Write (partition, key, value) to partitions of a topic by number, and wait until Kafka has them."""
        for partition, key, value in records:
            self._producer.produce(self.topics.name(topic), key=key, value=value, partition=partition)
        assert self._producer.flush(30) == 0

    def append(self, topic: str, partition: int, key: bytes, value: bytes) -> None:
        """Write one record, alone in its batch, to a topic by its full name, and wait until Kafka has it."""
        self._producer.produce(topic, key=key, value=value, partition=partition)
        assert self._producer.flush(30) == 0

    def tick(self, at: Instant, within_s: float = 30.0) -> None:
        """Cut a tick; tried again while the broker is away."""
        eventually(lambda: self._ticked(at), within_s=within_s)

    def _ticked(self, at: Instant) -> bool:
        try:
            self.ticker.cut(at)
        except NoTickError:
            return False
        return True

    # -- out ----------------------------------------------------------------------------------------------------------

    def log(self, base_name: str) -> TopicLog:
        """The reader of a topic."""
        if base_name not in self._logs:
            name = self.topics.name(base_name)
            self._logs[base_name] = TopicLog(self.stack.bootstrap, name, self.topics.partitions)
        return self._logs[base_name]

    def wait_until_handled(self, at: Instant, within_s: float = 60.0) -> None:
        """Until every partition has published its figures as of a tick at or after `at`."""
        eventually(self.figures_as_of, lambda as_of: as_of is not None and as_of >= at, within_s)

    def figures_as_of(self) -> Instant | None:
        """The tick up to which the figures of all partitions are complete."""
        self._say_if_a_worker_died()
        return self.aggregate().as_of

    def _say_if_a_worker_died(self) -> None:
        for worker in self._workers:
            assert worker.may_fail or worker.exit_status in (None, 0, -9), (
                f"a worker ended with {worker.exit_status}:\n{worker.log_tail()}"
            )

    def aggregate(self) -> Aggregate:
        """The figures as the aggregator would sum them."""
        aggregate = Aggregate(self.topics.partitions)
        for seen in self.log(MUNICIPAL_PARTIALS).read():
            aggregate.take(seen.key or b"", seen.value or b"")
        while aggregate.step():
            pass
        return aggregate

    def states(self) -> dict[str, CitizenState]:
        """Every citizen's state in the changelog, by the rule by which a worker reads it: the rightful owner's last record.

        What somebody wrote who had lost the partition may stand behind it until the owner meets it and writes it over.
        """
        merges = [Merge(number, FORM) for number in range(self.topics.partitions)]
        for seen in self.log(CITIZENS_CHANGELOG).read():
            merges[seen.partition].absorb((Row(seen.offset, 0, seen.key, seen.value),))
        return {key.decode(): decode(value) for merge in merges for key, value in merge.values.items()}

    def last_states(self) -> dict[str, CitizenState]:
        """Every citizen's last record in the changelog, whoever wrote it: what other readers than workers go by."""
        last = {seen.key: seen.value for seen in self.log(CITIZENS_CHANGELOG).read() if seen.key != MARKER_KEY}
        return {key.decode(): decode(value) for key, value in last.items() if key and value}

    def alerts(self) -> list[bytes]:
        """Every message of `alerts`, each once: those delivered again have the ids of those before."""
        first: dict[str, bytes] = {}
        for seen in self.log(ALERTS).read():
            first.setdefault(json.loads(seen.value or b"")["id"], seen.value or b"")
        return list(first.values())

    def alerts_by_citizen(self) -> dict[str, list[bytes]]:
        """The same in the order of the log, by citizen."""
        found: dict[str, list[bytes]] = defaultdict(list)
        for message in self.alerts():
            found[json.loads(message)["subject"]].append(message)
        return dict(found)

    def open_alerts(self) -> set[str]:
        """The ids of the alerts that are open by what `alerts` says: the last revision of each counts."""
        last: dict[str, tuple[int, str]] = {}
        for message in map(json.loads, self.alerts()):
            change = message["type"].split(".")[-2]
            data = message["data"]
            last[data["alert_id"]] = max(last.get(data["alert_id"], (0, "")), (data["revision"], change))
        return {alert_id for alert_id, (_, change) in last.items() if change in ("raised", "reminded", "changed")}

    def dead_letters(self) -> list[dict[str, object]]:
        """The body of every dead letter, each once."""
        letters = [json.loads(seen.value or b"") for seen in self.log(DEAD_LETTERS).read()]
        return list({letter["id"]: letter["data"] for letter in letters}.values())

    def committed(self) -> dict[tuple[str, int], int]:
        """(source topic, partition) → the workers' committed offset; 0 where there is none."""
        return eventually(self._committed_if_known, lambda known: known is not None) or {}

    def _committed_if_known(self) -> dict[tuple[str, int], int] | None:
        reader = Consumer({"bootstrap.servers": self.stack.bootstrap, "group.id": self.topics.group, "log_level": 0})
        try:
            asked = [TopicPartition(s, n) for s in self.topics.sources for n in range(self.topics.partitions)]
            return {(tp.topic, tp.partition): max(tp.offset, 0) for tp in reader.committed(asked, timeout=10)}
        except KafkaException:  # the group's coordinator is being elected
            return None
        finally:
            reader.close()

    def members(self) -> int | None:
        """How many workers the group divides its partitions among; None while it does, or while the broker is away."""
        admin = topic_admin.connect(self.stack.bootstrap)
        try:
            group = admin.describe_consumer_groups([self.topics.group], request_timeout=10)[self.topics.group].result()
        except KafkaException:
            return None
        return len(group.members) if group.state in (ConsumerGroupState.STABLE, ConsumerGroupState.EMPTY) else None

    def ends(self) -> dict[tuple[str, int], int]:
        """(source topic, partition) → end offset."""
        return {
            (self.topics.name(base_name), number): end
            for base_name in ("benefit-events", "interview-events", "offer-events")
            for number, end in enumerate(self.log(base_name).ends())
        }

    def wait_until_committed(self, within_s: float = 30.0) -> None:
        """Until everything that was published is committed."""
        ends = self.ends()
        eventually(self.committed, lambda committed: committed == ends, within_s)
