"""What must be: states, alerts and figures as the step gives them without a broker, and how what was found differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from deploy.comparing.citizen import MISSING
from deploy.comparing.figures import said
from deploy.comparing.meaning import differing_parts, open_in
from rules.civil import Instant
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.municipality.aggregate import Aggregate
from streams.municipality.partials import PartitionCounts
from tests.broker.lives import Event, by_citizen
from tests.broker.scene import Scene
from tests.eventually import eventually


@lru_cache(maxsize=1)
def _law() -> Judge:
    return Judge.load()


def judge() -> Judge:
    """The law as it ships, which has judged nobody yet: what is expected must not rest on what was asked before."""
    return Judge(_law().book, _law().policy)


def folded(events: Iterable[Event], at: Instant, law: Judge | None = None) -> dict[str, CitizenState]:
    """The states that the step gives at `at` without any broker; by the law that ships, or another one."""
    fresh = law or judge()
    return {
        citizen: step(None, citizen, facts, at, fresh).state
        for citizen, facts in by_citizen(event for event in events if event.at <= at).items()
    }


def told(events: Iterable[Event], at: Instant) -> dict[str, list[bytes]]:
    """The canonical log up to `at`, by citizen."""
    fresh = judge()
    return {
        citizen: [message.value for message in messages]
        for citizen, facts in by_citizen(events).items()
        if (messages := step(None, citizen, facts, at, fresh).messages)
    }


def figures_of(states: Iterable[CitizenState], at: Instant) -> Aggregate:
    """The figures of states as of a tick, counted as one partition."""
    counts, aggregate = PartitionCounts(0), Aggregate(1)
    counts.rebuild(states, "expected")
    for key, value in counts.at_tick(at):
        aggregate.take(key, value)
    while aggregate.step():
        pass
    return aggregate


def assert_as_folded(scene: Scene, events: Sequence[Event], at: Instant, within_s: float = 60.0) -> None:
    """Open set, states and figures after the tick `at` are those of the step without a broker (outputs.md, L).

    Figures may take a moment: who takes over counts anew, and publishes as of the newest tick once it has handled that, or
    as of an older one before it where the ends of the ticks could not be told.
    """
    expected = folded(events, at)
    eventually(lambda: differences(scene.states(), expected, at), lambda citizens: not citizens, within_s)
    assert scene.open_alerts() == open_in(expected)
    eventually(lambda: differing_groups(scene.aggregate(), expected.values(), at), lambda groups: not groups, within_s)


def differing_groups(found: Aggregate, states: Iterable[CitizenState], at: Instant) -> list[str]:
    """The groups of which an aggregate says at a tick something else than these states."""
    ours, theirs = figures_in(found, at), figures_in(figures_of(states, at), at)
    return sorted(group for group in {*ours, *theirs} if ours.get(group) != theirs.get(group))


def figures_in(aggregate: Aggregate, at: Instant) -> dict[str, object]:
    """What an aggregate says at a tick, by municipality and target group.

    Not what was known at past month ends, nor when a municipality was last heard of: citizens' states know neither.
    """
    return {" ".join(group): record for group, record in said(aggregate.sums, at).items()}


def differences(
    found: Mapping[str, CitizenState], expected: Mapping[str, CitizenState], at: Instant, law: Judge | None = None
) -> dict[str, tuple[str, ...]]:
    """Citizen → in what the state that was found says something else at `at` than it must; who does not is left out.

    `MISSING`, or what `differing_parts` says.
    """
    by_law = law or judge()
    told_apart = {
        citizen: differing_parts(found[citizen], state, citizen, at, by_law) if citizen in found else (MISSING,)
        for citizen, state in expected.items()
    }
    return {citizen: names for citizen, names in told_apart.items() if names}
