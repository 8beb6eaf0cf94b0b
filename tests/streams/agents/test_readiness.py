"""When a worker counts as standing still, which ends it after a while, so that somebody starts it again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from streams import clock
from streams.agents.readiness import Readiness

SESSION_S = 3.0


def app(*, assigning: bool = False, behind: int = 0, moves: int = 0, proof_age_s: float = 0.1) -> Any:
    """An application as far as readiness looks at it, with one partition unless partitions are just being assigned."""
    courier = SimpleNamespace(partition=SimpleNamespace(anew=SimpleNamespace(is_on=False), has_ticked=True))
    engine = SimpleNamespace(
        couriers={} if assigning else {0: courier},
        membership=SimpleNamespace(age_s=proof_age_s),
        positions=lambda: {} if assigning else {("benefit-events", 0): 5},
        moves=moves,
    )
    return SimpleNamespace(
        engine=engine,
        rebalancing=assigning,
        in_recovery=False,
        tables=SimpleNamespace(actives_ready=True),
        end_offset=lambda _topic, _partition: 5 + behind,
    )


@pytest.mark.parametrize(
    ("first", "then", "is_still"),
    [
        pytest.param(app(behind=3), app(behind=3), True, id="events wait and nothing moves"),
        pytest.param(app(behind=3), app(behind=3, moves=1), False, id="events wait and something moves"),
        pytest.param(app(), app(), False, id="there is nothing to do"),
        pytest.param(app(assigning=True), app(assigning=True), True, id="a rebalance comes to no end"),
        pytest.param(app(assigning=True), app(assigning=True, moves=9), False, id="states are being read back"),
        pytest.param(app(assigning=True), app(assigning=True, proof_age_s=9), False, id="the broker is away meanwhile"),
    ],
)
def test_a_worker_stands_still_when_there_is_something_to_do_and_nothing_moves(
    first: Any, then: Any, is_still: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    readiness = Readiness(SESSION_S)
    readiness.look(first)
    now[0] += 50
    readiness.look(then)
    now[0] += 50
    assert (readiness.still_s >= 100) is is_still
