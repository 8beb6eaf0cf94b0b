"""Which differences between a topic and the table do harm, and what harm; asks no broker.

What is not named here (replicas, segments, how long events and alerts are kept) is an operator's choice, and only reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from streams.topic_admin import NO_SETTINGS, Difference
from streams.topics import CITIZENS_CHANGELOG, DEAD_LETTERS, TABLE, Topics

_COMPACTED_AWAY: Final = "of each key the broker would keep the last record only, and delete all before it"
_EXPIRED: Final = "what nobody has written for a while would be deleted, although it holds"
_AT_LEAST: Final = {
    (CITIZENS_CHANGELOG, "min.compaction.lag.ms"): (
        "what a worker that lost its partition writes could hide the good state for ever"
    ),
    (CITIZENS_CHANGELOG, "max.message.bytes"): "a long life's state could not be written",
    (DEAD_LETTERS, "max.message.bytes"): "a refused event could not be kept",
}
"""Settings of which more does no harm, and what less would do."""

CREATE: Final = "`rettidig topics create` makes what is missing"
PARTITIONS: Final = (
    "the number of partitions can't be changed once there are events: set RETTIDIG_PARTITIONS to what the topics have; where "
    "they have different numbers, make new topics under another RETTIDIG_TOPIC_PREFIX and copy the events there, `rettidig topics copy`"
)
SETTINGS: Final = "`rettidig topics alter {}` sets them as expected; look for what was deleted meanwhile"


def harm(difference: Difference, topics: Topics) -> str:
    """What would be lost or could not be done; empty if nothing."""
    base_name = next(topic.base_name for topic in TABLE if topics.name(topic.base_name) == difference.topic)
    if difference.setting == "topic":
        return "nothing can be read from it or written to it"
    if difference.setting == "partitions":
        return "events, state and alerts of one citizen would not meet in one place"
    if difference.setting == "cleanup.policy":
        return _EXPIRED if difference.expected == "compact" else _COMPACTED_AWAY
    if difference.setting == "message.timestamp.type":
        return "dates of old events would let the broker expire them, or roll a segment for each"
    less = _AT_LEAST.get((base_name, difference.setting), "")
    return less if difference.found.isdigit() and int(difference.found) < int(difference.expected) else ""


def in_words(differences: Iterable[Difference], topics: Topics) -> tuple[str, str]:
    """(what does harm, with topic, setting, value and consequence; the remedy), both empty where nothing does."""
    found, remedies, to_alter = [], dict[str, None](), dict[str, None]()
    for each in differences:
        if consequence := harm(each, topics):
            found.append(f"{each} ({consequence})")
            remedies[{"topic": CREATE, "partitions": PARTITIONS}.get(each.setting, SETTINGS)] = None
            if each.setting not in NO_SETTINGS:
                to_alter[each.topic] = None
    return "; ".join(found), "; ".join(remedies).format(" ".join(to_alter))
