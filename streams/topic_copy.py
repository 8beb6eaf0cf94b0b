"""Copies what came from outside, events and people's actions, to another installation's topics; knows no event.

So the number of partitions can be chosen anew: it can't be changed in place, because a citizen's events, state and alerts
stand in partitions of one number, and that number follows from how many there are. Everything else is worked out again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from streams import clock, topic_admin
from streams.intake import person_number
from streams.intake.sender import Sender
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topic_ends import EndReader, EndsUnknownError
from streams.topics import ALERT_ACTIONS, SOURCES, Topics

COPIED: Final = (*SOURCES, ALERT_ACTIONS)
_ANSWER_S: Final = 5.0
_AT_ONCE: Final = 5_000


class NothingToCopy(Exception):
    """There are no topics to copy from, or they are those to copy to."""


@dataclass(slots=True)
class Copied:
    """What became of the records. `taken`: by full name of the topic they went to; `kept_back`: had a person number."""

    taken: Counter[str] = field(default_factory=Counter)
    kept_back: int = 0


def copy(bootstrap: str, old: Topics, new: Topics, patience_s: float = 60.0) -> Copied:
    """Copy everything up to the ends as of now; in the order of the old partitions, so a citizen's records stay in order.

    To do so again is harmless: events and actions carry their ids. Raises NothingToCopy, NotDelivered and BrokerAway: at once
    for a broker that does not answer at all, after `patience_s` for one that falls silent on the way.
    """
    if old.prefix == new.prefix:
        raise NothingToCopy("the topics to copy from are those to copy to: set RETTIDIG_TOPIC_PREFIX to the new ones")
    copied, goals = Copied(), {old.name(base_name): new.name(base_name) for base_name in COPIED}
    try:
        places = _places(topic_admin.connect(bootstrap), sorted(goals))
        sender = Sender(bootstrap, patience_s, copied.taken)
        sender.require(*goals.values())
        for message in _everything(bootstrap, places, patience_s):
            key, value = message.key(), message.value()
            if person_number.in_message(key, value, message.headers() or ()):
                copied.kept_back += 1
                continue
            sender.send(goals[message.topic()], key, value)
    except KafkaException as error:
        raise BrokerAway(f"no Kafka broker answered at {bootstrap}: {error.args[0].str()}") from error
    except EndsUnknownError as error:
        raise BrokerAway(f"the broker at {bootstrap} did not say where its topics end: {error}") from error
    sender.finish()
    return copied


def _everything(bootstrap: str, places: list[tuple[str, int]], patience_s: float) -> Iterator[Any]:
    """All messages of these partitions from their beginnings to their ends as of now."""
    ends = EndReader(bootstrap).read(places)
    reader = onlooker(bootstrap, "rettidig-copy", {"auto.offset.reset": "earliest"})
    try:
        begins = {place: _begin(reader, place) for place in ends}
        left = {place: end for place, end in ends.items() if end > begins[place]}
        reader.assign([TopicPartition(*place, begins[place]) for place in left])
        heard_at = clock.monotonic()
        while left:
            messages = reader.consume(_AT_ONCE, _ANSWER_S)
            if messages:
                heard_at = clock.monotonic()
            elif clock.monotonic() - heard_at > patience_s:
                raise BrokerAway(f"nothing came from {bootstrap} for {patience_s:.0f} s. To begin again is harmless")
            for message in messages:
                place = message.topic(), message.partition()
                if message.error() is None and place in left and message.offset() < ends[place]:
                    yield message
            positions = reader.position([TopicPartition(*place) for place in left])
            left = {
                (each.topic, each.partition): ends[each.topic, each.partition]
                for each in positions
                if each.offset < ends[each.topic, each.partition]
            }
    finally:
        reader.close()


def _begin(reader: Consumer, place: tuple[str, int]) -> int:
    begin: int = reader.get_watermark_offsets(TopicPartition(*place), timeout=_ANSWER_S)[0]
    return begin


def _places(admin: AdminClient, names: list[str]) -> list[tuple[str, int]]:
    there = admin.list_topics(timeout=_ANSWER_S).topics
    missing = [name for name in names if name not in there]
    if missing:
        raise NothingToCopy(f"no such topic: {', '.join(missing)}; --from-prefix names the topics to copy from")
    return [(name, number) for name in names for number in there[name].partitions]
