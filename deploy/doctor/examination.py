"""The order in which the doctor looks: what stands on something that is away is not looked at."""

from __future__ import annotations

from collections.abc import Callable

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.addresses import NothingRuns, addressed, kafka_addressed
from deploy.doctor import broker, machine, servers
from deploy.doctor.changelog import changelog
from deploy.doctor.line import Line, State, fail, warn
from deploy.doctor.ticks import ticks
from deploy.stack.errors import NoDirectory
from streams import topic_admin
from streams.applications import another, at_work
from streams.changelog_check import Progress, check
from streams.settings import Settings
from streams.topic_admin import BrokerAway

WITHIN_S = 30.0


def examine(
    settings: Settings, within_s: float = WITHIN_S, progress: Progress = lambda _passed, _whole: None
) -> list[Line]:
    """Every line, in the order in which things depend on each other.

    `within_s`: for how long the changelog is read at most, in seconds; `progress` hears how far it is.
    """
    lines = [machine.versions(), *machine.embedded(settings)]
    try:
        found = kafka_addressed(settings)
    except (NothingRuns, NoDirectory) as error:
        return [*lines, fail("addresses", "neither Kafka nor Redis can be looked at", str(error))]
    return [*lines, *_kafka(found, within_s, progress), _redis(found), *servers.roles(found)]


def _redis(settings: Settings) -> Line:
    """Whether Redis answers; an installation without an inbox needs none."""
    try:
        return servers.redis_answers(addressed(settings).redis_url)
    except (NothingRuns, NoDirectory) as error:
        return warn("redis", "no address of one is known; the inbox alone needs it", str(error))


def _kafka(settings: Settings, within_s: float, progress: Progress) -> list[Line]:
    admin = topic_admin.connect(settings.bootstrap_servers)
    alive = broker.kafka(admin, settings.bootstrap_servers)
    if alive.state is State.FAIL:
        return [alive]
    workers: dict[str, int] = {}
    application = _asked("application", lambda: _application(admin, settings, workers))
    topics = _asked("topics", lambda: broker.topics(admin, settings))
    if topics.state is State.FAIL:
        return [alive, application, topics]
    elsewhere = another(workers, settings.application_id) if workers else ""
    return [
        alive,
        application,
        topics,
        _asked("lag", lambda: broker.lag(admin, settings, elsewhere)),
        _asked("clock", lambda: ticks(settings)),
        _asked("changelog", lambda: changelog(settings, check(settings, within_s, progress))),
    ]


def _application(admin: AdminClient, settings: Settings, workers: dict[str, int]) -> Line:
    """The line; who is at work is kept in `workers`, for what is said of the lag."""
    workers |= at_work(admin, settings.topics)
    return broker.application(workers, settings)


def _asked(check: str, question: Callable[[], Line]) -> Line:
    """The line, or a failure by name if the broker went away or refused in between."""
    try:
        return question()
    except BrokerAway as error:
        return fail(check, str(error), "Look at the broker's log")
    except KafkaException as error:
        return fail(
            check, f"the broker refused: {error.args[0].str()}", "Look at the broker's log and at who may ask what"
        )
