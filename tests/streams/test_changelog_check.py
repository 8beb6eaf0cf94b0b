"""What stops a takeover is found in the changelog before anybody takes over, and what stops nobody is not complained of."""

from __future__ import annotations

import random

import msgspec
import pytest

from streams.changelog_check import PartitionCheck
from streams.citizen.encoding import encode
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import MARKER_KEY, UnreadableMarkerError
from tests.streams.engine.test_merge import ANNA, marker, merged, partition_of, row, state
from tests.streams.engine.toy import Row

GARBAGE = b"\xc1 no state"
TOMORROW = msgspec.msgpack.encode((99, 0, (9, -1, -1), b"of tomorrow", ()))
DAMAGED = encode(state(1, -1, -1, facts="ab"))[:-5] + b"12345"


def complaints(*rows: Row) -> dict[int, str]:
    """Offset → what is complained of."""
    check = PartitionCheck("changelog", 2)
    for each in rows:
        check.take(each.offset, each.key, each.value)
    return {said.offset: str(said) for said in check.complaints()}


def is_taken_over(*rows: Row) -> bool:
    """Whether a worker could take over what was written."""
    try:
        partition_of(merged(*rows))
    except (UnreadableStateError, UnreadableMarkerError):
        return False
    return True


GOOD = row(1, state(1, -1, -1))
LATER = row(3, state(4, -1, -1))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param((marker(0, 1), GOOD, LATER), {}, id="all is well"),
        pytest.param((), {}, id="nothing was written"),
        pytest.param((marker(0, 1), Row(1, ANNA, GARBAGE)), {1: "state of 10 bytes cannot be read"}, id="garbage"),
        pytest.param((marker(0, 1), Row(1, ANNA, TOMORROW)), {1: "state version 99"}, id="a state from the future"),
        pytest.param((marker(0, 1), Row(1, ANNA, DAMAGED)), {1: "cannot be read"}, id="a damaged state"),
        pytest.param((Row(0, MARKER_KEY, b"none"), GOOD), {0: "changelog marker cannot be read"}, id="no marker"),
        pytest.param((Row(0, MARKER_KEY, None), GOOD), {0: "changelog marker cannot be read"}, id="a deleted marker"),
        pytest.param((marker(0, 1), Row(1, ANNA, GARBAGE), Row(2, ANNA, None)), {}, id="garbage that was deleted"),
        pytest.param((marker(0, 1), Row(1, ANNA, GARBAGE), marker(2, 2), LATER), {}, id="garbage written over later"),
        pytest.param((marker(0, 1), Row(1, ANNA, GARBAGE), LATER), {1: "cannot be read"}, id="both would be compared"),
        pytest.param((marker(0, 1), GOOD, Row(2, ANNA, GARBAGE), Row(3, ANNA, None)), {2: "cannot"}, id="compared too"),
        pytest.param((marker(0, 2), GOOD, marker(2, 1), Row(3, ANNA, GARBAGE)), {}, id="a zombie's is left out"),
        pytest.param((marker(0, 1), Row(1, None, GARBAGE)), {}, id="a record without a key is nobody's"),
    ],
)
def test_what_would_stop_a_takeover_is_named_by_its_place(rows: tuple[Row, ...], found: dict[int, str]) -> None:
    said = complaints(*rows)
    assert list(said) == list(found)
    for offset, why in found.items():
        assert said[offset].startswith(f"changelog, partition 2, offset {offset}: ")
        assert why in said[offset]
    assert is_taken_over(*rows) is not bool(found)


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ((), (0, 0)),
        ((marker(0, 1), GOOD, marker(2, 1, settled=2)), (2, 2)),
        ((marker(0, 1), GOOD, marker(2, 1, settled=900)), (2, 900)),
        ((marker(0, 1), GOOD, marker(2, 1, settled=900), marker(3, 2)), (3, 0)),
        ((marker(0, 2, settled=0), GOOD, marker(2, 1, settled=900)), (0, 0)),  # a zombie's counts for nothing
    ],
)
def test_of_the_markers_the_last_of_the_rightful_owner_is_kept(rows: tuple[Row, ...], last: tuple[int, int]) -> None:
    check = PartitionCheck("changelog", 2)
    for each in rows:
        check.take(each.offset, each.key, each.value)
    assert (check.last_at, check.last.settled) == last


def test_whatever_stops_a_takeover_is_complained_of() -> None:
    """Random changelogs: markers of owners and zombies, good and bad records, deletions."""
    dice, stopped = random.Random(20), 0
    for _ in range(3_000):
        rows, epoch = [], 1
        for offset in range(dice.randint(1, 8)):
            key = dice.choice([b"anna", b"bo"])
            value = dice.choice([row(0, state(offset, -1, -1)).value] * 4 + [GARBAGE, TOMORROW, DAMAGED, None])
            epoch += dice.random() < 0.3
            written_by = marker(offset, max(1, epoch - (dice.random() < 0.3)))
            rows.append(written_by if offset == 0 or dice.random() < 0.4 else Row(offset, key, value))
        taken_over = is_taken_over(*rows)
        stopped += not taken_over
        assert taken_over or complaints(*rows), rows
    assert 500 < stopped < 2_500, "neither always nor never, or this would say nothing"
