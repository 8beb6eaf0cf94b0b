"""A worker with another lawbook takes over what is recorded, is killed at any moment, and ends where its law alone would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from rules.civil import Instant
from streams.agents.law_change import LawChange
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import step
from streams.engine.journal import Reach
from streams.engine.settlement import NOBODY, LawReplacedError, Settlement
from streams.instruments import role_registry
from tests.streams.citizen.walks import judge, settled
from tests.streams.engine.toy import ripe_tick
from tests.upgrades.recorder import Log, Owner
from tests.upgrades.recording import PARTITIONS, facts, read, versions
from tests.upgrades.test_taken_over import feed

ANOTHER_LAW: Final = Path(__file__).with_name("another-law.yaml")
RECORDINGS: Final = [(version, number) for version in versions() for number in range(PARTITIONS)]
every_recording = pytest.mark.parametrize(("version", "number"), RECORDINGS)


@pytest.fixture(scope="module")
def another() -> Judge:
    return Judge.load(ANOTHER_LAW)


def recorded(version: int, number: int) -> tuple[Log, Owner]:
    """A recorded changelog, and an owner of this release who has gone on by the law that ships, to where it had read."""
    recording, log = read(version, number), Log()
    log.rows = list(recording.rows)
    heading = recording.heading
    owner = Owner(log, number, 3, Reach(heading.positions, heading.clock_position, heading.clock), judge())
    at = 1 + max(state.clock for _, state in owner.partition.states.items())
    feed(owner.partition, at)
    owner.tick(at)
    owner.carry()
    return log, owner


def tick_in_part(owner: Owner, at: Instant, citizens: int) -> bool:
    """Judge by a tick, at most so many citizens; whether some are left."""
    held = ripe_tick(owner.partition, at)
    budget = iter(range(citizens))
    return owner.partition.step_due(held, lambda: next(budget, None) is not None)


def as_of(state: CitizenState, citizen: str, at: Instant, law: Judge) -> dict[str, Any]:
    """What a state says at an instant, without what was read ahead; nothing may be left to be told before."""
    made = step(state, citizen, (), at, law)
    assert not made.messages
    return settled(replace(made.state, facts=tuple(fact for fact in made.state.facts if fact.learnt_at <= at)))


@every_recording
@pytest.mark.parametrize("tells", [True, False], ids=["told", "written, not told"])
def test_killed_at_any_moment_of_the_judging_the_next_one_ends_it(
    version: int, number: int, tells: bool, another: Judge
) -> None:
    log, owner = recorded(version, number)
    at = owner.partition.clock + 1
    for generation, citizens in enumerate((0, 3, 4), 4):
        owner = Owner(log, number, generation, owner.reach, another)
        assert tick_in_part(owner, at, citizens), "it is killed in the middle"
        owner.carry(tells=tells)
    last = Owner(log, number, 9, owner.reach, another)
    last.tick(at)
    last.carry()
    expected = {citizen: step(None, citizen, said, at, another).state for citizen, said in facts(number, at).items()}
    assert len(expected) >= 10
    for citizen, state in expected.items():
        assert as_of(last.partition.states[citizen.encode()], citizen, at, another) == settled(state), citizen
    last.carry()
    assert not Owner(log, number, 10, last.reach, another).partition.anew.is_on, "and the one after has nothing to do"


def test_one_line_sums_up_what_the_law_has_changed_in_all_partitions(another: Judge) -> None:
    owners = []
    for number in range(PARTITIONS):
        log, owner = recorded(versions()[-1], number)
        owners.append(Owner(log, number, 4, owner.reach, another))
    registry = role_registry()
    change = LawChange(registry)
    for owner in owners:
        change.look([each.partition.anew for each in owners], another.version)
        assert not registry.get_sample_value("rettidig_lawbook_citizens_judged_anew_total")
        owner.tick(owner.partition.clock + 1)
    for _ in range(2):
        change.look([each.partition.anew for each in owners], another.version)
    citizens = sum(len(owner.partition.states) for owner in owners)
    assert registry.get_sample_value("rettidig_lawbook_citizens_judged_anew_total") == citizens
    withdrawn = {"change": "withdrawn", "duty": "interviews-in-period"}
    assert registry.get_sample_value("rettidig_lawbook_alert_changes_total", withdrawn)


@pytest.mark.parametrize(
    ("laws", "ours", "undoes", "after"),
    [
        ((), 1, None, ((1,), True)),
        ((1,), 1, None, ((1,), False)),
        ((1,), 2, None, ((1, 2), True)),
        ((1, 2), 1, 2, ((2, 1), True)),
        ((1, 2, 3), 1, 2, None),
        ((1, 2), 1, None, None),
        ((1, 2), 0, None, ((1, 2), False)),
    ],
    ids=["unknown", "the same", "newer", "taken back", "takes back another", "replaced", "laws are not told apart"],
)
def test_the_newest_law_stands_and_one_that_was_replaced_comes_back_only_on_purpose(
    laws: tuple[int, ...], ours: int, undoes: int | None, after: tuple[tuple[int, ...], bool] | None
) -> None:
    before = Settlement(1, 1, 5, 0, laws)
    if after is None:
        with pytest.raises(LawReplacedError, match=f"RETTIDIG_LAWBOOK_UNDOES={laws[-1]:08x}"):
            before.under(ours, undoes)
    else:
        now = before.under(ours, undoes)
        assert (now.laws, now.judges_anew) == after


def test_where_nobody_was_judged_there_is_nothing_to_judge_anew() -> None:
    assert not NOBODY.under(7).judges_anew
