"""The courier alone: what it sends in which order, and how long it lets gather what nobody waits for; the broker is a list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords

from streams.engine.courier import BUSY_PATIENCE, MOST_WAITING, Courier, OutTopics, Road
from streams.engine.partition import Partition
from streams.engine.settlement import MARKER_KEY, NOBODY, LaterOwnerError, Ownership, Settlement, encode
from tests.streams.engine import toy
from tests.streams.engine.toy import HOUR, START, TOPICS, event, fact

OUT = OutTopics("changelog", "alerts", "dead-letters", "figures")
NEVER_S = 3_600.0
MOST = 5


class Sent(NamedTuple):
    topic: str
    keys: list[bytes | None]


class Appended(NamedTuple):
    offset: int


@dataclass
class Broker:
    """Takes real batches as aiokafka's producer would, and acknowledges them when `answers` is set."""

    sent: list[Sent] = field(default_factory=list)
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    offsets: dict[str, int] = field(default_factory=dict)

    def create_batch(self) -> BatchBuilder:
        return BatchBuilder(1 << 16, 0)

    async def send_batch(self, batch: BatchBuilder, topic: str, *, partition: int) -> asyncio.Future[Any]:
        self.sent.append(Sent(topic, [record.key for record in records_in(batch)]))
        first = self.offsets.get(topic, 0)
        self.offsets[topic] = first + batch.record_count()

        async def acknowledged() -> Any:
            await self.answers.wait()
            return Appended(first)

        return asyncio.ensure_future(acknowledged())

    @property
    def topics(self) -> list[str]:
        return [each.topic for each in self.sent]


def records_in(batch: BatchBuilder) -> Iterator[Any]:
    """What a broker would read in it."""
    records = MemoryRecords(bytes(batch._build()))
    while records.has_next():
        yield from records.next_batch()


async def proven() -> None:
    """We are always a member."""


@asynccontextmanager
async def running(
    patience_s: float, prove: Callable[[], Awaitable[None]] = proven, waiting: int = MOST_WAITING
) -> AsyncIterator[tuple[Courier, Broker]]:
    broker = Broker()
    broker.answers.set()
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    courier = Courier(
        partition, Ownership(NOBODY, 1, 0), OUT, Road(broker, _nothing, patience_s, MOST, waiting), toy.Watch()
    )
    task = asyncio.create_task(courier.run(prove))
    await turns()
    yield courier, broker
    task.cancel()


async def _nothing(_number: int, _offsets: range) -> list[tuple[bytes, bytes | None]]:
    return []


async def turns(count: int = 20) -> None:
    """Let everything that can go on go on."""
    for _ in range(count):
        await asyncio.sleep(0)


def judge(courier: Courier, number: int, hours: int) -> None:
    ends = courier.partition.positions
    courier.partition.hold([toy.tick(number, START + hours * HOUR, *ends)])
    tick = courier.partition.ripe()
    assert tick is not None
    assert not courier.partition.step_due(tick, lambda: True)
    courier.partition.finish(tick)


async def test_the_state_goes_first_and_what_is_told_only_when_it_is_acknowledged() -> None:
    async with running(NEVER_S) as (courier, broker):
        broker.answers.clear()
        courier.partition.apply(0, [event(0, "anna", fact("a", START))])
        judge(courier, 0, 1)
        courier.wake()
        await turns()
        assert broker.sent == [("changelog", [MARKER_KEY, b"anna"])]
        assert courier.committable is None
        broker.answers.set()
        await turns()
        assert broker.topics == ["changelog", "alerts", "figures"]
        assert courier.committable is not None
        assert courier.committable.positions == (1, 0, 0)
        assert courier.is_idle


async def test_what_nobody_waits_for_gathers_and_a_citizen_who_changed_twice_is_written_once() -> None:
    async with running(NEVER_S) as (courier, broker):
        for offset in range(3):
            courier.partition.apply(0, [event(offset, "anna", fact(f"f{offset}", START))])
            courier.wake()
            await turns()
        assert broker.sent == []
        assert not courier.is_idle
        await courier.idle()
        assert broker.sent == [("changelog", [MARKER_KEY, b"anna"])]
        assert courier.committable is not None
        assert courier.committable.positions == (3, 0, 0)


async def test_what_came_after_the_tick_stays_behind_when_alerts_go_and_so_do_its_offsets() -> None:
    async with running(NEVER_S) as (courier, broker):
        courier.partition.apply(0, [event(0, "anna", fact("a", START))])
        judge(courier, 0, 1)
        courier.partition.apply(0, [event(1, "bo", fact("b", START + 2 * HOUR))])
        courier.wake()
        await turns()
        assert [each.keys for each in broker.sent if each.topic == "changelog"] == [[MARKER_KEY, b"anna"]]
        assert broker.topics == ["changelog", "alerts", "figures"]
        assert courier.committable is not None
        assert courier.committable.positions == (0, 0, 0)
        assert courier.committable.clock_position == 1
        assert not courier.is_idle
        judge(courier, 1, 3)
        courier.wake()
        await turns()
        assert broker.sent[3] == ("changelog", [MARKER_KEY, b"bo"]), "judged by then, it is written once"
        assert courier.committable.positions == (2, 0, 0)
        assert courier.is_idle


async def test_what_stays_behind_goes_when_patience_ends_however_much_is_told_meanwhile() -> None:
    async with running(NEVER_S) as (courier, broker):
        for number in range(3):
            courier.partition.apply(0, [event(number, f"c{number}", fact("f", START + 5 * HOUR))])
            judge(courier, number, 1 + number)
            courier.wake()
            if number == 2:
                assert courier._alarm is not None, "from the first event on, and not put off by what is told"
                courier._lose_patience()
            await turns()
        written = [each.keys for each in broker.sent if each.topic == "changelog"]
        assert written == [[MARKER_KEY], [MARKER_KEY, b"c0", b"c1", b"c2"]]
        assert courier.committable is not None
        assert courier.committable.positions == (3, 0, 0)
        assert courier.is_idle


async def test_patience_ends() -> None:
    async with running(patience_s=0) as (courier, broker):
        courier.partition.apply(0, [event(0, "anna", fact("a", START))])
        courier.wake()
        await courier._idle.wait()
        assert broker.topics == ["changelog"]


async def test_patience_is_longer_while_a_tick_is_there_that_will_judge_what_gathers_but_it_ends() -> None:
    async with running(NEVER_S) as (courier, broker):
        courier.partition.apply(0, [event(0, "anna", fact("a", START))])
        courier.partition.hold([toy.tick(0, START + HOUR, 1, 0, 0)])
        courier.wake()
        for _ in range(BUSY_PATIENCE - 1):
            courier._lose_patience()
            await turns()
        assert broker.sent == [], "judged in a moment, it is written once"
        courier._lose_patience()
        await turns()
        assert broker.sent == [("changelog", [MARKER_KEY, b"anna"])], "a worker that is always behind commits, too"
        assert courier.is_idle
        courier.partition.apply(0, [event(1, "bo", fact("b", START))])
        courier.wake()
        courier._lose_patience()
        await turns()
        assert len(broker.sent) == 1, "and the next waits as long"


async def test_offsets_that_move_without_a_change_are_committable_after_a_while_too() -> None:
    async with running(patience_s=0) as (courier, broker):
        courier.partition.skip_to(1, 7)
        courier.wake()
        await courier._idle.wait()
        assert broker.sent == [("changelog", [MARKER_KEY])], "the changelog knows an owner before anything is committed"
        assert courier.committable is not None
        assert courier.committable.positions == (0, 7, 0)
        courier.partition.skip_to(1, 8)
        courier.wake()
        await courier._idle.wait()
        assert len(broker.sent) == 1


@pytest.mark.parametrize("more", [0, 1], ids=["as many as may gather", "one more"])
async def test_so_much_may_gather_and_no_more(more: int) -> None:
    async with running(NEVER_S) as (courier, broker):
        rows = [event(i, f"c{i}", fact("f", START)) for i in range(MOST + more)]
        courier.partition.apply(0, rows)
        courier.wake()
        await turns()
        assert bool(broker.sent) is bool(more)


async def test_a_letter_waits_for_nothing() -> None:
    async with running(NEVER_S) as (courier, broker):
        courier.partition.apply(0, [toy.Row(0, b"anna", b"nonsense")])
        courier.wake()
        await turns()
        assert broker.topics == ["changelog", "dead-letters"], "an owner says first that it is there"


async def test_who_waits_for_room_is_let_on_when_what_gathered_is_away() -> None:
    async with running(NEVER_S, waiting=1) as (courier, broker):
        courier.partition.apply(0, [event(0, "anna", fact("a", START)), event(1, "bo", fact("b", START))])
        await courier.room()
        assert broker.topics == ["changelog"]
        assert courier.partition.journal.load == 0


async def test_a_leave_writes_down_how_far_all_is_settled() -> None:
    async with running(NEVER_S) as (courier, broker):
        courier.partition.apply(0, [event(0, "anna", fact("a", START))])
        await courier.settle(proven)
        assert broker.sent == [("changelog", [MARKER_KEY, b"anna"]), ("changelog", [MARKER_KEY])]
        assert courier.book.is_marked


@pytest.mark.parametrize(
    ("marker", "is_later", "intruders"),
    [
        (Settlement(999, 9, 5, START), True, 2),
        (Settlement(1, 2, 5, START), True, 2),
        (Settlement(1, 1, 5, START), False, 0),
        (Settlement(0, 7, 5, START), False, 2),
        (None, False, 2),
    ],
    ids=["a later epoch", "a later generation", "our own", "one before us", "unreadable"],
)
async def test_the_word_of_a_later_owner_is_never_written_over(
    marker: Settlement | None, is_later: bool, intruders: int
) -> None:
    """Whoever reads the changelog next believes that owner, so nothing may be committed on the strength of what we write.

    Our own is a copy of a batch that was tried again: written over, but nobody's intrusion.
    """
    broker = Broker()
    broker.answers.set()
    broker.offsets["changelog"] = 2  # somebody wrote where we believed the end

    async def written(_number: int, _offsets: range) -> list[tuple[bytes, bytes | None]]:
        return [(MARKER_KEY, encode(marker) if marker else b"?"), (b"anna", b"theirs")]

    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    watch = toy.Watch()
    courier = Courier(partition, Ownership(NOBODY, 1, 0), OUT, Road(broker, written, 0.0, MOST), watch)
    partition.apply(0, [event(0, "anna", fact("a", START))])
    courier.wake()
    carrying = asyncio.create_task(courier.run(proven))
    await turns()
    assert watch.foreign == intruders
    if is_later:
        with pytest.raises(LaterOwnerError, match="later owner"):
            await carrying
        assert courier.committable is None
        assert len(broker.sent) == 1
    else:
        assert courier.committable is not None
        assert [each.keys for each in broker.sent].count([MARKER_KEY, b"anna"]) == 2, "ours is the last word"
        carrying.cancel()
