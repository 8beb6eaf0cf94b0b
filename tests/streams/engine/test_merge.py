"""Which changelog record counts when a partition is read back."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from streams.citizen.encoding import decode, encode
from streams.citizen.state import CitizenState
from streams.engine import settlement
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import MARKER_KEY, NOBODY, Ownership, Settlement, UnreadableMarkerError
from tests.streams.engine import toy
from tests.streams.engine.toy import HOUR, START, TOPICS, Row

ANNA = b"anna"


def state(*offsets: int, facts: str = "", clock: int = START, outbox: tuple[bytes, ...] = ()) -> CitizenState:
    made = toy.step(None, "anna", [toy.fact(name, START) for name in facts], clock).state
    return replace(made, offsets=offsets, outbox=outbox)


def marker(offset: int, epoch: int, generation: int = 1, settled: int = 0) -> Row:
    return Row(offset, MARKER_KEY, settlement.encode(Settlement(epoch, generation, settled, START)))


def row(offset: int, said: CitizenState) -> Row:
    return Row(offset, ANNA, encode(said))


def merged(*rows: Row) -> Merge:
    merge = Merge(0, toy.FORM)
    merge.absorb(rows)
    return merge


def partition_of(merge: Merge) -> Partition:
    partition = Partition(0, TOPICS, toy.rules(), "epoch")
    for _ in merge.into(partition):
        pass
    return partition


def test_the_last_record_of_one_owner_counts() -> None:
    merge = merged(marker(0, 1), row(1, state(1, -1, -1)), row(2, state(1, 3, -1)))
    assert decode(merge.values[ANNA]).offsets == (1, 3, -1)
    assert not merge.repairs


@pytest.mark.parametrize("zombie", [(1, 1), (2, 6)], ids=["an older epoch", "an older generation"])
def test_what_an_owner_of_before_wrote_after_its_successor_is_left_out_and_written_over(
    zombie: tuple[int, int],
) -> None:
    good = row(3, state(4, -1, -1, facts="ab"))
    merge = merged(marker(2, 2, 7), good, marker(4, *zombie), row(5, state(4, -1, -1, facts="a")))
    assert len(decode(merge.values[ANNA]).facts) == 2
    assert merge.repairs == {ANNA}
    assert [key for key, _ in partition_of(merge).take().states] == [ANNA]


def test_what_an_owner_of_before_wrote_last_yields_to_its_successor_even_with_higher_offsets() -> None:
    merge = merged(marker(0, 1), row(1, state(9, -1, -1, facts="ab")), marker(2, 2), row(3, state(8, 2, -1, facts="a")))
    assert decode(merge.values[ANNA]).offsets == (8, 2, -1)
    assert not merge.joins


def test_without_markers_the_higher_source_offsets_count() -> None:
    merge = merged(row(1, state(5, 2, -1, facts="ab")), row(2, state(4, 2, -1, facts="a")))
    assert decode(merge.values[ANNA]).offsets == (5, 2, -1)
    assert merge.repairs == {ANNA}


def test_without_markers_facts_of_either_record_are_kept_when_neither_is_ahead() -> None:
    partition = partition_of(merged(row(1, state(5, 2, -1, facts="ab")), row(2, state(4, 3, -1, facts="ac"))))
    assert [fact.id for fact in partition.states[ANNA].facts] == ["a", "b", "c"]
    assert partition.states[ANNA].offsets == (5, 2, -1), (
        "the other's events are read again: offsets are no promise here"
    )


def test_a_marker_that_says_more_than_it_can_know_is_kept_as_said_until_a_sound_one_follows() -> None:
    copied = (marker(0, 3, settled=800), row(1, state(0, -1, -1)), marker(2, 3, settled=900))
    assert (merged(*copied).impossible, merged(*copied).settlement.settled) == (900, 0)
    taken_over = merged(*copied, marker(3, 4, settled=0))
    assert (taken_over.impossible, taken_over.settlement.owner) == (None, (4, 1))


def test_no_marker_of_a_copied_log_is_believed_also_one_that_could_be_so() -> None:
    """A work of two batches whose worker died: the second marker stands far behind what it says is settled."""
    copied = (marker(0, 3, settled=10), row(1, state(0, -1, -1)), row(2, state(1, -1, -1)), marker(11, 3, settled=10))
    assert (merged(*copied).impossible, merged(*copied).settlement.settled) == (10, 0)


@pytest.mark.parametrize(
    ("settled", "again"),
    [(2, []), (1, [b"told?"]), (900, [b"told?"])],
    ids=["settled", "not settled", "settled beyond itself, which can't be"],
)
def test_an_outbox_is_told_again_only_if_it_may_not_have_been(settled: int, again: list[bytes]) -> None:
    written = row(1, state(0, -1, -1, outbox=(b"told?",)))
    partition = partition_of(merged(marker(0, 1), written, marker(2, 1, settled=settled)))
    assert [value for _, value in partition.take().alerts] == again
    assert partition.states[ANNA].outbox == ()


def test_the_clock_of_the_owner_before_is_taken_over_but_not_taken_for_a_tick() -> None:
    partition = partition_of(merged(marker(0, 1)))
    assert partition.clock == START
    assert not partition.has_ticked


def test_a_recovered_citizen_is_due_again() -> None:
    partition = partition_of(merged(row(0, state(0, -1, -1, facts="a", clock=START + HOUR))))
    partition.begin((1, 0, 0), 0)
    partition.hold([toy.tick(0, START + 4 * 24 * HOUR, 1, 0, 0)])
    tick = partition.ripe()
    assert tick is not None
    partition.step_due(tick, lambda: True)
    assert [value for _, value in partition.take().alerts] == [b"anna/quiet:a"]


def test_a_tombstone_forgets_a_citizen() -> None:
    assert merged(row(0, state(0, -1, -1)), Row(1, ANNA, None)).values == {}


def test_a_record_that_cannot_be_read_is_refused_by_name() -> None:
    with pytest.raises(UnreadableStateError, match="cannot be read"):
        partition_of(merged(Row(0, ANNA, b"\xc1")))
    with pytest.raises(UnreadableStateError, match="cannot be read"):
        merged(Row(0, ANNA, b"\xc1"), Row(1, ANNA, b"\xc1"))
    with pytest.raises(UnreadableMarkerError, match="cannot be read"):
        merged(Row(0, MARKER_KEY, b"{}"))


@pytest.mark.parametrize("tail", [(b"packed", ()), ({"another": "form"},)], ids=["the form of today", "another form"])
def test_a_state_from_a_newer_release_is_refused_by_name(tail: tuple[object, ...]) -> None:
    value = msgspec.msgpack.encode((99, 0, (0, -1, -1), *tail))
    with pytest.raises(UnreadableStateError, match=r"offset 7.*version 99.*newer"):
        partition_of(merged(Row(7, ANNA, value)))


def test_a_damaged_state_is_refused_with_its_place_before_anything_is_judged() -> None:
    """Also where the damage is in what is only unpacked when the citizen is touched."""
    value = bytearray(encode(state(0, -1, -1, facts="abc")))
    value[len(value) // 2] ^= 1
    with pytest.raises(UnreadableStateError, match=r"partition 0 .*offset 7.*cannot be read"):
        partition_of(merged(Row(7, ANNA, bytes(value))))


def test_an_owner_sees_by_the_offsets_that_somebody_else_wrote() -> None:
    book = Ownership(NOBODY, 1, end=10)
    assert not book.appended(10, 15)
    assert book.appended(18, 20) == range(15, 18)


def test_an_owner_has_marked_what_its_last_batch_began_with() -> None:
    book = Ownership(NOBODY, 1, end=0)
    assert not book.is_marked
    book.head()
    book.appended(0, 4)
    assert book.is_marked
    book.settle(START)
    assert not book.is_marked
