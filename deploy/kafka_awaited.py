"""Where a command asks Kafka: says that it waits while nobody answers, and what to do when it gives up; gives up on nobody itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from deploy.addresses import kafka_addressed
from deploy.fitted import tell
from streams import topic_admin
from streams.intake.sender import NotDelivered
from streams.settings import Settings
from streams.topic_admin import BrokerAway

_PAUSE_S: Final = 1.0
_ANSWER_S: Final = 1.0
_LOOKS: Final = 2
"""One answer may be late; who is silent twice is said to be so, some four seconds after the command began to wait."""
_THERE: Final = (
    "Remedy: see that Kafka runs there (`rettidig stack` starts one, RETTIDIG_BOOTSTRAP_SERVERS names another), then ask "
    "again: nothing is done twice by that"
)
_TOPICS: Final = (
    "Remedy: `rettidig topics create`; were they made, look at RETTIDIG_TOPIC_PREFIX and RETTIDIG_APPLICATION_ID"
)

_REFUSED: Final = (
    "Remedy: set right what it names (RETTIDIG_REPLICATION_FACTOR is at most the number of brokers), or see in Kafka's log "
    "who may ask what"
)

Over = Callable[[float], bool]
"""Waits so many seconds for the end of the command; whether it has come."""


class KafkaRefused(Exception):
    """Kafka answered, and would not do what it was asked."""


@contextmanager
def kafka_awaited(settings: Settings) -> Iterator[Settings]:
    """The settings with Kafka's address; while the block runs, somebody looks whether Kafka answers.

    What ends the block because Kafka is away says where it is and what to do. Raises NothingRuns, BrokerAway, NotDelivered,
    KafkaRefused.
    """
    found = kafka_addressed(settings)
    servers, over = found.bootstrap_servers, threading.Event()
    watch = threading.Thread(target=look_on, args=(servers, over.wait), name="kafka-awaited", daemon=True)
    watch.start()
    try:
        yield found
    except (BrokerAway, NotDelivered) as error:
        remedy = _remedy(error, servers)
        raise (type(error)(f"{error}. {remedy}") if remedy else error) from error.__cause__
    except KafkaException as error:
        raise KafkaRefused(f"Kafka at {servers} refused: {error.args[0].str()} {_REFUSED}") from error
    finally:
        over.set()
        watch.join()


def look_on(servers: str, over: Over) -> None:
    """Say once that Kafka is silent, and once that it answers again, until it is over."""
    admin: AdminClient | None = None
    silent = 0
    while not over(_PAUSE_S):
        admin = topic_admin.connect(servers) if admin is None else admin  # an idle client is false
        if _answers(admin):
            if silent >= _LOOKS:
                tell("rettidig: Kafka answers again")
            silent = 0
            continue
        silent += 1
        if silent == _LOOKS:
            tell(f"rettidig: waiting for Kafka at {servers}, which does not answer")


def _answers(admin: AdminClient) -> bool:
    try:
        admin.list_topics(timeout=_ANSWER_S)
    except KafkaException:
        return False
    return True


def _remedy(error: Exception, servers: str) -> str:
    """What to do, by how things stand now; empty where the error says it itself."""
    if "Remedy: " in str(error):
        return ""
    if not _answers(topic_admin.connect(servers)):
        return f"Kafka at {servers} does not answer. {_THERE}"
    cause = error.__cause__
    is_missing = isinstance(cause, KafkaException) and cause.args[0].code() == KafkaError.UNKNOWN_TOPIC_OR_PART
    return _TOPICS if is_missing else ""
