"""Two source partitions in trouble: owners come and go, die half-way and write as zombies, logs are compacted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from streams.citizen.state import CitizenState
from streams.municipality.aggregate import Aggregate
from streams.municipality.partials import PartitionCounts
from tests.streams.municipality.population import TICK, Counts, Record, compacted, count_of, straight_count

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
