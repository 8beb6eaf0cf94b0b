"""Faust's assignor as we use it: shares are even where they can be, and no partition moves that need not."""

from __future__ import annotations

import pytest
from faust.assignor.client_assignment import CopartitionedAssignment
from faust.assignor.copartitioned_assignor import CopartitionedAssignor

PARTITIONS = 12


def assigned(owned: dict[str, set[int]], workers: str) -> dict[str, set[int]]:
    """Worker (a letter) → its partitions, after the group of `workers` has divided them anew."""
    before = {
        worker: CopartitionedAssignment(actives=set(owned.get(worker, ())), standbys=set(), topics={"events"})
        for worker in workers
    }
    assignor = CopartitionedAssignor(topics={"events"}, cluster_asgn=before, num_partitions=PARTITIONS, replicas=0)
    return {worker: set(each.actives) for worker, each in assignor.get_assignment().items()}


@pytest.mark.parametrize(
    ("groups", "moved"),
    [
        (("a", "ab", "abcd", "acd"), [6, 6, 3]),
        (("a", "ab", "abc", "abcd", "abcdef"), [6, 4, 3, 4]),
        (("abcd", "abcd", "abc", "ab", "a"), [0, 3, 4, 6]),
        (("abc", "abd"), [4]),
    ],
)
def test_only_what_newcomers_get_and_leavers_leave_moves(groups: tuple[str, ...], moved: list[int]) -> None:
    owned = assigned({}, groups[0])
    counts = []
    for workers in groups[1:]:
        was = {number: worker for worker, numbers in owned.items() for number in numbers}
        owned = assigned(owned, workers)
        assert sorted(number for numbers in owned.values() for number in numbers) == list(range(PARTITIONS))
        if PARTITIONS % len(workers) == 0:
            assert {len(numbers) for numbers in owned.values()} == {PARTITIONS // len(workers)}
        counts.append(sum(was[number] != worker for worker, numbers in owned.items() for number in numbers))
    assert counts == moved
