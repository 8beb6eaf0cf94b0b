"""One citizen's state: facts, what was judged of them, and what still has to be told; knows neither its bytes nor how it changes."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import msgspec

from alerts.record import Record
from rules.civil import Day, Instant, start_of_day
from rules.facts import Fact
from streams.engine.ports import UNKNOWN_CLOCK

STATE_VERSION: Final = 2
SOURCES: Final = 3
"""How many source topics there are, and so how many offsets."""
NEVER: Final[Day] = 0
"""`next_check` of a citizen about whom nothing can change by time alone."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """What one citizen with a running benefit adds to the measures of one day.

    `counted` and `met` are bit sets: bit i stands for `rules.pools.LANES[i]`.
    """

    municipality: str
    target_group: str
    counted: int
    met: int


class Today(msgspec.Struct, frozen=True, array_like=True):
    """What one citizen adds to the live figures; nothing without a running benefit.

    `obligations`: (duty, open, overdue) of the jobcentre, sorted. `alerts`: (kind, open), sorted.
    """

    standing: Standing | None = None
    obligations: tuple[tuple[str, int, int], ...] = ()
    alerts: tuple[tuple[str, int], ...] = ()


class CitizenState(msgspec.Struct, frozen=True, array_like=True):
    """All that a worker keeps of one citizen.

    - `offsets`: the last applied offset of each source topic, in the order of `streams.topics.SOURCE_TOPICS`; -1: none.
    - `clock`: the instant up to which the facts are judged; facts learnt after it are pending.
    - `facts`: sorted by (learnt_at, id); `next_check`: the first day on which time alone may change something.
    - `alerts`: the lives of the citizen's alerts by `alerts.identity.key`; an ended one keeps its revision.
    - `months`: (year * 12 + month - 1, standing at that month's end), oldest first, only where it differs from the entry
      before; it covers the last 25 month ends before the clock's day. What `today` says holds for the month ends since.
    - `outbox`: alert messages (canonical JSON) that may not have reached the broker.
    """

    version: int
    partition: int
    offsets: tuple[int, ...]
    clock: Instant
    facts: tuple[Fact, ...]
    alerts: dict[str, Record]
    today: Today
    months: tuple[tuple[int, Standing | None], ...]
    next_check: Day
    outbox: tuple[bytes, ...] = ()


class Glance(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a state without its facts and alerts: when it is due, and what it adds to the figures.

    `due`: the instant from which a tick concerns this citizen, None: none does. `heard`: see `newest_judged`.
    The others as in CitizenState.
    """

    due: Instant | None
    heard: Instant | None
    clock: Instant
    next_check: Day
    today: Today
    months: tuple[tuple[int, Standing | None], ...]


def unknown(partition: int) -> CitizenState:
    """The state of a citizen of whom nothing was ever heard."""
    return CitizenState(
        version=STATE_VERSION,
        partition=partition,
        offsets=(-1,) * SOURCES,
        clock=UNKNOWN_CLOCK,
        facts=(),
        alerts={},
        today=Today(),
        months=(),
        next_check=NEVER,
    )


def due_at(state: CitizenState) -> Instant | None:
    """The instant from which a tick concerns this citizen: the next day to be looked at or the first pending fact."""
    first = _judged(state)
    pending = state.facts[first].learnt_at if first < len(state.facts) else None
    if state.next_check == NEVER:
        return pending
    midnight = start_of_day(state.next_check)
    return midnight if pending is None else min(midnight, pending)


def newest_judged(state: CitizenState) -> Instant | None:
    """When the newest of the facts that were judged had been registered; None if none was."""
    judged = _judged(state)
    return state.facts[judged - 1].learnt_at if judged else None


def _judged(state: CitizenState) -> int:
    """How many of the facts a tick has covered; mostly all or none."""
    facts, clock = state.facts, state.clock
    if not facts or facts[-1].learnt_at <= clock:
        return len(facts)
    if facts[0].learnt_at > clock:
        return 0
    return bisect_right(facts, clock, key=lambda fact: fact.learnt_at)


def at_a_glance(state: CitizenState) -> Glance:
    """What is known of a state without its facts and alerts."""
    due, heard = due_at(state), newest_judged(state)
    return Glance(due, heard, state.clock, state.next_check, state.today, state.months)
