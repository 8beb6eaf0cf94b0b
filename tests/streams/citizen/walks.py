"""Ways to bring the same facts to the step, and what must be equal whichever way they came; decides no law."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from alerts.alert import OpenAlert
from rules.civil import Day, Instant, civil_day, start_of_day
from rules.facts import Fact
from rules.settle import by_time
from streams.citizen.encoding import decode, encode
from streams.citizen.judge import Judge, today
from streams.citizen.months import at_month_end
from streams.citizen.state import CitizenState
from streams.citizen.step import AlertMessage, step
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import WINDOW_MONTHS, last_day, month_of

CITIZEN = "c1"


@lru_cache(maxsize=1)
def judge() -> Judge:
    """The law and policy that ship with the product."""
    return Judge.load()


def whole(facts: Sequence[Fact], until: Instant) -> tuple[CitizenState, tuple[AlertMessage, ...]]:
    """All facts at once and one tick: the canonical log."""
    made = step(None, CITIZEN, facts, until, judge())
    return made.state, made.messages


def one_by_one(facts: Sequence[Fact], until: Instant, rng: random.Random) -> tuple[CitizenState, list[AlertMessage]]:
    """Each fact when it was registered, ticks in between where the dice say so; the state goes through its bytes."""
    order = sorted(facts, key=by_time)
    state: CitizenState | None = None
    told: list[AlertMessage] = []
    for fact, following in zip(order, [*order[1:], None], strict=True):
        made = step(state, CITIZEN, [fact], UNKNOWN_CLOCK if rng.random() < 0.3 else fact.learnt_at, judge())
        told += made.messages
        last = until if following is None else max(following.learnt_at - 1, fact.learnt_at)
        if rng.random() < 0.5:
            made = step(made.state, CITIZEN, [], rng.randint(fact.learnt_at, last), judge())
            told += made.messages
        state = decode(encode(made.state))
    made = step(state, CITIZEN, [], until, judge())
    return made.state, [*told, *made.messages]


def shuffled(facts: Sequence[Fact], until: Instant, rng: random.Random) -> Iterator[CitizenState]:
    """The state after each step when facts come in any order, some twice, between ticks that do not wait for them."""
    left = [*facts, *(rng.choice(facts) for _ in range(3))]
    rng.shuffle(left)
    first = min(fact.learnt_at for fact in facts)
    state: CitizenState | None = None
    clock = first - 1
    while left:
        some, left = left[: (size := rng.randint(1, 3))], left[size:]
        if rng.random() < 0.6:
            clock = max(clock, rng.randint(first, until))
        state = step(state, CITIZEN, some, clock if rng.random() < 0.8 else UNKNOWN_CLOCK, judge()).state
        yield state
    yield step(state, CITIZEN, [], until, judge()).state


def settled(state: CitizenState) -> dict[str, Any]:
    """What must not depend on how the facts came: all but revisions, times told and the day of the next look."""
    return {
        "facts": state.facts,
        "open": {key: shown(record.told) for key, record in state.alerts.items() if record.told is not None},
        "today": state.today,
        "months": state.months,
        "clock": state.clock,
    }


def shown(alert: OpenAlert) -> tuple[object, ...]:
    """What makes an open alert `changed` when it is not as it was told."""
    arranged = alert.summoned_for, alert.awaiting_outcome
    return alert.due_on, alert.plan_on, alert.held, alert.caseworker, alert.municipality, *arranged, alert.held_back


def open_keys(state: CitizenState) -> set[str]:
    return {key for key, record in state.alerts.items() if record.told is not None}


def known_to(state: CitizenState) -> list[Fact]:
    return [fact for fact in state.facts if fact.learnt_at <= state.clock]


def check_invariant(state: CitizenState) -> None:
    """The open alerts and the figures are those of the table with what is known on the clock's day."""
    if state.clock == UNKNOWN_CLOCK:
        assert not state.alerts
        return
    known, on = judge().dossier(known_to(state)), civil_day(state.clock)
    judged = judge().judge(known, on)
    assert open_keys(state) == set(judged.open)
    assert state.today == today(judged, judge().standing(known, on))
    for key, alert in judged.open.items():
        told = state.alerts[key].told
        assert told is not None
        assert shown(told) == shown(alert), key


def check_months(state: CitizenState) -> None:
    """The last 25 month ends before the clock's day are what an assessment of each says with what is known now."""
    known = judge().dossier(known_to(state))
    running = month_of(civil_day(state.clock))
    for month in range(running - WINDOW_MONTHS, running):
        assert at_month_end(state, month) == judge().standing(known, last_day(month)), month


def day_by_day(facts: Sequence[Fact], first: Day, last: Day) -> Iterator[tuple[CitizenState, tuple[AlertMessage, ...]]]:
    """The state at the last instant of each day, facts coming on the day on which they were registered."""
    state: CitizenState | None = None
    for day in range(first, last + 1):
        ends = start_of_day(day + 1) - 1
        news = [fact for fact in facts if civil_day(fact.learnt_at) == day]
        made = step(state, CITIZEN, news, ends, judge())
        state = made.state
        yield state, made.messages
