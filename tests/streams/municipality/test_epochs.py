from __future__ import annotations

import pytest

from streams.citizen.state import Standing, Today
from streams.municipality.epochs import MOST_EPOCHS, PATIENCE, Commit, PartitionEpochs
from streams.municipality.partials import PartitionCounts
from streams.municipality.records import Marker, checksum, decode_partial
from streams.municipality.tally import Tally
from tests.streams.municipality.population import TICK, Record, citizen


class Owner:
    """One owner of the partition, in whose group there are so many citizens."""

    def __init__(self, epoch: str, citizens: int) -> None:
        self.now = TICK
        self.counts = PartitionCounts(0)
        self.counts.rebuild([citizen(Today(Standing("101", "dagpenge", 0, 0))) for _ in range(citizens)], epoch)

    def tick(self) -> list[Record]:
        self.now += 1
        return self.counts.at_tick(self.now)


def take(epochs: PartitionEpochs, records: list[Record]) -> Commit | None:
    """What the last of the records made valid."""
    commit = None
    for key, value in records:
        _, group, record = decode_partial(key, value)
        if isinstance(record, Marker):
            commit = epochs.cover(record)
        else:
            epochs.take(record.epoch, group, Tally.of(record), checksum(key, value))
    return commit


def citizens_in(commit: Commit | None) -> int | None:
    return sum(tally.citizens for tally in commit.tallies.values()) if commit else None


def test_nothing_is_valid_before_its_marker() -> None:
    epochs = PartitionEpochs()
    *records, marker = Owner("a", 2).tick()
    assert take(epochs, records) is None
    assert citizens_in(take(epochs, [marker])) == 2


def test_the_first_marker_of_a_new_owner_replaces_everything_at_once() -> None:
    epochs = PartitionEpochs()
    take(epochs, Owner("a", 2).tick())
    commit = take(epochs, Owner("b", 3).tick())
    assert commit is not None
    assert (commit.replaces_all, citizens_in(commit)) == (True, 3)


def test_a_zombie_beside_its_successor_is_not_believed() -> None:
    epochs = PartitionEpochs()
    zombie, successor = Owner("a", 2), Owner("b", 3)
    take(epochs, zombie.tick())
    take(epochs, successor.tick())
    for _ in range(3 * PATIENCE):
        assert take(epochs, zombie.tick()) is None
        assert take(epochs, successor.tick()) is not None
    assert not epochs.incomplete


def test_an_owner_that_was_replaced_is_believed_again_when_its_successor_is_silent() -> None:
    epochs = PartitionEpochs()
    lasting, brief = Owner("a", 2), Owner("b", 3)
    take(epochs, lasting.tick())
    take(epochs, brief.tick())
    answers = [take(epochs, lasting.tick()) for _ in range(PATIENCE)]
    assert answers[:-1] == [None] * (PATIENCE - 1)
    assert citizens_in(answers[-1]) == 2


def test_a_zombie_without_citizens_is_not_believed_because_nothing_is_easily_vouched_for() -> None:
    epochs = PartitionEpochs()
    zombie, successor = Owner("a", 0), Owner("b", 1)
    take(epochs, zombie.tick())
    take(epochs, successor.tick())
    assert take(epochs, zombie.tick()) is None


@pytest.mark.parametrize("lost", [0, 1])
def test_a_lost_record_holds_the_partition_back_until_it_comes_again(lost: int) -> None:
    epochs, owner = PartitionEpochs(), Owner("a", 2)
    owner.counts.replace(None, citizen(Today(Standing("751", "dagpenge", 0, 0))))
    records = owner.tick()
    assert take(epochs, records[:lost] + records[lost + 1 :]) is None
    assert epochs.incomplete
    assert citizens_in([take(epochs, owner.tick()) for _ in range(2)][lost]) == 3
    assert not epochs.incomplete


def test_owners_that_died_half_way_are_forgotten_but_not_the_current_one() -> None:
    epochs, current = PartitionEpochs(), Owner("current", 2)
    take(epochs, current.tick())
    for number in range(3 * MOST_EPOCHS):
        assert take(epochs, Owner(f"dead-{number}", 1).tick()[:-1]) is None
    assert epochs.remembered <= MOST_EPOCHS + 1
    assert take(epochs, current.tick()) is not None
