from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.civil import Instant, day, start_of_day
from streams.citizen.state import CitizenState, Standing, Today
from streams.intake.person_number import in_bytes
from streams.month import month_from
from streams.municipality.lanes import CountBelowZeroError
from streams.municipality.partials import PartitionCounts
from streams.municipality.records import GroupCounts, Marker, checksum, decode_partial, encode_marker
from tests.streams.municipality.population import (
    TICK,
    Record,
    bits,
    citizen,
    citizens,
    count_of_records,
    marker_of,
    straight_count,
)

UNEMPLOYED = Standing("101", "dagpenge", bits("active-year", "focus-offer"), bits("focus-offer"))
BEHIND = [start_of_day(day(text)) for text in ("2026-03-01", "2026-02-10", "2025-06-15")]
READY = Standing("101", "jobparat", bits("active-year"), bits("active-year"))


def counts_of(*states: CitizenState, epoch: str = "w1.1") -> PartitionCounts:
    counts = PartitionCounts(3)
    counts.rebuild(states, epoch)
    return counts


def group_of(records: list[Record], key: str) -> GroupCounts:
    record = decode_partial(key.encode(), dict(records)[key.encode()])[2]
    assert isinstance(record, GroupCounts)
    return record


@given(
    first=st.lists(citizens(), max_size=4),
    start=st.sampled_from([TICK, *BEHIND]),
    changes=st.lists(
        st.tuples(st.integers(0, 5), st.none() | citizens(), st.sampled_from([None, TICK, *BEHIND])), max_size=25
    ),
)
def test_any_sequence_of_changes_and_ticks_equals_a_recount_from_scratch(
    first: list[CitizenState], start: Instant, changes: list[tuple[int, CitizenState | None, Instant | None]]
) -> None:
    """Also of ticks behind the citizens' clocks: an owner before may have judged them further than the tick to begin with."""
    living: dict[int, CitizenState] = dict(enumerate(first))
    counts = counts_of(*first)
    log = counts.at_tick(start)
    for who, new, tick in changes:
        counts.replace(living.get(who), new)
        living = {**living, who: new} if new else {key: state for key, state in living.items() if key != who}
        if tick is not None:
            log += counts.at_tick(tick)
    log += counts.at_tick(TICK)
    assert count_of_records(log) == straight_count(living.values())


@given(st.lists(citizens(), max_size=6))
def test_the_marker_vouches_for_the_last_record_of_every_group(states: list[CitizenState]) -> None:
    counts = counts_of(*states)
    log = counts.at_tick(TICK)
    for state in states:
        counts.replace(state, None)
        log += counts.at_tick(TICK)
    last = dict(log)
    marker = marker_of(log)
    groups = [(key, value) for key, value in last.items() if not key.endswith(b"|-|-")]
    summed = sum(checksum(*record) for record in groups)
    assert marker.groups == len(groups)
    assert marker.is_of(summed) and not marker.is_of(summed + 1)


def test_records_are_canonical_json_under_partition_municipality_and_target_group() -> None:
    state = citizen(Today(UNEMPLOYED, (("first-offer", 1, 1),), (("overdue", 2),)), {month_from("2026-02"): UNEMPLOYED})
    (key, value), (marker_key, marker) = counts_of(state).at_tick(TICK)
    assert key == b"3|101|dagpenge"
    assert value == (
        b'{"alerts":{"overdue":2},"citizens":1,"epoch":"w1.1","measures":{"active-year":[1,0],"focus-offer":[1,1]},'
        b'"months":{"2026-02":{"active-year":[1,0],"focus-offer":[1,1]}},"obligations":{"first-offer":[1,1]},"stated":{}}'
    )
    assert marker_key == b"3|-|-"
    digest = checksum(key, value) % 10**9  # ten digits that stand alone could look like a person number
    assert marker == b'{"as_of":"2026-03-09T23:00:00Z","digest":%d,"epoch":"w1.1","groups":1,"stated":[]}' % digest


def test_a_group_that_fell_to_nothing_says_so_and_is_not_forgotten() -> None:
    state = citizen(Today(UNEMPLOYED, (("first-offer", 1, 1),), (("overdue", 1),)))
    counts = counts_of(state)
    counts.at_tick(TICK)
    counts.replace(state, None)
    assert group_of(counts.at_tick(TICK), "3|101|dagpenge") == GroupCounts("w1.1")


def test_a_citizen_without_a_running_benefit_counts_only_at_past_month_ends() -> None:
    month = month_from("2026-01")
    gone = citizen(Today(None, (("first-offer", 1, 1),), (("overdue", 1),)), {month: UNEMPLOYED})
    record = group_of(counts_of(gone).at_tick(TICK), "3|101|dagpenge")
    assert (record.citizens, record.obligations, record.alerts, list(record.months)) == (0, {}, {}, ["2026-01"])


def test_only_groups_that_changed_are_published_and_one_more_to_mend_the_topic() -> None:
    counts = counts_of(
        citizen(Today(Standing("101", "dagpenge", 0, 0))),
        citizen(Today(Standing("151", "dagpenge", 0, 0))),
        citizen(Today(Standing("751", "dagpenge", 0, 0))),
    )
    assert len(counts.at_tick(TICK)) == 4
    counts.replace(None, citizen(Today(Standing("751", "dagpenge", 0, 0))))
    assert [key for key, _ in counts.at_tick(TICK)] == [b"3|751|dagpenge", b"3|101|dagpenge", b"3|-|-"]
    assert [key for key, _ in counts.at_tick(TICK)] == [b"3|151|dagpenge", b"3|-|-"]
    assert [key for key, _ in counts.at_tick(TICK)] == [b"3|751|dagpenge", b"3|-|-"]


def test_a_partition_without_citizens_still_says_how_far_it_is() -> None:
    records = counts_of().at_tick(TICK)
    assert len(records) == 1
    assert (marker_of(records).groups, marker_of(records).as_of_instant()) == (0, TICK)


def test_a_new_owner_publishes_every_group_under_its_own_epoch() -> None:
    counts = counts_of(citizen(Today(UNEMPLOYED)))
    counts.at_tick(TICK)
    counts.rebuild([citizen(Today(READY))], "w2.2")
    records = counts.at_tick(TICK)
    assert [key for key, _ in records] == [b"3|101|jobparat", b"3|-|-"]
    assert {decode_partial(*record)[2].epoch for record in records} == {"w2.2"}


def test_taking_away_what_was_never_counted_is_an_error_by_name() -> None:
    counts = counts_of(citizen(Today(READY)))
    counts.replace(citizen(Today(UNEMPLOYED)), None)
    with pytest.raises(CountBelowZeroError, match="below zero"):
        counts.at_tick(TICK)


def test_counts_without_an_epoch_are_never_published() -> None:
    with pytest.raises(ValueError, match="under an epoch"):
        PartitionCounts(0).at_tick(TICK)
    with pytest.raises(ValueError, match="epoch of their own"):
        PartitionCounts(0).rebuild([], "")


def test_no_marker_holds_what_looks_like_a_person_number_and_those_of_before_count_still() -> None:
    like_one = 12_11_26_4529
    assert in_bytes(b'{"digest":%d}' % like_one), "as it was written before"
    written = encode_marker("w1.1", BEHIND[0], 1, like_one)
    assert not in_bytes(written)
    before = Marker("w1.1", "2026-03-09T23:00:00Z", 1, like_one)
    assert before.is_of(like_one) and not before.is_of(like_one - 1)
