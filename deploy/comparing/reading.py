"""Reads one partition of all topics as of one moment (see cut.py); knows Kafka, and what records say only as far as it must.

It joins no group, commits nothing and changes nothing. In memory is one partition at a time: its events as facts, its states
as bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import KafkaException, Message, TopicPartition

from deploy.comparing import told
from deploy.comparing.cut import Cut, Event, Kept, Offsets
from deploy.comparing.figures import Published
from rules.civil import Instant
from streams import clock
from streams.changelog_view import Row, refuse_other_partitions
from streams.citizen.form import FORM
from streams.engine.merge import Merge
from streams.engine.ticks import HeldTick, UnreadableTickError, decode_tick
from streams.intake.decode import Accepted, decode
from streams.municipality.records import UnreadablePartialError
from streams.onlooker import onlooker
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import ALERTS, CITIZENS_CHANGELOG, CLOCK, MUNICIPAL_PARTIALS, SOURCES

_AT_A_TIME: Final = 5_000
_LOOK_S: Final = 0.02
_ANSWER_S: Final = 30.0
_SILENCE_S: Final = 60.0
_TICKS: Final = 2_000
"""The tick is looked for from the newest backwards, so many at a time."""

Progress = Callable[[int], None]
"""Hears how many records were read since it heard last."""


class Range(NamedTuple):
    """Where a partition of a topic begins now, and its next offset."""

    topic: str
    number: int
    low: int
    high: int


class Reader:
    """Looks at one installation. Raises BrokerAway wherever it reads, and OtherPartitionsError when it is made."""

    def __init__(self, settings: Settings, progress: Progress = lambda _read: None) -> None:
        self._topics, self._progress = settings.topics, progress
        as_workers_read = {
            "fetch.wait.max.ms": 10,
            "isolation.level": "read_uncommitted",
        }  # a sender may have transactions
        self._consumer = onlooker(settings.bootstrap_servers, "rettidig-compare", as_workers_read)
        self._group = onlooker(settings.bootstrap_servers, settings.topics.group)
        try:
            for base_name in (*SOURCES, CITIZENS_CHANGELOG, ALERTS, MUNICIPAL_PARTIALS, CLOCK):
                refuse_other_partitions(self._consumer, self._topics.name(base_name), self._topics.partitions)
        except KafkaException as error:
            raise _away(error) from error

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()
        self._group.close()

    def size(self, numbers: Sequence[int]) -> int:
        """About how many events these partitions hold."""
        try:
            ranges = [self._range(source, number) for source in SOURCES for number in numbers]
        except KafkaException as error:
            raise _away(error) from error
        return sum(each.high - each.low for each in ranges)

    def cut(self, number: int) -> Cut:
        """Partition `number` as it stands. Raises UnreadableStateError and UnreadableMarkerError, with the place."""
        try:
            return self._cut(number)
        except KafkaException as error:
            raise _away(error) from error

    def _cut(self, number: int) -> Cut:
        """In the order that makes it one moment."""
        early = self._range(ALERTS, number).high
        done = self._committed(number)
        partials, ticks = self._range(MUNICIPAL_PARTIALS, number), self._range(CLOCK, number)
        published, complaints = self._published(partials)
        changelog = self._range(CITIZENS_CHANGELOG, number)
        merge = self._merged(changelog)
        sources = [self._range(source, number) for source in SOURCES]
        covered, newest = self._tick(ticks, published.as_of)
        cut = Cut(number, done, tuple(each.high for each in sources), covered, newest, merge.settlement, published)
        cut.begins = {each.topic: each.low for each in (*sources, changelog) if each.low}
        cut.unreadable = complaints
        if cut.begins:
            return cut  # what is left says nothing
        cut.states = {
            key.decode(errors="replace"): Kept(value, merge.written_at[key], tuple(merge.joins.get(key, ())))
            for key, value in merge.values.items()
        }
        for topic, source in enumerate(sources):
            self._take_events(cut, topic, source)
        alerts = self._range(ALERTS, number)
        cut.alerts_begin = alerts.low
        self._take_alerts(cut, alerts, early)
        return cut

    # -- what each topic says -----------------------------------------------------------------------------------------

    def _published(self, where: Range) -> tuple[Published, list[str]]:
        published, complaints = Published(), []
        for message in self._records(where):
            try:
                if (value := message.value()) is not None:
                    published.take(message.key() or b"", value)
            except (UnreadablePartialError, ValueError):
                complaints.append(_place(message))
        return published, complaints

    def _merged(self, where: Range) -> Merge:
        """The records that count, by the rule by which a worker finds them."""
        merge = Merge(where.number, FORM)
        for message in self._records(where):
            merge.absorb((Row(message.offset() or 0, message.timestamp()[1], message.key(), message.value()),))
        return merge

    def _take_events(self, cut: Cut, topic: int, where: Range) -> None:
        for message in self._records(where):
            intake = decode(SOURCES[topic], message.key(), message.value(), message.headers())
            if isinstance(intake, Accepted):
                event = Event(topic, message.offset() or 0, intake.fact)
                cut.events.setdefault(intake.citizen, []).append(event)
            else:
                cut.refused += 1

    def _take_alerts(self, cut: Cut, where: Range, early: int) -> None:
        for message in self._records(where):
            try:
                citizen, alert, word = told.read(message.value() or b"", is_early=(message.offset() or 0) < early)
            except (msgspec.MsgspecError, ValueError):
                cut.unreadable.append(_place(message))
                continue
            cut.told.setdefault(citizen, told.Told()).take(alert, word)

    def _tick(self, where: Range, at: Instant | None) -> tuple[Offsets | None, Instant | None]:
        """The ends in the tick at an instant, or in the newest before it that is kept, and the newest tick's instant.

        Of two clocks' ticks of one instant the lesser ends: so far every partition had come that judged by either.
        """
        newest, high = None, where.high
        while high > where.low:
            low = max(where.low, high - _TICKS)
            ticks = list(self._ticks(where._replace(low=low, high=high)))
            newest = max([*([newest] if newest is not None else []), *(tick.at for tick in ticks)], default=None)
            before = [tick for tick in ticks if at is not None and tick.at <= at]
            if before:
                last = max(tick.at for tick in before)
                return tuple(map(min, zip(*(tick.ends for tick in before if tick.at == last), strict=True))), newest
            high = low if at is not None else where.low
        return None, newest

    def _ticks(self, where: Range) -> Iterator[HeldTick]:
        for message in self._records(where):
            try:
                yield decode_tick(message.value(), self._topics.sources, message.offset() or 0)
            except UnreadableTickError:
                continue

    # -- asking -------------------------------------------------------------------------------------------------------

    def _range(self, base_name: str, number: int) -> Range:
        name = self._topics.name(base_name)
        low, high = self._consumer.get_watermark_offsets(TopicPartition(name, number), timeout=_ANSWER_S)
        return Range(name, number, low, high)

    def _committed(self, number: int) -> Offsets:
        """What the workers have noted as done, as next offsets; 0 where they have noted nothing."""
        asked = [TopicPartition(source, number) for source in self._topics.sources]
        found = {each.topic: max(0, each.offset) for each in self._group.committed(asked, timeout=_ANSWER_S)}
        return tuple(found[source] for source in self._topics.sources)

    def _records(self, where: Range) -> Iterator[Message]:
        """The records of a range, in their order. Raises BrokerAway when none comes any more."""
        place = TopicPartition(where.topic, where.number, where.low)
        reached, heard_at = where.low, clock.monotonic()
        if reached < where.high:
            self._consumer.assign([place])
        while reached < where.high:
            sound = [message for message in self._consumer.consume(_AT_A_TIME, _LOOK_S) if message.error() is None]
            for message in sound:
                if (message.offset() or 0) < where.high:
                    yield message
            before, reached = reached, max(reached, *self._positions(place), *_after(sound[-1:]))
            if reached > before:
                heard_at = clock.monotonic()
                self._progress(min(reached, where.high) - before)
            elif clock.monotonic() > heard_at + _SILENCE_S:
                raise BrokerAway(
                    f"{where.topic}: nothing came of partition {where.number} for {_SILENCE_S:.0f} s, at offset {reached} "
                    f"of {where.high}. Remedy: see that Kafka runs (`rettidig doctor`), and ask again"
                )

    def _positions(self, place: TopicPartition) -> list[int]:
        """How far was read, also over offsets that are no records."""
        return [each.offset for each in self._consumer.position([place])]


def _after(messages: Sequence[Message]) -> list[int]:
    return [(message.offset() or 0) + 1 for message in messages]


def _place(message: Message) -> str:
    return f"{message.topic()}, partition {message.partition()}, offset {message.offset()}"


def _away(error: KafkaException) -> BrokerAway:
    return BrokerAway(
        f"the topics could not be read: {error.args[0].str()}. Remedy: see that Kafka runs and that "
        "RETTIDIG_BOOTSTRAP_SERVERS names it (`rettidig doctor`)"
    )
