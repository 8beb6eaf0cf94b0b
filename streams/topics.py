"""The one table of all Kafka topics, with the names that a prefix gives them; knows nothing of brokers or of contents.

Source: events.md "Topics", outputs.md "Topics out". Keys are partitioned by murmur2 (what Java clients do, and librdkafka
as `murmur2_random`), so that the events, alerts and state of one citizen are in partitions of one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PARTITIONER: Final = "murmur2_random"
"""What every producer that is not a Java or aiokafka client must set, or citizens end up on the wrong worker."""

BENEFIT_EVENTS: Final = "benefit-events"
INTERVIEW_EVENTS: Final = "interview-events"
OFFER_EVENTS: Final = "offer-events"
SOURCES: Final = (BENEFIT_EVENTS, INTERVIEW_EVENTS, OFFER_EVENTS)

ALERTS: Final = "alerts"
ALERT_ACTIONS: Final = "alert-actions"
MUNICIPAL_PARTIALS: Final = "municipal-partials"
MUNICIPAL_FIGURES: Final = "municipal-figures"
MUNICIPAL_ALERTS: Final = "municipal-alerts"
NOTICES: Final = "notices"
DEAD_LETTERS: Final = "dead-letters"
CLOCK: Final = "clock"
CITIZENS_CHANGELOG: Final = "citizens-changelog"
"""The table's changelog; Faust puts the application's id before it: `rettidig-worker-citizens-changelog`."""

_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
_MAX_MESSAGE_BYTES: Final = 8 << 20  # what intake refuses as too large must still arrive, to be refused by name

# The append time is the broker's, so the dates of replayed history neither expire a segment nor make it roll; a kept
# segment is rolled by its size, not because a quiet week went by.
_EVERY_TOPIC: Final = {"message.timestamp.type": "LogAppendTime"}
_KEPT: Final = {
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "segment.ms": str(365 * _DAY_MS),
}
# Compaction never touches the newest segment: small ones keep what a restart has to read near the number of keys.
_COMPACTED: Final = {"cleanup.policy": "compact", "segment.bytes": str(128 << 20), "segment.ms": str(7 * _DAY_MS)}


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the table. `config` holds the settings that we depend on; all others are the broker's business."""

    base_name: str
    purpose: str
    config: Mapping[str, str]
    one_partition: bool = False  # written by the one aggregator, some hundred keys: one partition keeps its order


def _topic(base_name: str, purpose: str, config: Mapping[str, str], *, one_partition: bool = False) -> Topic:
    return Topic(base_name, purpose, MappingProxyType(_EVERY_TOPIC | dict(config)), one_partition)


def _days(days: int) -> dict[str, str]:
    """Keep for `days`, in segments that are closed often enough to be removed on time."""
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(days * _DAY_MS),
        "segment.ms": str(max(1, days // 12) * 6 * _HOUR_MS),
    }


# Keeps the good record of a key for an hour after a stale worker wrote over it, so that recovery can see it.
_LATE_COMPACTION: Final = {"min.compaction.lag.ms": str(_HOUR_MS)}
_WHOLE_EVENTS: Final = {"max.message.bytes": str(_MAX_MESSAGE_BYTES)}

TABLE: Final = (
    _topic(
        BENEFIT_EVENTS,
        "benefits, groups, municipalities, absence, exemptions, work, corrections",
        _KEPT | _WHOLE_EVENTS,
    ),
    _topic(INTERVIEW_EVENTS, "interviews summoned, moved, cancelled, held and missed", _KEPT | _WHOLE_EVENTS),
    _topic(OFFER_EVENTS, "offers and mentors", _KEPT | _WHOLE_EVENTS),
    _topic(ALERTS, "every change in an alert's life: the truth the inbox is rebuilt from", _KEPT),
    _topic(ALERT_ACTIONS, "what people did with an alert", _KEPT),
    _topic(MUNICIPAL_PARTIALS, "absolute counts of one worker partition; replaced, never added to", _COMPACTED),
    _topic(MUNICIPAL_FIGURES, "summed figures with their revisions", _COMPACTED, one_partition=True),
    _topic(MUNICIPAL_ALERTS, "what is about a municipality", _KEPT, one_partition=True),
    _topic(NOTICES, "breaches of norms, and what was told of them", _KEPT, one_partition=True),
    _topic(DEAD_LETTERS, "refused events with reason and bytes", _days(400) | _WHOLE_EVENTS),
    _topic(CLOCK, "ticks, one a partition", _days(1)),
    _topic(CITIZENS_CHANGELOG, "each citizen's state", _COMPACTED | _WHOLE_EVENTS | _LATE_COMPACTION),
)


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one installation: their full names, and how many partitions and replicas they shall have."""

    prefix: str = ""
    application_id: str = "rettidig-worker"
    partitions: int = 12
    replication_factor: int = 1

    def name(self, base_name: str) -> str:
        """The full name of a topic of the table, e.g. `name(ALERTS)`. Raises KeyError for any other."""
        if base_name not in _BASE_NAMES:
            raise KeyError(f"{base_name} is not in the table of topics")
        return self.prefix + (f"{self.application_id}-{base_name}" if base_name == CITIZENS_CHANGELOG else base_name)

    @property
    def sources(self) -> tuple[str, ...]:
        """The full names of the three topics that events come in on."""
        return tuple(self.name(source) for source in SOURCES)

    @property
    def group(self) -> str:
        """The application's id with the prefix: the consumer group of the workers."""
        return self.prefix + self.application_id

    def partitions_of(self, topic: Topic) -> int:
        """How many partitions this topic shall have."""
        return 1 if topic.one_partition else self.partitions

    def config_of(self, topic: Topic) -> dict[str, str]:
        """The settings this topic shall have. With three replicas or more a write must be on two of them."""
        safe = {"min.insync.replicas": "2"} if self.replication_factor >= 3 else {}
        return dict(topic.config) | safe


_BASE_NAMES: Final = frozenset(topic.base_name for topic in TABLE)
