"""Before a worker starts: is there a broker, and are its topics as the worker needs them; knows no Faust.

Faust would run on and consume nothing when a source topic is missing, and end when there is no broker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog
from confluent_kafka import KafkaException

from streams import topic_admin
from streams.settings import Settings
from streams.topic_harm import in_words

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 15.0
_ANSWER_S: Final = 3.0

_log: Final = structlog.get_logger(__name__)


class TopicsNotReadyError(RuntimeError):
    """A topic is missing, or is such that data would be lost; the message names it, what would follow, and the remedy."""


def wait_for_topics(settings: Settings, pause: Callable[[float], bool]) -> bool:
    """Return True once a broker answers and every topic is as it must be; False when `pause` (seconds) says to give up.

    Raises TopicsNotReadyError.
    """
    wait_s = _FIRST_PAUSE_S
    while (differences := _differences(settings)) is None:
        _log.warning(
            "broker.away", servers=settings.bootstrap_servers, next_try_s=wait_s, remedy="start Kafka: `rettidig stack`"
        )
        if not pause(wait_s):
            return False
        wait_s = min(2 * wait_s, _LONGEST_PAUSE_S)
    harmful, remedy = in_words(differences, settings.topics)
    if harmful:
        raise TopicsNotReadyError(
            f"the topics are not as they must be, so nothing was begun: {harmful}. Remedy: {remedy}"
        )
    for each in differences:
        _log.warning("topic.differs", topic=each.topic, setting=each.setting, expected=each.expected, found=each.found)
    return True


def _differences(settings: Settings) -> list[topic_admin.Difference] | None:
    """In what the topics differ; None when no broker answers, or none any more."""
    admin = topic_admin.connect(settings.bootstrap_servers)
    try:
        admin.list_topics(timeout=_ANSWER_S)
    except KafkaException:
        return None
    try:
        return topic_admin.check(admin, settings.topics)
    except topic_admin.BrokerAway:
        return None
