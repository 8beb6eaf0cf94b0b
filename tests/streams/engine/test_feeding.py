"""Slices of work: others get their turn between them, what was judged first is told first, and how far records may come."""

from __future__ import annotations

import asyncio

import pytest

from streams import clock
from streams.engine import feeding
from streams.engine.feeding import closed, room
from streams.engine.partition import Partition
from tests.streams.engine import toy
from tests.streams.engine.test_courier import NEVER_S, running, turns
from tests.streams.engine.toy import HOUR, START, TOPICS, Row, event, fact

CITIZENS = 25


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock, of which there is one a citizen, takes a tenth of a slice."""
    reading = [100.0]

    def monotonic() -> float:
        reading[0] += feeding.SLICE_S / 10
        return reading[0]

    monkeypatch.setattr(clock, "monotonic", monotonic)


@pytest.mark.usefixtures("slow")
async def test_what_a_long_tick_judges_first_is_told_before_its_last_is_judged() -> None:
    async with running(NEVER_S) as (courier, broker):
        partition = courier.partition
        partition.apply(0, [event(i, f"c{i:02d}", fact("f", START)) for i in range(CITIZENS)])
        partition.hold([toy.tick(0, START + HOUR, *partition.positions)])
        await feeding.judge(courier, lambda: True)
        assert "alerts" in broker.topics
        assert "figures" not in broker.topics, "which are as of the whole tick"
        await turns()
        assert sum(len(each.keys) for each in broker.sent if each.topic == "alerts") == CITIZENS
        assert broker.topics[-1] == "figures"


async def test_short_ticks_of_many_partitions_are_judged_in_one_turn_so_that_they_are_sent_together() -> None:
    async with running(NEVER_S) as (courier, broker):
        partition, passed = courier.partition, list[int]()
        partition.apply(0, [event(0, "anna", fact("f", START))])
        partition.hold([toy.tick(0, START + HOUR, *partition.positions)])
        bystander = asyncio.create_task(_counting(passed))
        await feeding.judge(courier, lambda: True)
        assert not passed
        assert not broker.sent
        bystander.cancel()


async def _counting(passed: list[int]) -> None:
    while True:
        passed.append(1)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("ends", "reach"),
    [((4, 0, 0), [5, 0, 0]), ((5, 0, 0), [5, 0, 0]), ((7, 0, 2), [7, 0, 2])],
    ids=["its barrier lies behind", "its barrier is here", "its barrier lies ahead"],
)
def test_a_new_owner_takes_in_nothing_from_behind_the_last_tick_before_it_has_handled_that(
    ends: tuple[int, int, int], reach: list[int]
) -> None:
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    partition.begin((5, 0, 0), 8, reads_again=True)
    assert rooms(partition) == [5, 0, 0], "the tick is not read yet"
    partition.hold([toy.tick(8, START, *ends), toy.tick(9, START + HOUR, 90, 90, 90)])
    assert rooms(partition) == reach
    assert closed(partition) == [topic for topic, position in enumerate((5, 0, 0)) if reach[topic] == position]
    for topic, position in enumerate(reach):
        partition.skip_to(topic, position)
    tick = partition.ripe()
    assert tick is not None
    assert not partition.step_due(tick, lambda: True)
    partition.finish(tick)
    assert partition.clock == START
    assert rooms(partition) == [None, None, None]
    assert closed(partition) == []


def test_where_a_topic_has_lost_records_a_new_owner_goes_on_to_the_tick_that_says_so() -> None:
    """The ends of the tick before will never be reached; whoever waited for them would wait for ever."""
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    partition.begin((5, 0, 0), 8, reads_again=True)
    partition.hold([toy.tick(8, START, 7, 1, 0)])
    assert rooms(partition) == [7, 1, 0]
    partition.hold([toy.tick(9, START + HOUR, 6, 3, 0), toy.tick(10, START + 2 * HOUR, 9, 4, 0)])
    assert rooms(partition) == [6, 3, 0]


@pytest.mark.parametrize(
    ("reads_again", "row"), [(False, None), (True, Row(8, None, b"{}"))], ids=["none was there", "it can't be read"]
)
def test_without_a_last_tick_a_new_owner_waits_for_none(reads_again: bool, row: Row | None) -> None:
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    partition.begin((5, 0, 0), 8, reads_again=reads_again)
    if row is not None:
        partition.hold([row])
    assert rooms(partition) == [None, None, None]
    assert closed(partition) == []


def test_who_is_judged_anew_by_another_law_does_not_keep_the_news_waiting() -> None:
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    partition.apply(0, [event(0, "anna", fact("a", START))])
    partition.judge_anew(1)
    partition.begin((1, 0, 0), 8, reads_again=True)
    assert rooms(partition) == [None, None, None]


def rooms(partition: Partition) -> list[int | None]:
    """How far each source topic may come by now."""
    return [room(partition, topic) for topic in range(len(TOPICS))]


@pytest.mark.parametrize(
    ("offsets", "taken_in"),
    [((4, 5, 6), 2), ((4, 6), 1), ((6, 7), 0)],
    ids=["up to the ends", "the last before them is no event", "none before them is an event"],
)
async def test_what_comes_behind_the_first_ticks_ends_shows_that_all_before_them_is_there(
    offsets: tuple[int, ...], taken_in: int
) -> None:
    """A transaction's marker has an offset and is no record: who waited for it would wait for ever."""
    async with running(NEVER_S) as (courier, _):
        partition = courier.partition
        partition.begin((4, 0, 0), 8, reads_again=True)
        partition.hold([toy.tick(8, START + HOUR, 6, 0, 0)])
        rows = [event(offset, f"c{offset}", fact("f", START)) for offset in offsets]
        assert await feeding.take_in(courier, 0, rows, lambda: True) == 6
        assert len(partition.states) == taken_in
        assert partition.ripe() is not None
        await feeding.judge(courier, lambda: True)
        later = [row for row in rows if row.offset >= 6]
        assert await feeding.take_in(courier, 0, later, lambda: True) is None
        assert len(partition.states) == len(rows)
