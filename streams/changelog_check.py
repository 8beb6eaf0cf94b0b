"""Whether a worker of this release could take every partition of the changelog over; reads all of it, keeps nothing, changes nothing.

What stops a takeover is what `streams.engine.merge` would have to read: markers, and of each citizen the record that counts.
A record that cannot be read and that its rightful owner's successor has written over stops nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from streams import clock
from streams.citizen.encoding import decode_outbox, glance
from streams.engine import settlement
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import MARKER_KEY, NOBODY, Owner, Settlement, UnreadableMarkerError
from streams.onlooker import onlooker
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import CITIZENS_CHANGELOG

_AT_A_TIME: Final = 5_000
_ANSWER_S: Final = 10.0
_LOOK_S: Final = 0.2

Progress = Callable[[int, int], None]
"""Hears now and then how many offsets have been passed, of how many."""


class Complaint(NamedTuple):
    """A record that stops a takeover, and why."""

    topic: str
    partition: int
    offset: int
    why: str

    def __str__(self) -> str:
        return f"{self.topic}, partition {self.partition}, offset {self.offset}: {self.why}"


class Checked(NamedTuple):
    """What was seen. `passed` of `whole` offsets; `unmarked`: partitions wholly read that name no owner.

    `impossible`: partition → the offset of its last owner's last marker that lies before what it says is settled, and that.
    """

    passed: int
    whole: int
    complaints: tuple[Complaint, ...]
    cut_off: Mapping[int, int]
    unmarked: frozenset[int]
    impossible: Mapping[int, tuple[int, int]] = MappingProxyType({})

    @property
    def is_whole(self) -> bool:
        """Whether everything was read."""
        return self.passed >= self.whole


@dataclass(slots=True)
class PartitionCheck:
    """One partition while its records go by, in their order. Remembers who was written since the last owner came, some 80 B each."""

    topic: str
    number: int
    owner: Owner = NOBODY.owner
    last: Settlement = NOBODY
    last_at: int = 0
    impossible: tuple[int, int] | None = None
    _writer: Owner = NOBODY.owner
    _stops: list[Complaint] = field(default_factory=list)
    _last: dict[bytes, Complaint] = field(default_factory=dict)
    _written: set[bytes] = field(default_factory=set)

    def take(self, offset: int, key: bytes | None, value: bytes | None) -> None:
        """See a record."""
        if key == MARKER_KEY:
            self._mark(offset, value or b"")
        elif key is None or self._writer < self.owner:
            return
        elif value is None:
            self._written.discard(key)
            self._last.pop(key, None)
        else:
            self._look(offset, key, value)

    def complaints(self) -> list[Complaint]:
        """What would stop a takeover, by offset."""
        return sorted([*self._stops, *self._last.values()], key=lambda each: each.offset)

    def _mark(self, offset: int, value: bytes) -> None:
        try:
            marker = settlement.decode(value)
        except UnreadableMarkerError as error:
            self._stops.append(Complaint(self.topic, self.number, offset, str(error)))
            return
        self._writer = marker.owner
        if marker.owner >= self.owner:
            self.last, self.last_at = marker, offset
        if marker.owner > self.owner:
            self.owner, self.impossible = marker.owner, None
            self._written.clear()
        if marker.owner == self.owner and not marker.is_possible_at(offset):
            self.impossible = offset, marker.settled

    def _look(self, offset: int, key: bytes, value: bytes) -> None:
        before = self._last.pop(key, None)
        complaint = self._complaint(offset, value)
        if key in self._written:  # two records of one owner are compared, whatever comes after them
            self._stops += [each for each in (before, complaint) if each is not None]
        elif complaint is not None:
            self._last[key] = complaint
        self._written.add(key)

    def _complaint(self, offset: int, value: bytes) -> Complaint | None:
        try:
            glance(value)
            decode_outbox(value)
        except UnreadableStateError as error:
            return Complaint(self.topic, self.number, offset, str(error))
        return None


def check(settings: Settings, within_s: float, progress: Progress = lambda _passed, _whole: None) -> Checked:
    """Read the changelog up to its ends as of now, for at most `within_s` seconds. Raises BrokerAway."""
    name = settings.topics.name(CITIZENS_CHANGELOG)
    consumer = onlooker(settings.bootstrap_servers, "rettidig-doctor")
    try:
        return _checked(consumer, name, range(settings.topics.partitions), clock.monotonic() + within_s, progress)
    except KafkaException as error:
        raise BrokerAway(f"{name} could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _checked(consumer: Consumer, name: str, numbers: Iterable[int], until: float, progress: Progress) -> Checked:
    marks = {n: consumer.get_watermark_offsets(TopicPartition(name, n), timeout=_ANSWER_S) for n in numbers}
    checks = {number: PartitionCheck(name, number) for number in marks}
    reached = {number: low for number, (low, _) in marks.items()}
    whole = sum(high - low for low, high in marks.values())
    consumer.assign([TopicPartition(name, number, low) for number, low in reached.items()])
    while (left := sum(max(0, high - reached[n]) for n, (_, high) in marks.items())) and clock.monotonic() < until:
        progress(whole - left, whole)
        for message in consumer.consume(_AT_A_TIME, _LOOK_S):
            _take(message, checks, marks)
        for place in consumer.position([TopicPartition(name, number) for number in reached]):
            reached[place.partition] = max(reached[place.partition], place.offset)
    return Checked(
        passed=whole - left,
        whole=whole,
        complaints=tuple(complaint for each in checks.values() for complaint in each.complaints()),
        cut_off={number: low for number, (low, _) in marks.items() if low > 0},
        unmarked=frozenset(n for n, each in checks.items() if each.owner == NOBODY.owner and reached[n] >= marks[n][1]),
        impossible={number: each.impossible for number, each in checks.items() if each.impossible is not None},
    )


def _take(message: Message, checks: Mapping[int, PartitionCheck], marks: Mapping[int, tuple[int, int]]) -> None:
    number, offset = message.partition() or 0, message.offset() or 0
    if message.error() is None and offset < marks[number][1]:
        checks[number].take(offset, message.key(), message.value())
