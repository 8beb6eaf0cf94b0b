"""Owners come and go, die half-way and come back as zombies, logs are compacted, the reader restarts: sums stay right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality import aggregate as aggregate_module
from streams.municipality.aggregate import Aggregate
from streams.municipality.partials import PartitionCounts
from streams.municipality.records import UnreadablePartialError
from tests.streams.municipality.population import (
    TICK,
    Counts,
    Record,
    citizen,
    citizens,
    compacted,
    count_of,
    straight_count,
)

PARTITIONS = 2


@dataclass(frozen=True)
class Round:
    """Changes of citizens, perhaps a mishap, ticks of some partitions, and as many records read as there are."""

    changes: list[tuple[int, int, CitizenState | None]]
    mishaps: tuple[str, str]
    restart: bool
    number: int
    ticks: set[int]
    reads: tuple[int, int]


class World:
    """Two source partitions with their owners and logs, one reader, and what each owner's citizens were at its ticks."""

    def __init__(self) -> None:
        self.now = TICK
        self.epochs = 0
        self.living: list[dict[int, CitizenState]] = [{} for _ in range(PARTITIONS)]
        self.logs: list[list[Record]] = [[] for _ in range(PARTITIONS)]
        self.true: dict[tuple[int, int], Counts] = {}
        self.owners = [self.new_owner(p) for p in range(PARTITIONS)]
        self.zombies: list[tuple[PartitionCounts, Counts] | None] = [None] * PARTITIONS
        self.restart(0)

    def new_owner(self, p: int) -> PartitionCounts:
        self.epochs += 1
        owner = PartitionCounts(p)
        owner.rebuild(self.living[p].values(), f"owner-{self.epochs}")
        return owner

    def change(self, p: int, who: int, new: CitizenState | None) -> None:
        self.owners[p].replace(self.living[p].get(who), new)
        if new is None:
            self.living[p].pop(who, None)
        else:
            self.living[p][who] = new

    def tick(self, *partitions: int) -> None:
        self.now += 1_000_000
        for p in partitions:
            self.true[p, self.now] = straight_count(self.living[p].values())
            self.logs[p] += self.owners[p].at_tick(self.now)

    def take_over(self, p: int) -> None:
        self.zombies[p] = (self.owners[p], straight_count(self.living[p].values()))
        self.owners[p] = self.new_owner(p)

    def die_half_way(self, p: int, upto: int) -> None:
        """The owner publishes `upto` of its records, and never the marker; the next one starts anew."""
        self.logs[p] += self.owners[p].at_tick(self.now + 1)[:-1][:upto]
        self.owners[p] = self.new_owner(p)

    def zombie_writes(self, p: int) -> None:
        zombie = self.zombies[p]
        if zombie is not None:
            self.now += 1_000_000
            self.true[p, self.now] = zombie[1]
            self.logs[p] += zombie[0].at_tick(self.now)

    def restart(self, keep_tail: int) -> None:
        self.logs = [compacted(log, keep_tail) for log in self.logs]
        self.reader = Aggregate(PARTITIONS)
        self.read_upto = [0] * PARTITIONS

    def read(self, p: int, records: int) -> None:
        for key, value in self.logs[p][self.read_upto[p] :][:records]:
            self.reader.take(key, value)
            self.read_upto[p] += 1
        while self.reader.step():
            self.check()

    def check(self) -> None:
        """Each partition's share of the sums is exactly what its citizens were at the tick that is claimed for it."""
        claimed = self.reader.progress
        shares = [self.true[p, at] for p, at in enumerate(claimed) if at is not None]
        assert count_of(self.reader) == +sum(shares, Counter())
        assert self.reader.as_of is None or self.reader.as_of == min(at for at in claimed if at is not None)

    def play(self, round_: Round) -> None:
        for p, who, state in round_.changes:
            self.change(p, who, state)
        for p, mishap in enumerate(round_.mishaps):
            match mishap:
                case "take over":
                    self.take_over(p)
                case "die":
                    self.die_half_way(p, round_.number)
                case "zombie":
                    self.zombie_writes(p)
        if round_.restart:
            self.restart(round_.number)
        if round_.ticks:
            self.tick(*sorted(round_.ticks))
        for p, records in enumerate(round_.reads):
            self.read(p, records)


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
