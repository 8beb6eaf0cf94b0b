"""One partition: what records and ticks make of it, without Kafka and with the toy law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from rules.civil import MICROSECONDS_A_DAY
from streams.citizen.encoding import decode
from streams.engine import audit
from streams.engine.journal import Work
from streams.engine.partition import Partition
from streams.engine.ticks import StillDueError
from tests.streams.engine import toy
from tests.streams.engine.toy import HOUR, START, TOPICS, Row, Stepped, event, fact

DAY = MICROSECONDS_A_DAY


def made(watch: toy.Watch | None = None) -> Partition:
    return Partition(3, TOPICS, toy.rules(watch), "epoch")


def judged(partition: Partition, row: Row) -> None:
    """Hold a tick and handle it, if its barrier is reached."""
    assert partition.hold([row]) == []
    tick = partition.ripe()
    if tick is not None:
        assert not partition.step_due(tick, always)
        partition.finish(tick)


def sent(partition: Partition) -> Work:
    """Take what gathered, and have it acknowledged."""
    work = partition.take()
    partition.journal.acknowledged(work)
    return work


def always() -> bool:
    return True


def times(number: int) -> Callable[[], bool]:
    left = count()
    return lambda: next(left) < number


def told(work: Work) -> list[str]:
    return [value.decode() for _, value in work.alerts]


def test_what_is_not_acknowledged_is_written_and_told_with_the_next_state() -> None:
    partition = made()
    partition.apply(0, [event(0, "anna", fact("a", START))])
    judged(partition, toy.tick(0, START + HOUR, 1, 0, 0))
    under_way = partition.take()
    partition.apply(0, [event(1, "anna", fact("b", START + 2 * HOUR))])
    judged(partition, toy.tick(1, START + 3 * HOUR, 2, 0, 0))
    after = partition.take()
    assert decode(after.states[0][1] or b"").outbox == (b"anna/seen:a", b"anna/seen:b")
    partition.journal.acknowledged(under_way)
    partition.apply(0, [event(2, "anna", fact("c", START + 4 * HOUR))])
    assert decode(partition.take().states[0][1] or b"").outbox == (b"anna/seen:b",)


def test_a_fact_is_kept_on_arrival_and_told_by_the_tick_that_covers_it() -> None:
    partition = made()
    partition.apply(1, [event(0, "anna", fact("a", START))])
    arrived = sent(partition)
    assert [key for key, _ in arrived.states] == [b"anna"]
    assert told(arrived) == []
    judged(partition, toy.tick(0, START + HOUR, 0, 1, 0))
    assert told(sent(partition)) == ["anna/seen:a"]


def test_a_state_says_where_it_stands_and_which_offsets_it_holds() -> None:
    partition = made()
    partition.apply(0, [event(4, "anna", fact("a", START)), event(5, "bo", fact("b", START))])
    partition.apply(2, [event(9, "anna", fact("c", START + HOUR))])
    states = {key: decode(value or b"") for key, value in sent(partition).states}
    assert (states[b"anna"].partition, states[b"anna"].offsets) == (3, (4, -1, 9))
    assert states[b"bo"].offsets == (5, -1, -1)
    assert partition.positions == [6, 0, 10]


def test_records_that_the_state_holds_already_are_passed_over() -> None:
    watch = toy.Watch()
    partition = made(watch)
    rows = [event(0, "anna", fact("a", START)), event(1, "anna", fact("b", START))]
    partition.apply(0, rows)
    sent(partition)
    partition.apply(0, rows)
    assert sent(partition).states == []
    assert watch.events == 2


@pytest.mark.parametrize(
    ("ends", "is_handled"),
    [((2, 0, 0), True), ((1, 0, 0), True), ((3, 0, 0), False), ((2, 1, 0), False), ((2, 0, 1), False)],
)
def test_a_tick_waits_until_everything_before_it_is_applied(ends: tuple[int, int, int], is_handled: bool) -> None:
    partition = made()
    partition.apply(0, [event(0, "anna", fact("a", START)), event(1, "bo", fact("b", START))])
    judged(partition, toy.tick(0, START + HOUR, *ends))
    assert partition.has_ticked is is_handled
    assert sent(partition).reach.clock_position == (1 if is_handled else 0)


def test_the_clock_never_runs_backwards() -> None:
    partition = made()
    judged(partition, toy.tick(0, START + DAY, 0, 0, 0))
    judged(partition, toy.tick(1, START, 0, 0, 0))
    assert partition.clock == START + DAY
    assert sent(partition).reach.clock_position == 2


def test_a_tick_that_cannot_be_read_is_named_and_left_out() -> None:
    partition = made()
    complaints = partition.hold([Row(7, None, b"{}"), toy.tick(8, START, 0, 0, 0)])
    assert len(complaints) == 1
    assert "offset 7" in complaints[0]
    assert partition.ripe() is not None


def test_a_tick_too_deep_for_any_reader_is_named_and_left_out() -> None:
    partition = made()
    deep = b'{"t":"2018-01-01T00:00:00Z","e":{},"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert ["offset 7" in complaint for complaint in partition.hold([Row(7, None, deep)])] == [True]


def test_a_clock_that_is_right_again_is_believed_though_it_says_nothing_new() -> None:
    partition = made()
    partition.held.most_ahead_us = DAY
    minute = HOUR // 60
    rows = [toy.tick(number, START + at, 0, 0, 0) for number, at in enumerate((DAY - minute, DAY + minute, 0))]
    rows = [replace(row, timestamp=START // 1_000) for row in rows]
    judged(partition, rows[0])
    partition.hold(rows[1:2])
    assert partition.held.ahead is not None
    partition.hold(rows[2:])
    assert partition.held.ahead is None
    assert partition.clock == START + DAY - minute


def test_how_long_time_stands_still_after_a_tick_that_was_ahead_is_known_unless_any_is_believed() -> None:
    minute = HOUR // 60
    said = (minute, 10 * minute, 2 * minute, 9 * minute, 10 * minute + 1)
    still = []
    for most_ahead_us in (DAY, 0):
        partition = made()
        partition.held.most_ahead_us = most_ahead_us
        assert partition.still_us == 0
        for number, at in enumerate(said):
            judged(partition, replace(toy.tick(number, START + at, 0, 0, 0), timestamp=START // 1_000))
            still.append(partition.still_us)
    assert still == [0, 0, 8 * minute, minute, 0] + [0] * len(said)


def test_a_tick_can_be_handled_in_pieces_and_is_committed_only_when_all_are_judged() -> None:
    partition = made()
    partition.apply(0, [event(i, f"c{i}", fact(f"f{i}", START)) for i in range(5)])
    partition.hold([toy.tick(0, START + HOUR, 5, 0, 0)])
    tick = partition.ripe()
    assert tick is not None
    assert partition.step_due(tick, times(3))
    work = sent(partition)
    assert len(told(work)) == 3
    assert (work.reach.clock_position, work.figures) == (0, [])
    assert not partition.step_due(tick, always)
    partition.finish(tick)
    work = sent(partition)
    assert len(told(work)) == 2
    assert (work.reach.clock_position, work.reach.clock) == (1, START + HOUR)
    assert work.figures == [(b"figures", f"{START + HOUR} {{1: 5}}".encode())]


def test_a_tick_steps_only_those_who_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "AUDITED_A_TICK", 0)
    partition = made()
    partition.apply(0, [event(i, f"c{i}", fact(f"f{i}", START)) for i in range(4)])
    partition.apply(0, [event(4, "late-comer", fact("g", START + 5 * DAY))])
    judged(partition, toy.tick(0, START + HOUR, 5, 0, 0))
    sent(partition)
    judged(partition, toy.tick(1, START + DAY, 5, 0, 0))
    assert sent(partition).states == []
    judged(partition, toy.tick(2, START + 3 * DAY, 5, 0, 0))
    assert told(sent(partition)) == [f"c{i}/quiet:f{i}" for i in range(4)]


def test_the_time_from_append_to_alert_is_measured_from_the_event_that_caused_it() -> None:
    partition = made()
    waiting = Row(0, b"anna", f"a@{START}".encode(), timestamp=1_000)
    partition.apply(0, [waiting, Row(1, b"bo", f"b@{START + DAY}".encode(), timestamp=2_000)])
    judged(partition, toy.tick(0, START + HOUR, 2, 0, 0))
    assert sent(partition).appended_ms == [1_000]
    judged(partition, toy.tick(1, START + 2 * DAY, 2, 0, 0))
    assert sent(partition).appended_ms == [2_000]
    judged(partition, toy.tick(2, START + 9 * DAY, 2, 0, 0))
    assert sent(partition).appended_ms == [], "what time alone brings about has no event to count from"


def test_a_refused_record_becomes_a_letter_and_stops_nobody() -> None:
    watch = toy.Watch()
    partition = made(watch)
    partition.apply(0, [Row(0, b"anna", b"nonsense"), event(1, "anna", fact("a", START))])
    work = sent(partition)
    assert [letter.reason for letter in work.letters] == watch.reasons == ["unreadable"]
    assert len(work.states) == 1
    assert work.reach.positions == (2, 0, 0)


def test_a_fault_in_the_law_costs_one_citizen_a_letter_and_stops_nobody() -> None:
    watch = toy.Watch()
    partition = made(watch)
    partition._keep_waiting = lambda *_: None  # as for facts behind the clock
    partition.apply(0, [event(0, "unjudgeable-1", fact("x", START)), event(1, "anna", fact("a", START))])
    work = sent(partition)
    assert [letter.reason for letter in work.letters] == ["unjudged"]
    assert [key for key, _ in work.states] == [b"anna"]
    assert (len(watch.faults), watch.events) == (1, 1)


def test_a_fault_at_a_tick_puts_the_citizen_off_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "AUDITED_A_TICK", 0)
    watch = toy.Watch()
    partition = made(watch)
    partition.apply(0, [event(0, "anna", fact("a", START)), event(1, "bo", fact("b", START))])
    with monkeypatch.context() as patched:
        patched.setattr(partition, "_judge", _only_bo)
        judged(partition, toy.tick(0, START + HOUR, 2, 0, 0))
    assert told(sent(partition)) == ["bo/seen:b"]
    assert len(watch.faults) == 1
    judged(partition, toy.tick(1, START + 2 * HOUR, 2, 0, 0))
    assert told(sent(partition)) == []
    judged(partition, toy.tick(2, START + HOUR + DAY, 2, 0, 0))
    assert told(sent(partition)) == ["anna/seen:a"]


def _only_bo(state, citizen, facts, now):  # type: ignore[no-untyped-def]  # the step's own signature
    assert citizen == "bo", "a fault in the law"
    return toy.step(state, citizen, facts, now)


def test_a_step_that_leaves_its_citizen_due_does_not_turn_a_tick_into_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = toy.Watch()
    partition = made(watch)
    partition.apply(0, [event(0, "anna", fact("a", START))])
    monkeypatch.setattr(partition, "_judge", lambda state, *_: Stepped(state, ()))
    judged(partition, toy.tick(0, START + HOUR, 1, 0, 0))
    assert [type(fault) for fault in watch.faults] == [StillDueError]


def test_the_rolling_audit_finds_and_heals_who_has_something_to_say_without_being_due() -> None:
    watch = toy.Watch()
    partition = made(watch)
    partition.apply(0, [event(0, "anna", fact("a", START))])
    partition._due.schedule(b"anna", None)  # the fault: anna is not in the index
    judged(partition, toy.tick(0, START + HOUR, 1, 0, 0))
    judged(partition, toy.tick(1, START + 2 * HOUR, 1, 0, 0))
    assert watch.audits == 1
    assert told(sent(partition)) == ["anna/seen:a"]
