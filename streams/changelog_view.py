"""One citizen as the workers' changelog has them, found by the rule by which a worker would; reads one partition, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from msgspec.structs import replace

from rules.facts import Fact
from rules.settle import by_time
from streams import clock
from streams.citizen.form import FORM
from streams.citizen.state import CitizenState
from streams.engine.merge import Merge
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import MARKER_KEY, Settlement
from streams.onlooker import onlooker
from streams.partitioning import partition_of
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import CITIZENS_CHANGELOG

_AT_A_TIME: Final = 2_000
_ANSWER_S: Final = 60.0
_LOOK_S: Final = 0.1
_THERE_S: Final = 10.0
"""A broker that does not say within so long what it has is away."""


class OtherPartitionsError(RuntimeError):
    """A topic has another number of partitions than the settings say, or is missing (it has none then)."""


class Row(NamedTuple):
    """A record with what a merge reads of it."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


class View(NamedTuple):
    """What the changelog says. `settlement`: the partition's last marker; `end`: its next offset; `impossible`: see Merge.

    Of a citizen who is in it: the state, the messages that may not have been told, where the record stands, its bytes, and
    the state version that it was written by.
    """

    number: int
    settlement: Settlement
    end: int
    state: CitizenState | None = None
    outbox: Sequence[bytes] = ()
    offset: int | None = None
    value: bytes = b""
    version: int | None = None
    impossible: int | None = None


def view(settings: Settings, citizen: str, number: int) -> View:
    """Read partition `number` to its end. Raises BrokerAway, OtherPartitionsError, UnreadableStateError, UnreadableMarkerError."""
    name, key = settings.topics.name(CITIZENS_CHANGELOG), citizen.encode()
    merge = Merge(number, FORM)
    consumer = onlooker(settings.bootstrap_servers, "rettidig-inspect")
    try:
        refuse_other_partitions(consumer, name, settings.topics.partitions)
        end = _read(consumer, TopicPartition(name, number), key, merge)
    except KafkaException as error:
        raise BrokerAway(f"{name} could not be read: {error.args[0].str()}") from error
    finally:
        consumer.close()
    value = merge.values.get(key)
    if value is None:
        return View(number, merge.settlement, end, impossible=merge.impossible)
    offset = merge.written_at[key]
    try:
        state, outbox = FORM.decode(value)
    except UnreadableStateError as error:
        raise UnreadableStateError(f"{name}: partition {number} of the changelog, offset {offset}: {error}") from error
    untold = () if offset < merge.settlement.settled else outbox
    joined, (version, *_) = _joined(state, merge.joins.get(key, ())), msgspec.msgpack.decode(value)
    return View(number, merge.settlement, end, joined, untold, offset, value, version, merge.impossible)


def refuse_other_partitions(consumer: Consumer, name: str, expected: int) -> None:
    """With another number of partitions a citizen would be looked for where they are not. Raises OtherPartitionsError."""
    found = len(consumer.list_topics(name, timeout=_THERE_S).topics[name].partitions)
    if not found:
        is_ours = name.endswith(CITIZENS_CHANGELOG)  # the one topic whose name holds the application's
        variables = ("RETTIDIG_APPLICATION_ID and " if is_ours else "") + "RETTIDIG_TOPIC_PREFIX"
        raise OtherPartitionsError(
            f"{name} is missing. Remedy: `rettidig topics create`; were the topics made, look at {variables}"
        )
    if found != expected:
        raise OtherPartitionsError(
            f"{name} has {found} partitions, expected {expected}. Remedy: give this command the RETTIDIG_PARTITIONS, "
            "RETTIDIG_TOPIC_PREFIX and RETTIDIG_APPLICATION_ID of the workers; `rettidig topics check` compares"
        )


def _read(consumer: Consumer, place: TopicPartition, key: bytes, merge: Merge) -> int:
    """Give the merge the markers and one citizen's records; the end up to which was read."""
    low, high = consumer.get_watermark_offsets(place, timeout=_ANSWER_S)
    consumer.assign([TopicPartition(place.topic, place.partition, low)])
    deadline = clock.monotonic() + _ANSWER_S
    reached = low
    while reached < high:
        if clock.monotonic() > deadline:
            raise BrokerAway(f"{place.topic} could not be read to its end within {_ANSWER_S:.0f} s")
        sound = [message for message in consumer.consume(_AT_A_TIME, _LOOK_S) if message.error() is None]
        merge.absorb(_row(message) for message in sound if message.key() in (MARKER_KEY, key))
        reached = max([reached, *((message.offset() or 0) + 1 for message in sound[-1:])])
        reached = max(reached, *(each.offset for each in consumer.position([place])))
    return int(high)


def _row(message: Message) -> Row:
    return Row(message.offset() or 0, message.timestamp()[1], message.key(), message.value())


def _joined(state: CitizenState, more: Sequence[Fact]) -> CitizenState:
    """The state with the facts of another record that it would have hidden."""
    known = {fact.id for fact in state.facts}
    news = {fact.id: fact for fact in more if fact.id not in known}
    return replace(state, facts=tuple(sorted([*state.facts, *news.values()], key=by_time))) if news else state


def kept_state(settings: Settings, citizen: str) -> CitizenState | None:
    """The citizen's last state, None where the workers know nothing of them. Raises BrokerAway, UnreadableStateError."""
    return view(settings, citizen, partition_of(citizen, settings.topics.partitions)).state
