"""Owners come and go, die half-way and come back as zombies, logs are compacted, the reader restarts: sums stay right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality import aggregate as aggregate_module
from streams.municipality.aggregate import Aggregate
from streams.municipality.records import UnreadablePartialError
from tests.streams.municipality.population import (
    Counts,
    citizen,
    citizens,
    count_of,
    straight_count,
)
from tests.streams.municipality.world import PARTITIONS, Round, World


def rounds() -> st.SearchStrategy[list[Round]]:
    partition = st.integers(0, PARTITIONS - 1)
    mishap = st.sampled_from(["", "", "take over", "die", "zombie"])
    read = st.sampled_from([99, 99, 0, 1, 3])
    one = st.builds(
        Round,
        changes=st.lists(st.tuples(partition, st.integers(0, 3), citizens() | st.none()), max_size=2),
        mishaps=st.tuples(mishap, mishap),
        restart=st.sampled_from([False, False, True]),
        number=st.integers(0, 3),
        ticks=st.sampled_from([{0, 1}, {0, 1}, {0}, {1}]),
        reads=st.tuples(read, read),
    )
    return st.lists(one, min_size=4, max_size=14)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(rounds())
def test_the_sums_are_those_of_a_straight_count_whatever_befalls_owners_topic_and_reader(played: list[Round]) -> None:
    world = World()
    for round_ in played:
        world.play(round_)
    # Every tick mends one group, and there are at most four.
    for _ in range(6):
        world.tick(*range(PARTITIONS))
    everybody = straight_count(state for living in world.living for state in living.values())
    assert read_all(world) == everybody
    assert world.reader.as_of == world.now
    world.restart(0)
    assert read_all(world) == everybody
    assert world.reader.as_of == world.now
    assert world.reader.settled


def person(municipality: str = "101") -> CitizenState:
    return citizen(Today(Standing(municipality, "dagpenge", 0, 0), (), (("overdue", 1),)))


def world_with_one_citizen_each() -> World:
    world = World()
    for p in range(PARTITIONS):
        world.change(p, 0, person())
    return world


def read_all(world: World) -> Counts:
    for p in range(PARTITIONS):
        world.read(p, len(world.logs[p]))
    return count_of(world.reader)


CITIZENS = ("citizens", "101", "dagpenge")


def test_there_are_no_figures_while_a_partition_was_never_heard_of() -> None:
    world = world_with_one_citizen_each()
    world.tick(0)
    read_all(world)
    assert world.reader.as_of is None
    assert world.reader.unheard == (1,)
    world.tick(1)
    assert read_all(world)[CITIZENS] == 2
    assert not world.reader.unheard


def test_a_partition_that_is_ahead_waits_for_the_others() -> None:
    world = world_with_one_citizen_each()
    world.tick(0, 1)
    both = world.now
    world.change(0, 1, person())
    world.tick(0)
    assert read_all(world)[CITIZENS] == 2
    assert world.reader.as_of == both
    world.tick(0, 1)
    assert read_all(world)[CITIZENS] == 3
    assert world.reader.as_of == world.now


def test_while_a_new_owner_publishes_the_old_ones_figures_stand() -> None:
    world = world_with_one_citizen_each()
    world.tick(0, 1)
    published_by_the_old_owner = world.now
    world.take_over(0)
    world.change(0, 1, person())
    world.tick(0, 1)
    world.read(1, 99)
    world.read(0, len(world.logs[0]) - world.read_upto[0] - 1)
    assert count_of(world.reader)[CITIZENS] == 2
    assert world.reader.as_of == published_by_the_old_owner
    assert read_all(world)[CITIZENS] == 3


def test_a_zombie_is_ignored_and_its_damage_to_the_topic_is_seen_and_mended() -> None:
    world = world_with_one_citizen_each()
    world.change(0, 1, person("751"))
    world.tick(0, 1)
    world.take_over(0)
    world.change(0, 1, person("101"))
    world.tick(0, 1)
    assert read_all(world)[CITIZENS] == 3
    for _ in range(2):
        world.zombie_writes(0)
    assert read_all(world)[CITIZENS] == 3

    for _ in range(2):
        world.tick(0, 1)
    world.zombie_writes(0)
    world.restart(0)
    read_all(world)
    assert world.reader.as_of is None
    assert world.reader.unheard == (0,)
    for _ in range(2):
        world.tick(0, 1)
    assert read_all(world)[CITIZENS] == 3
    assert world.reader.incomplete == ()


def test_a_reader_that_comes_while_the_topic_is_half_overwritten_shows_nothing_until_it_is_whole() -> None:
    world = world_with_one_citizen_each()
    world.change(0, 1, person("751"))
    world.tick(0, 1)
    world.take_over(0)
    world.die_half_way(0, 1)
    world.restart(0)
    read_all(world)
    assert (world.reader.as_of, world.reader.unheard, world.reader.incomplete) == (None, (0,), (0,))
    world.tick(0, 1)
    assert read_all(world)[CITIZENS] == 2
    assert (world.reader.as_of, world.reader.incomplete) == (world.now, ())


def test_an_owner_that_starts_further_back_takes_the_partition_back_with_it() -> None:
    world = world_with_one_citizen_each()
    world.tick(0, 1)
    world.tick(0)
    world.tick(0)
    world.take_over(0)
    world.now -= 1_500_000
    world.tick(0, 1)
    read_all(world)
    assert world.reader.progress == (world.now, world.now)


def test_a_long_lag_of_one_partition_costs_the_others_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregate_module, "MOST_QUEUED", 10)
    world = world_with_one_citizen_each()
    world.tick(0, 1)
    for who in range(100):
        world.change(0, who, person())
        world.tick(0)
    read_all(world)
    assert world.reader.queued <= 10 + 2
    world.tick(0, 1)
    assert read_all(world)[CITIZENS] == 101
    assert world.reader.as_of == world.now


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        (b"0|101", b"{}", "not a key"),
        (b"x|101|dagpenge", b'{"epoch":"e"}', "not a key"),
        (b"0|101|dagpenge", b"{", "cannot be read"),
        (b"0|101|dagpenge", b'{"citizens":1}', "cannot be read"),
        (b"0|101|dagpenge", b'{"epoch":"e","measures":{"active-year":[-1,0]}}', "cannot be read"),
        (b"0|101|dagpenge", b'{"epoch":"e","measures":{"active-year":[4294967296,0]}}', "cannot be read"),
        (b"2|101|dagpenge", b'{"epoch":"e"}', "there are 2"),
        (b"0|101|dagpenge", b'{"epoch":"e","months":{"2026-13":{}}}', "a month that is none"),
        (b"0|-|-", b'{"epoch":"e","as_of":"yesterday","groups":0,"digest":0}', "names an instant"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_by_name(key: bytes, value: bytes, named: str) -> None:
    aggregate = Aggregate(PARTITIONS)
    with pytest.raises(UnreadablePartialError, match=named):
        aggregate.take(key, value)
    assert not aggregate.step()
