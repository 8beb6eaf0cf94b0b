"""Invented citizens for the figures' tests, a straight count of them, and a topic that can be compacted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from hypothesis import strategies as st

from rules.civil import Instant, civil_day, day, start_of_day
from rules.measured import NAMES
from streams.citizen.months import Entry, at_month_end, put, window_opens
from streams.citizen.state import NEVER, STATE_VERSION, CitizenState, Standing, Today
from streams.month import WINDOW_MONTHS, Month, month_from, window
from streams.municipality.aggregate import Aggregate
from streams.municipality.records import MARKER_GROUP, GroupCounts, Marker, decode_partial

Record: TypeAlias = tuple[bytes, bytes]
Counts: TypeAlias = Counter[tuple[str, ...]]

TICK: Instant = start_of_day(day("2026-03-10"))
MONTHS: tuple[Month, ...] = tuple(window(TICK))


def bits(*names: str) -> int:
    """The bit set of these measures."""
    return sum(1 << NAMES.index(name) for name in names)


def citizen(today: Today, ends: Mapping[Month, Standing | None] | None = None, clock: Instant = TICK) -> CitizenState:
    """A state of which only the contribution matters; `ends`: the standing at month ends before the clock's month."""
    run: list[Entry] = []
    opens = window_opens(civil_day(clock))
    for month in range(opens, opens + WINDOW_MONTHS):
        put(run, month, (ends or {}).get(month))
    return CitizenState(STATE_VERSION, 0, (-1, -1, -1), clock, (), {}, today, tuple(run), NEVER)


def standings() -> st.SearchStrategy[Standing]:
    """Few groups, so that citizens meet; only who is counted can be met."""
    return st.builds(
        lambda municipality, group, counted, met: Standing(municipality, group, counted, counted & met),
        st.sampled_from(["101", "751"]),
        st.sampled_from(["dagpenge", "jobparat"]),
        st.integers(0, 255),
        st.integers(0, 255),
    )


def todays() -> st.SearchStrategy[Today]:
    """With a running benefit and without."""
    duties = st.sampled_from(["first-interview", "first-offer"])
    obligations = st.dictionaries(duties, st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=2)
    alerts = st.dictionaries(st.sampled_from(["overdue", "passive"]), st.integers(1, 3), max_size=2)
    running = st.builds(
        lambda standing, owed, told: Today(
            standing,
            tuple((duty, is_open + overdue, overdue) for duty, (is_open, overdue) in sorted(owed.items())),
            tuple(sorted(told.items())),
        ),
        standings(),
        obligations,
        alerts,
    )
    return st.one_of(st.just(Today()), running)


def citizens() -> st.SearchStrategy[CitizenState]:
    """A citizen of today with standings at some of the last month ends."""
    months = st.dictionaries(st.sampled_from([MONTHS[0], MONTHS[1], MONTHS[-1]]), standings(), max_size=3)
    return st.builds(citizen, todays(), months)


def straight_count(states: Iterable[CitizenState], as_of: Instant = TICK) -> Counts:
    """The figures by going through all citizens one by one, sharing nothing with the code under test."""
    counts: Counts = Counter()
    for state in states:
        today = state.today
        if today.standing is not None:
            place = (today.standing.municipality, today.standing.target_group)
            counts["citizens", *place] += 1
            count_measures(counts, ("today", *place), today.standing)
            for duty, is_open, overdue in today.obligations:
                counts["open", *place, duty] += is_open
                counts["overdue", *place, duty] += overdue
            for kind, is_open in today.alerts:
                counts["alerts", *place, kind] += is_open
        for month in window(as_of):
            ended = at_month_end(state, month)
            if ended is not None:
                count_measures(counts, (str(month), ended.municipality, ended.target_group), ended)
    return +counts


def count_measures(counts: Counts, where: tuple[str, ...], standing: Standing) -> None:
    """Count one citizen's measures."""
    for i, name in enumerate(NAMES):
        counts[*where, name, "counted"] += standing.counted >> i & 1
        counts[*where, name, "met"] += standing.met >> i & 1


def count_of_records(records: Iterable[Record], as_of: Instant = TICK) -> Counts:
    """What the last record of each key says, in the straight count's terms; months that left the window don't matter."""
    counts: Counts = Counter()
    for key, value in dict(records).items():
        _, group, record = decode_partial(key, value)
        if isinstance(record, GroupCounts):
            _add_record(counts, (group.municipality, group.target_group), record, window(as_of))
    return +counts


def _add_record(counts: Counts, place: tuple[str, ...], record: GroupCounts, months: range) -> None:
    counts["citizens", *place] += record.citizens
    ends = {str(month_from(text)): shares for text, shares in record.months.items() if month_from(text) in months}
    for when, shares in {"today": record.measures, **ends}.items():
        for name, (counted, met) in shares.items():
            counts[when, *place, name, "counted"] += counted
            counts[when, *place, name, "met"] += met
    for duty, (is_open, overdue) in record.obligations.items():
        counts["open", *place, duty] += is_open
        counts["overdue", *place, duty] += overdue
    for kind, n in record.alerts.items():
        counts["alerts", *place, kind] += n


def count_of(aggregate: Aggregate, as_of: Instant = TICK) -> Counts:
    """An aggregate's sums in the straight count's terms."""
    counts: Counts = Counter()
    for group, tally in aggregate.sums.items():
        _add_record(counts, (group.municipality, group.target_group), tally.record("", window(as_of)), window(as_of))
    return +counts


def compacted(log: list[Record], keep_tail: int) -> list[Record]:
    """A partition's log after Kafka's cleaner: in the part before the tail only the last record of each key is left."""
    tail_from = max(len(log) - keep_tail, 0)
    last = {key: offset for offset, (key, _) in enumerate(log)}
    return [record for offset, record in enumerate(log) if offset >= tail_from or last[record[0]] == offset]


def marker_of(records: list[Record]) -> Marker:
    """The last marker among the records."""
    decoded = [decode_partial(*record) for record in records]
    markers = [record for _, group, record in decoded if group == MARKER_GROUP and isinstance(record, Marker)]
    return markers[-1]
