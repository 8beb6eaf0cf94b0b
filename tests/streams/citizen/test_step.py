"""The step: whatever order facts come in, after each tick the alerts, figures and months are what is known by then."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest

from rules import facts as f
from rules.civil import MICROSECONDS_A_DAY, civil_day, day, start_of_day
from streams.citizen.state import NEVER, CitizenState, due_at
from streams.citizen.step import AlertMessage, step
from streams.engine.ports import UNKNOWN_CLOCK
from tests.rules.builders import at, erased, held, moved_to, offer, on_benefit, retracted, summoned
from tests.rules.invented_lives import facts_of, life_of, seeds, story
from tests.streams.citizen.walks import (
    CITIZEN,
    check_invariant,
    check_months,
    day_by_day,
    judge,
    one_by_one,
    open_keys,
    settled,
    shuffled,
    whole,
)

START = on_benefit("jobparat", "2018-01-02")
OVERDUE = "overdue:first-interview:2018-01-02:1"


def _until(facts: Sequence[f.Fact], rng: random.Random) -> int:
    return max(fact.learnt_at for fact in facts) + rng.randint(0, 200) * MICROSECONDS_A_DAY


@pytest.mark.parametrize("seed", seeds(40))
def test_told_one_by_one_between_ticks_gives_the_very_bytes_of_the_whole_walk(seed: int) -> None:
    life, rng = life_of(seed)
    facts = facts_of(life)
    until = _until(facts, rng)
    expected, messages = whole(facts, until)
    state, told = one_by_one(facts, until, rng)
    assert [message.value for message in told] == [message.value for message in messages], story(life)
    assert settled(state) == settled(expected), story(life)
    check_months(state)


@pytest.mark.parametrize("seed", seeds(40))
def test_shuffled_and_doubled_ends_with_the_same_open_set_figures_and_months(seed: int) -> None:
    life, rng = life_of(seed * 13 + 5)
    facts = facts_of(life)
    until = _until(facts, rng)
    expected, _ = whole(facts, until)
    for state in shuffled(facts, until, rng):
        check_invariant(state)
    assert settled(state) == settled(expected), story(life)
    check_months(state)


@pytest.mark.parametrize("seed", seeds(8))
def test_on_every_day_of_an_invented_life_the_open_alerts_are_those_of_the_table(seed: int) -> None:
    life, _ = life_of(seed * 19 + 11)
    facts = facts_of(life)
    first = civil_day(min(fact.learnt_at for fact in facts))
    for state, _messages in day_by_day(facts, first, first + 250):
        check_invariant(state)


@pytest.mark.parametrize("seed", seeds(30))
def test_revisions_follow_one_another_and_never_run_back_in_time(seed: int) -> None:
    life, rng = life_of(seed * 23 + 1)
    facts = facts_of(life)
    order = facts[:]
    rng.shuffle(order)
    until = _until(facts, rng)
    state: CitizenState | None = None
    messages: list[AlertMessage] = []
    for fact in order:
        made = step(state, CITIZEN, [fact], rng.randint(fact.learnt_at, until), judge())
        state = made.state
        messages += made.messages
    seen: dict[str, tuple[int, int, str]] = {}
    for message in messages:
        alert_id, revision = message.id.rsplit("#", 1)
        change = msgspec.json.decode(message.value)["type"].split(".")[3]
        before, time, last = seen.get(alert_id, (0, message.time, "resolved"))
        assert int(revision) == before + 1
        assert message.time >= time
        assert (change == "raised") == (last in ("resolved", "withdrawn", "lapsed"))
        seen[alert_id] = (int(revision), message.time, change)


def test_before_the_first_tick_everything_waits_and_nothing_is_told() -> None:
    made = step(None, CITIZEN, [START, held("2018-01-20")], UNKNOWN_CLOCK, judge())
    assert (made.messages, made.state.alerts, made.state.next_check, len(made.state.facts)) == ((), {}, NEVER, 2)
    assert due_at(made.state) == START.learnt_at


def test_a_backlog_raises_no_false_alarm() -> None:
    """The interview of 8 January lies unread in another topic until the tick of 1 February that covers both."""
    waiting = step(None, CITIZEN, [START], UNKNOWN_CLOCK, judge()).state
    made = step(waiting, CITIZEN, [held("2018-01-08")], start_of_day(day("2018-01-12")), judge())
    assert OVERDUE not in made.state.alerts


def test_a_fact_that_comes_behind_the_clock_is_judged_at_once() -> None:
    state, _ = whole([START], start_of_day(day("2018-01-12")))
    assert OVERDUE in open_keys(state)
    made = step(state, CITIZEN, [held("2018-01-08")], UNKNOWN_CLOCK, judge())
    assert (OVERDUE in open_keys(made.state), made.late, made.state.clock) == (False, 1, state.clock)
    (told,) = made.told
    assert (told.change, told.caused_by, told.revision) == ("withdrawn", "held 2018-01-08", 2)


def test_a_tick_or_a_fact_told_again_changes_nothing() -> None:
    facts = [START, held("2018-01-12"), summoned("2018-02-01")]
    now = start_of_day(day("2018-02-10"))
    state, _ = whole(facts, now)
    for again, tick in (([], now), (facts, now), (facts[1:], now - 5), ([], now - 1)):
        made = step(state, CITIZEN, again, tick, judge())
        assert (made.state, made.messages, made.passed, made.late) == (state, (), (), 0)


def test_time_goes_first_then_the_event() -> None:
    """An interview registered at the very midnight on which the deadline is broken: overdue, then resolved, at one instant."""
    midnight = start_of_day(day("2018-01-10"))
    registered = f.InterviewHeld(id="h", learnt_at=midnight, interview_id="i", held_on=day("2018-01-10"))
    _, messages = whole([START, registered], midnight)
    changes = [message.id for message in messages if message.time == midnight]
    assert changes == [
        f"due-soon:first-interview:{CITIZEN}:2018-01-02:1#2",
        f"overdue:first-interview:{CITIZEN}:2018-01-02:1#1",
        f"overdue:first-interview:{CITIZEN}:2018-01-02:1#2",
    ]


def test_erasure_forgets_for_good_and_keeps_the_revisions() -> None:
    state, _ = whole([START, erased("2018-01-20")], start_of_day(day("2018-02-01")))
    assert [type(fact) for fact in state.facts] == [f.CitizenErased]
    assert (state.alerts[OVERDUE].revision, open_keys(state), state.today.standing) == (2, set(), None)
    # What it removed and comes again, or late, is dropped and counted.
    made = step(state, CITIZEN, [START, held("2018-01-05")], UNKNOWN_CLOCK, judge())
    assert (made.dropped, made.messages, made.state.facts) == (2, (), state.facts)


def test_an_erasure_that_comes_late_removes_what_was_learnt_before_it() -> None:
    state, _ = whole([START], start_of_day(day("2018-02-01")))
    made = step(state, CITIZEN, [erased("2018-01-20")], UNKNOWN_CLOCK, judge())
    assert (made.dropped, open_keys(made.state), len(made.state.facts)) == (1, set(), 1)


@pytest.mark.parametrize("ahead", [True, False], ids=["before the tick", "behind it"])
def test_of_two_events_of_one_id_and_one_time_it_does_not_matter_which_came_first(ahead: bool) -> None:
    """Their content orders them, as it says which of the two stands: the same state, and before the tick the same bytes."""
    one, other = (held(on, interview_id="i", id="i", learnt="2018-01-06") for on in ("2018-01-05", "2017-12-01"))
    made = []
    for said in ([one, other], [other, one]):
        begun = step(None, CITIZEN, [START], START.learnt_at, judge()).state
        for fact in said:
            begun = step(begun, CITIZEN, [fact], UNKNOWN_CLOCK if ahead else at("2018-01-20"), judge()).state
        made.append(step(begun, CITIZEN, [], at("2018-02-01"), judge()))
    assert settled(made[0].state) == settled(made[1].state)
    assert not ahead or made[0] == made[1]


def test_of_erasures_of_one_instant_the_first_by_id_is_kept_whichever_came_first() -> None:
    first, second = (msgspec.structs.replace(erased("2018-01-20"), id=name) for name in ("a", "b"))
    kept = []
    for order in ([first, second], [second, first]):
        state = step(None, CITIZEN, [START], at("2018-02-01"), judge()).state
        for fact in order:
            state = step(state, CITIZEN, [fact], UNKNOWN_CLOCK, judge()).state
        kept.append(settled(state))
    assert kept[0] == kept[1]
    assert [fact.id for fact in kept[0]["facts"]] == ["a"]


def test_an_alert_raised_again_goes_on_with_the_next_revision() -> None:
    """Held on the 12th, then retracted: it is overdue again, now by the retraction."""
    _, messages = whole([START, held("2018-01-12"), retracted("held 2018-01-12", "2018-01-15")], at("2018-01-16"))
    told = [msgspec.json.decode(message.value) for message in messages if message.id.startswith("overdue:first")]
    assert [(each["type"].split(".")[3], each["data"]["revision"], each["data"]["caused_by"]) for each in told] == [
        ("raised", 1, "clock"),
        ("resolved", 2, "held 2018-01-12"),
        ("raised", 3, "retracted held 2018-01-12"),
    ]


def test_month_ends_are_kept_as_known_then_and_told_as_known_now() -> None:
    """In force in 101 at the end of January; on 10 March it is learnt that the citizen had moved on 20 January."""
    state, _ = whole([START], at("2018-03-10"))
    made = step(state, CITIZEN, [moved_to("461", "2018-01-20", learnt="2018-03-10")], at("2018-03-10"), judge())
    (january, february) = made.state.months[-2:] if len(made.state.months) > 1 else (made.state.months[-1],) * 2
    assert january[1] is not None
    assert february[1] is not None
    assert january[1].municipality == february[1].municipality == "461"
    check_months(made.state)


def test_the_month_ends_that_a_step_passes_are_given_as_known_then() -> None:
    made = step(None, CITIZEN, [START, offer("nytteindsats", "2018-02-10", "2018-03-10")], at("2018-04-02"), judge())
    assert [(month, standing is not None and standing.municipality) for month, standing in made.passed] == [
        (2018 * 12 + month, "101") for month in (0, 1, 2)
    ]


def test_the_index_is_the_next_midnight_that_matters_or_the_first_pending_fact() -> None:
    state, _ = whole([START], at("2018-01-03"))
    assert due_at(state) == start_of_day(day("2018-01-07"))  # the warning: a third of seven days before the 9th
    waiting = step(state, CITIZEN, [held("2018-01-05")], UNKNOWN_CLOCK, judge()).state
    assert due_at(waiting) == at("2018-01-05")
