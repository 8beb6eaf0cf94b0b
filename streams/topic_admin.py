"""Makes the topics of the table on a broker and says in what the broker differs; changes what exists only where it is told to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    OffsetSpec,
    ResourceType,
)

from streams import clock
from streams.topics import TABLE, Topic, Topics

TIMEOUT_S = 30.0
GROUPS_S = 40.0
"""So long a broker may take that keeps groups for the first time."""
_PAUSE_S = 0.2

# What a broker answers between hearing of a new topic and leading its partitions.
_NOT_YET = frozenset(
    {
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
    }
)
# What it answers about a group before it keeps any.
_NO_GROUPS_YET = frozenset(
    {
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
    }
)


NO_SETTINGS = frozenset({"topic", "partitions", "replication-factor"})
"""What a topic is made with, and what nobody sets afterwards."""


class BrokerAway(Exception):
    """No broker answered in time at the address given."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a topic on the broker is not what the table says."""

    topic: str
    setting: str  # "topic", "partitions", "replication-factor" or the name of a Kafka topic setting
    expected: str
    found: str

    def __str__(self) -> str:
        if self.setting == "topic":
            return f"{self.topic}: missing"
        return f"{self.topic}: {self.setting} is {self.found}, expected {self.expected}"


class Member(NamedTuple):
    """One of a consumer group. `name`: the one it was given (RETTIDIG_WORKER_INSTANCE), or empty. `partitions`: numbers."""

    name: str
    host: str
    partitions: set[int]


def connect(bootstrap: str) -> AdminClient:
    """An admin client that keeps its complaints about an absent broker to itself: the calls here raise BrokerAway."""
    return AdminClient({"bootstrap.servers": bootstrap, "log_level": 0, "error_cb": lambda _error: None})


def create(admin: AdminClient, topics: Topics) -> list[str]:
    """Create what is missing and leave alone what exists, whatever it is like; the full names of those created.

    Raises BrokerAway, and KafkaException for a refusal (e.g. more replicas asked for than there are brokers).
    """
    there = _partitions_and_replicas(admin, topics)
    missing = [topic for topic in TABLE if topics.name(topic.base_name) not in there]
    if not missing:
        return []
    asked = admin.create_topics(
        [_new(topic, topics) for topic in missing], operation_timeout=TIMEOUT_S, request_timeout=TIMEOUT_S
    )
    created = []
    for name, answer in asked.items():
        try:
            answer.result()
            created.append(name)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # another role was quicker
                raise _named(error) from error
    _wait_until_served(admin, topics)
    return created


def check(admin: AdminClient, topics: Topics) -> list[Difference]:
    """Every difference between the table and the broker, in the order of the table. Raises BrokerAway."""
    there = _partitions_and_replicas(admin, topics)
    present = [topic for topic in TABLE if topics.name(topic.base_name) in there]
    configs = _configs(admin, [topics.name(topic.base_name) for topic in present])
    found = []
    for topic in TABLE:
        name = topics.name(topic.base_name)
        if name not in there:
            found.append(Difference(name, "topic", "present", "missing"))
            continue
        partitions, replicas = there[name]
        expected = {
            "partitions": str(topics.partitions_of(topic)),
            "replication-factor": str(topics.replication_factor),
        }
        actual = {"partitions": str(partitions), "replication-factor": str(replicas)} | configs[name]
        expected |= topics.config_of(topic)
        found += [
            Difference(name, setting, wanted, actual.get(setting, "unset"))
            for setting, wanted in expected.items()
            if actual.get(setting) != wanted
        ]
    return found


def alter(admin: AdminClient, differences: Iterable[Difference]) -> None:
    """Set each topic's settings as expected; whether a topic is there and its partitions and replicas are not settings.

    Raises BrokerAway, and KafkaException for a refusal.
    """
    by_topic: dict[str, list[ConfigEntry]] = {}
    for each in differences:
        if each.setting not in NO_SETTINGS:
            entry = ConfigEntry(each.setting, each.expected, incremental_operation=AlterConfigOpType.SET)
            by_topic.setdefault(each.topic, []).append(entry)
    asked = [
        ConfigResource(ResourceType.TOPIC, topic, incremental_configs=entries) for topic, entries in by_topic.items()
    ]
    if not asked:
        return
    for answer in admin.incremental_alter_configs(asked, request_timeout=TIMEOUT_S).values():
        try:
            answer.result()
        except KafkaException as error:
            raise _named(error) from error


def members(admin: AdminClient, group: str) -> list[Member]:
    """Who is in a consumer group; a broker that has just begun to keep groups is asked again. Raises BrokerAway."""
    deadline = clock.monotonic() + GROUPS_S
    while True:
        try:
            described = admin.describe_consumer_groups([group], request_timeout=TIMEOUT_S)[group].result()
            break
        except KafkaException as error:
            if error.args[0].code() not in _NO_GROUPS_YET or clock.monotonic() > deadline:
                raise _named(error) from error
        clock.sleep(_PAUSE_S)
    return [
        Member(
            name=member.group_instance_id or "",  # a client id is the library's with its version, and no name
            host=member.host.lstrip("/"),
            partitions={place.partition for place in (member.assignment.topic_partitions if member.assignment else ())},
        )
        for member in described.members
    ]


def _new(topic: Topic, topics: Topics) -> NewTopic:
    return NewTopic(
        topics.name(topic.base_name),
        num_partitions=topics.partitions_of(topic),
        replication_factor=topics.replication_factor,
        config=topics.config_of(topic),
    )


def _partitions_and_replicas(admin: AdminClient, topics: Topics) -> dict[str, tuple[int, int]]:
    """Of each topic of the table that the broker knows. (A listing of all topics may come from the client's own cache.)"""
    found = {}
    asked = TopicCollection([topics.name(topic.base_name) for topic in TABLE])
    for name, answer in admin.describe_topics(asked, request_timeout=TIMEOUT_S).items():
        try:
            partitions = answer.result().partitions
        except KafkaException as error:
            if error.args[0].code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
                continue
            raise _named(error) from error
        found[name] = (len(partitions), min((len(part.replicas) for part in partitions), default=0))
    return found


def _named(error: KafkaException) -> BrokerAway | KafkaException:
    """The error as BrokerAway, if that is what it means."""
    reason = error.args[0]
    if reason.code() in (KafkaError._TIMED_OUT, KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN):
        return BrokerAway(f"no Kafka broker answered within {TIMEOUT_S:.0f} s: {reason.str()}")
    return error


def _wait_until_served(admin: AdminClient, topics: Topics) -> None:
    """The controller has created them; the broker leads their partitions a moment later, and refuses who asks before."""
    deadline = clock.monotonic() + TIMEOUT_S
    while not _are_served(admin, topics):
        if clock.monotonic() > deadline:
            raise BrokerAway(f"the topics were created, but the broker did not serve them within {TIMEOUT_S:.0f} s")
        clock.sleep(0.02)


def _are_served(admin: AdminClient, topics: Topics) -> bool:
    there = _partitions_and_replicas(admin, topics)
    if len(there) < len(TABLE):
        return False
    places = [TopicPartition(name, number) for name, (count, _) in there.items() for number in range(count)]
    answers = admin.list_offsets({place: OffsetSpec.latest() for place in places}, request_timeout=TIMEOUT_S)
    try:
        return all(answer.result().offset >= 0 for answer in answers.values())
    except KafkaException as error:
        if error.args[0].code() in _NOT_YET:
            return False
        raise _named(error) from error


def _configs(admin: AdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    answers = admin.describe_configs(
        [ConfigResource(ResourceType.TOPIC, name) for name in names], request_timeout=TIMEOUT_S
    )
    try:
        return {
            resource.name: {name: entry.value for name, entry in answer.result().items()}
            for resource, answer in answers.items()
        }
    except KafkaException as error:
        raise _named(error) from error
