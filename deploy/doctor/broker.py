"""How Kafka is: does it answer, are the topics right, how far behind are the workers."""

from __future__ import annotations

from collections.abc import Mapping

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from deploy.doctor.line import Line, fail, ok, warn
from streams import topic_admin
from streams.amount import amount
from streams.applications import another
from streams.onlooker import onlooker
from streams.settings import Settings
from streams.topic_harm import in_words

ANSWER_S = 5.0
FAR_BEHIND_EVENTS = 10_000


def kafka(admin: AdminClient, address: str) -> Line:
    """Whether a broker answers."""
    try:
        cluster = admin.list_topics(timeout=ANSWER_S)
    except KafkaException:
        remedy = "Start one with `rettidig stack`, or set RETTIDIG_BOOTSTRAP_SERVERS to one that runs"
        return fail("kafka", f"no broker answered at {address} within {ANSWER_S:.0f} s", remedy)
    return ok("kafka", f"{amount(len(cluster.brokers), 'broker')} at {address}")


def application(workers: Mapping[str, int], settings: Settings) -> Line:
    """Whose workers are looked at, and whether others work on the same topics. `workers`: see streams.applications.at_work."""
    ours = settings.application_id
    if elsewhere := another(workers, ours):
        said, _, remedy = elsewhere.partition(": ")
        return warn("application", said, f"{remedy[0].upper()}{remedy[1:]}, unless {ours} is what you mean")
    too = {each: number for each, number in workers.items() if each != ours}
    if too:
        said = ", ".join(f"{each} with {amount(number, 'worker')}" for each, number in too.items())
        return warn(
            "application",
            f"{ours}, and on the same topics {said}",
            "Two tell everything twice: end the one that was replaced",
        )
    prefix = f"topics with the prefix {settings.topic_prefix}" if settings.topic_prefix else "topics without a prefix"
    return ok("application", f"{ours}, {prefix}")


def topics(admin: AdminClient, settings: Settings) -> Line:
    """Whether the topics are as the table says."""
    differences = topic_admin.check(admin, settings.topics)
    if not differences:
        return ok("topics", "all are as the table says")
    missing = sum(difference.setting == "topic" for difference in differences)
    differing = amount(len(differences) - missing, "setting")
    text = f"{missing} missing, {differing} differ{'s' if len(differences) - missing == 1 else ''}"
    if missing:
        return fail("topics", text, "Run `rettidig topics create`")
    harmful, remedy = in_words(differences, settings.topics)
    if harmful:
        return fail("topics", f"no worker starts: {harmful}", remedy[0].upper() + remedy[1:])
    remedy = "`rettidig topics check` says what differs, `rettidig topics alter TOPIC` sets a topic's settings as the table says"
    return warn("topics", text, remedy)


def lag(admin: AdminClient, settings: Settings, elsewhere: str = "") -> Line:
    """How many events the workers have not noted as done, and whether any worker is there.

    `elsewhere`: that others have workers, where ours have none.
    """
    names, done = settings.topics, committed(settings)
    ends = _offsets(admin, [*names.sources], OffsetSpec.latest())
    begins = _offsets(admin, [*names.sources], OffsetSpec.earliest())
    behind = sum(max(0, end - max(done.get(place, 0), begins[place])) for place, end in ends.items())
    workers = len(topic_admin.members(admin, names.group))
    text = f"{amount(behind, 'event')} behind, {amount(workers, 'worker')}"
    if workers == 0:
        line = fail if behind else warn
        remedy = "Not a worker of this name, where another one was meant: see `application`"
        return line("lag", text, remedy if elsewhere else "Start a worker: `rettidig worker`")
    if behind > FAR_BEHIND_EVENTS:
        return warn("lag", text, "Start more workers, up to one a partition, unless it is catching up after a pause")
    return ok("lag", text)


def _offsets(admin: AdminClient, names: list[str], which: OffsetSpec) -> dict[tuple[str, int], int]:
    """The first or the next offset of every partition."""
    listed = admin.list_topics(timeout=ANSWER_S).topics
    asked = {TopicPartition(name, number): which for name in names for number in listed[name].partitions}
    answers = admin.list_offsets(asked, request_timeout=ANSWER_S)
    return {(place.topic, place.partition): answer.result().offset for place, answer in answers.items()}


def committed(settings: Settings) -> dict[tuple[str, int], int]:
    """The next offset of every source partition for which the workers' group has noted one.

    Asked by a consumer that joins nothing: it waits for a broker that has just begun to keep groups. librdkafka's
    administration was seen to end the process there (SIGSEGV in list_consumer_group_offsets).
    """
    names = settings.topics
    asked = onlooker(settings.bootstrap_servers, names.group)
    try:
        numbers = range(names.partitions)
        places = asked.committed(
            [TopicPartition(name, n) for name in names.sources for n in numbers], topic_admin.GROUPS_S
        )
    finally:
        asked.close()
    return {(place.topic, place.partition): place.offset for place in places if place.offset >= 0}
