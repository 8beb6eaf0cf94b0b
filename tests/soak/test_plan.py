"""A seed is a round: the same lives and mishaps in the same order, however the round goes; and everything that can befall does."""

from __future__ import annotations

from typing import get_args

import pytest

from rules.civil import MICROSECONDS_A_DAY
from rules.facts import Fact
from tests.bench.lives import lives
from tests.soak.mishaps import KINDS
from tests.soak.people import PAST, REFORM, days_of, events_of
from tests.soak.plan import BROKER, CHANGE_LAW, CLOCK, FIGURES, INBOX, NODE, WORKERS, Plan, Size, plan

KNOWN = {*WORKERS, *BROKER, *NODE, *FIGURES, *INBOX, *CLOCK, CHANGE_LAW}
SEEDS = range(150)


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return [plan(seed, Size(4)) for seed in SEEDS]


def test_a_seed_draws_the_same_round_again(plans: list[Plan]) -> None:
    assert [plan(seed, Size(4)) for seed in SEEDS[:20]] == plans[:20]
    assert len({tuple(drawn.drawn()) for drawn in plans}) > 140


def test_every_mishap_has_one_place_where_it_happens_and_is_drawn() -> None:
    assert {name: sum(hasattr(kind, name) for kind in KINDS) for name in KNOWN} == dict.fromkeys(KNOWN, 1)


def test_every_mishap_and_every_kind_of_round_is_drawn(plans: list[Plan]) -> None:
    assert {mishap for drawn in plans for mishap in drawn.drawn()} == KNOWN
    assert {drawn.nodes for drawn in plans} == {1, 3}
    assert {drawn.years for drawn in plans} == {PAST, REFORM}
    for shares in ("is_in_order", "has_clock"):
        assert {getattr(drawn, shares) for drawn in plans} == {True, False}, shares


def test_the_law_changes_at_most_once_and_clocks_are_harmed_only_where_they_tick(plans: list[Plan]) -> None:
    for drawn in plans:
        assert drawn.drawn().count(CHANGE_LAW) == (drawn.changes_law_in is not None)
        by_hand = [stage for stage in drawn.stages if stage.ticks]
        assert not {blow.mishap for stage in by_hand for blows in stage.all_blows() for blow in blows} & set(CLOCK)
        assert len(drawn.stages) - len(by_hand) == drawn.has_clock
        assert drawn.nodes == 3 or not {"lose_node", "sleep_node"} & set(drawn.drawn())


def test_nodes_can_be_asked_for() -> None:
    assert {plan(seed, Size(2), nodes=3).nodes for seed in SEEDS[:20]} == {3}


def test_everything_that_is_learnt_is_published_in_order_or_at_least_once(plans: list[Plan]) -> None:
    for drawn in plans[:40]:
        published = [event for stage in drawn.stages for piece in stage.pieces for event in piece.events]
        learnt = [event for stage in drawn.stages for event in stage.learnt]
        assert len(learnt) == len(set(learnt)) > 0
        assert published == learnt if drawn.is_in_order else set(published) == set(learnt)


def test_the_years_of_the_reform_are_the_same_lives_later() -> None:
    now, later = events_of(6, 1, PAST), events_of(6, 1, REFORM)
    assert len(now) == sum(len(life.facts) for life in lives(6, 1))
    for one, other in zip(now, later, strict=True):
        assert other.at - one.at == REFORM.days_later * MICROSECONDS_A_DAY
        for name in days_of(type(one.fact)):
            day, moved = getattr(one.fact, name), getattr(other.fact, name)
            assert (moved is None) if day is None else moved - day == REFORM.days_later


def test_the_days_of_a_fact_are_known() -> None:
    found = {name for kind in get_args(Fact) for name in days_of(kind)}
    assert {"from_", "to", "birth_date", "planned_on", "held_on", "given_on"} <= found
    assert not found & {"learnt_at", "hours", "id", "category"}
