"""A worker of this release takes over the changelogs that earlier releases left, and goes on as if they had been its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from msgspec.structs import replace

from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from rules.facts import Fact
from streams.agents.binding import rules
from streams.citizen.encoding import decode
from streams.citizen.form import FORM
from streams.citizen.state import NEVER, CitizenState
from streams.citizen.step import step
from streams.engine import settlement
from streams.engine.merge import Merge
from streams.engine.partition import Partition
from streams.engine.settlement import MARKER_KEY
from streams.municipality.aggregate import Aggregate
from streams.topics import Topics
from tests.broker.expected import differing_groups
from tests.streams.citizen.walks import judge
from tests.streams.engine.toy import Watch, handle_tick
from tests.upgrades.recording import PARTITIONS, Recording, facts, read, sources, versions

TOPICS: Final = Topics(partitions=PARTITIONS)
AFTERWARDS: Final[Instant] = start_of_day(day("2019-12-31"))
RECORDINGS: Final = [(version, number) for version in versions() for number in range(PARTITIONS)]

every_recording = pytest.mark.parametrize(("version", "number"), RECORDINGS)


def taken_over(recording: Recording) -> tuple[Partition, Watch]:
    """The partition as a successor has it before the first record flows."""
    watch, merge = Watch(), Merge(recording.heading.partition, FORM)
    merge.absorb(recording.rows)
    ours = rules(TOPICS, judge(), watch)
    merge.settlement = merge.settlement.under(ours.law.version)  # an earlier edition judged: everybody is judged anew
    partition = Partition(recording.heading.partition, TOPICS.sources, ours, "new")
    for _ in merge.into(partition):
        pass
    partition.begin(recording.heading.positions, recording.heading.clock_position)
    return partition, watch


def tick(partition: Partition, at: Instant) -> Aggregate:
    """Judge by a tick; the figures that it publishes."""
    handle_tick(partition, at)
    aggregate = Aggregate(PARTITIONS)
    for key, value in partition.take().figures:
        aggregate.take(key, value)
    while aggregate.step():
        pass
    return aggregate


def feed(partition: Partition, until: Instant) -> None:
    """Everything that the sources have from the committed offsets up to an instant."""
    for topic, rows in enumerate(sources(partition.number)):
        news = [row for row in rows[partition.positions[topic] :] if row.timestamp * 1000 <= until]
        if news:
            partition.apply(topic, news)


def replayed(citizen: str, said: Sequence[Fact], at: Instant) -> CitizenState:
    return step(None, citizen, [fact for fact in said if fact.learnt_at <= at], at, judge()).state


def meaning(state: CitizenState) -> tuple[object, ...]:
    """What a state says; a finding names what was known when the alert was last told, a revision how often it was."""
    alerts = {key: replace(record.told, finding=None) for key, record in state.alerts.items() if record.told}
    return state.facts, alerts, state.today, state.months


def looks_in_time(found: CitizenState, expected: CitizenState, citizen: str) -> bool:
    """Time alone tells nothing and changes no judgement before it looks again; it may look for nothing."""
    looks_at = start_of_day(found.next_check) if found.next_check != NEVER else found.clock + 400 * MICROSECONDS_A_DAY
    until = step(expected, citizen, (), looks_at - 1, judge())
    return not until.messages and until.state.today == expected.today


@every_recording
def test_states_open_alerts_and_figures_are_those_of_the_replay(version: int, number: int) -> None:
    recording = read(version, number)
    partition, watch = taken_over(recording)
    at = max(
        state.clock for _, state in partition.states.items()
    )  # a worker that was killed had judged more than it committed
    feed(partition, at)
    figures = tick(partition, at + 1)
    expected = {citizen: replayed(citizen, said, at + 1) for citizen, said in facts(number, at).items()}
    assert len(expected) >= 10
    found = {key.decode(): state for key, state in partition.states.items() if key.decode() in expected}
    assert sorted(found) == sorted(expected)
    for citizen, state in found.items():
        now = step(state, citizen, (), at + 1, judge())
        assert not now.messages
        covered = replace(now.state, facts=tuple(fact for fact in state.facts if fact.learnt_at <= at))
        assert meaning(covered) == meaning(expected[citizen]), citizen
        assert looks_in_time(covered, expected[citizen], citizen), citizen
    assert differing_groups(figures, expected.values(), at) == []
    assert watch.audits == 0


@every_recording
def test_it_goes_on_to_where_the_replay_ends(version: int, number: int) -> None:
    partition, watch = taken_over(read(version, number))
    feed(partition, AFTERWARDS)
    figures = tick(partition, AFTERWARDS)
    expected = {citizen: replayed(citizen, said, AFTERWARDS) for citizen, said in facts(number, AFTERWARDS).items()}
    assert {key.decode() for key in partition.states} == set(expected)
    for key, state in partition.states.items():
        citizen = key.decode()
        found = step(state, citizen, (), AFTERWARDS, judge()).state
        assert meaning(found) == meaning(expected[citizen]), citizen
        assert looks_in_time(found, expected[citizen], citizen), citizen
    assert differing_groups(figures, expected.values(), AFTERWARDS) == []
    assert not watch.faults
    assert not watch.reasons


@every_recording
def test_what_was_perhaps_not_told_is_told_again(version: int, number: int) -> None:
    """The last owner's last batch, unless a marker after it says that all is told; a zombie's never."""
    recording = read(version, number)
    told = sorted(message for _, message in taken_over(recording)[0].take().alerts)
    if recording.heading.ends == "left in order":
        assert told == []
    else:
        assert len(told) > 10
        assert told == sorted(message for state in by_owner(recording, 2) for message in state.outbox)


def by_owner(recording: Recording, epoch: int) -> list[CitizenState]:
    """What an owner wrote."""
    writer, states = 0, []
    for row in recording.rows:
        assert row.value is not None
        if row.key == MARKER_KEY:
            writer = settlement.decode(row.value).epoch
        elif writer == epoch:
            states.append(decode(row.value))
    return states


@pytest.mark.parametrize("version", versions())
def test_a_recording_holds_what_a_successor_may_have_to_find(version: int) -> None:
    """Pending facts, a zombie's late word, an erased citizen, ended and open alerts, month ends."""
    states: list[CitizenState] = []
    for number in range(PARTITIONS):
        recording = read(version, number)
        partition, _ = taken_over(recording)
        states += (state for _, state in partition.states.items())
        if recording.heading.ends == "outlived by a zombie":
            assert len(partition.take().states) > 5, "what it wrote is written over"
    assert all(row.value[1] == version for row in recording.rows if row.value and row.key != MARKER_KEY)
    assert any(state.facts[-1].learnt_at > state.clock for state in states)
    assert any(type(fact).__name__ == "CitizenErased" for state in states for fact in state.facts)
    assert any(record.told is None for state in states for record in state.alerts.values())
    assert sum(record.told is not None for state in states for record in state.alerts.values()) > 50
    assert sum(len(state.months) > 2 for state in states) > 20
