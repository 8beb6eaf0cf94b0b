"""Gathers what was read from the topics until it is stored: alerts and actions by alert, facts by citizen, and how far.

Knows the bytes of Kafka and nothing of where they go. Many messages of one alert become one entry here, so that a rebuild
stores each alert once.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from alerts.inbox.action_message import decode_action
from alerts.inbox.alert_message import citizen_of, decode_alert
from alerts.inbox.entry import Entry
from alerts.inbox.fold import EMPTY, with_actions, with_telling
from alerts.unreadable import UnreadableMessageError
from rules.facts import Fact
from streams.citizen.encoding import decode_facts
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import MARKER_KEY
from streams.topics import ALERT_ACTIONS, ALERTS, CITIZENS_CHANGELOG

FOLLOWED: Final = (ALERTS, ALERT_ACTIONS, CITIZENS_CHANGELOG)
"""What is kept in Redis; of each, a citizen's records are in the partition of one number."""
_LEVEL: Final = 1

_facts_decoder: Final = msgspec.msgpack.Decoder(tuple[Fact, ...])


class Source(NamedTuple):
    """A partition of a topic, by the topic's name in the table."""

    topic: str
    partition: int

    def field(self) -> str:
        """How it is named in the hash of offsets."""
        return f"{self.topic}:{self.partition}"


class Read(NamedTuple):
    """A record as it was read. `appended_ms`: when the broker appended it."""

    source: Source
    offset: int
    key: bytes | None
    value: bytes | None
    appended_ms: int = 0


class Gathering:
    """What was read and is not stored yet.

    - `entries`: what the records say, by alert; to be merged with what is stored.
    - `facts`: packed facts by citizen; None: nothing is known any more.
    - `reached`: the next offset of each source.
    - `unreadable`: (topic, reason), and how many records each kept out.
    - `by_topic`: how many records there were; `appended_ms`: of each alert, when its last record was appended.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.facts: dict[str, bytes | None] = {}
        self.reached: dict[Source, int] = {}
        self.unreadable: Counter[tuple[str, str]] = Counter()
        self.by_topic: Counter[str] = Counter()
        self.appended_ms: dict[str, int] = {}

    @property
    def records(self) -> int:
        """How many were read."""
        return self.by_topic.total()

    def take(self, records: Iterable[Read]) -> None:
        """Take in records, those of each source in their order."""
        for source, offset, key, value, appended_ms in records:
            self.by_topic[source.topic] += 1
            self.reached[source] = offset + 1
            try:
                about = self._take(source.topic, key or b"", value)
            except (UnreadableMessageError, UnreadableStateError) as error:
                self.unreadable[source.topic, str(error)] += 1
                continue
            if about is not None:
                self.appended_ms[about] = appended_ms

    def unreadable_by_topic(self) -> Counter[str]:
        """How many records of each topic could not be read."""
        found: Counter[str] = Counter()
        for (topic, _), records in self.unreadable.items():
            found[topic] += records
        return found

    def _take(self, topic: str, key: bytes, value: bytes | None) -> str | None:
        """The alert that the record is about, if it is about one."""
        if topic == CITIZENS_CHANGELOG:
            if key != MARKER_KEY:
                self.facts[key.decode()] = pack(decode_facts(value)) if value else None
            return None
        if topic == ALERTS:
            telling = decode_alert(value or b"")
            if citizen_of(telling.alert_id) != telling.citizen:
                raise UnreadableMessageError("an alert's name is of another citizen than its message")
            known = self.entries.get(telling.alert_id)
            self.entries[telling.alert_id] = Entry(telling) if known is None else with_telling(known, telling)
            return telling.alert_id
        action = decode_action(value or b"")
        known = self.entries.get(action.alert_id, EMPTY)
        self.entries[action.alert_id] = with_actions(known, (action,))
        return action.alert_id


def pack(facts: bytes) -> bytes | None:
    """Facts as they are stored: half their size; None for no facts at all."""
    return None if facts == _NO_FACTS else zlib.compress(facts, _LEVEL)


def unpack(stored: bytes) -> tuple[Fact, ...]:
    """The facts in what is stored."""
    return _facts_decoder.decode(zlib.decompress(stored))


_NO_FACTS: Final = msgspec.msgpack.encode(())
