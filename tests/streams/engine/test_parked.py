"""A partition that was parked through a rebalance: where reading goes on."""

from __future__ import annotations

import pytest

from streams.engine.engine import EngineError
from tests.streams.engine.toy import START, event, fact
from tests.traps.test_ownership import engine_with


def test_what_the_broker_no_longer_knows_as_committed_is_read_again_and_changes_nothing() -> None:
    engine = engine_with(0)
    partition = engine.couriers[0].partition
    known = partition.states[b"citizen-0"]
    partition.park()
    engine.begin(0, [0, 0, 0], 0)
    partition.apply(0, [event(0, "citizen-0", fact("f", START))])
    assert partition.positions == [1, 0, 0]
    assert partition.states[b"citizen-0"] == known


def test_what_another_worker_has_moved_on_meanwhile_is_refused() -> None:
    engine = engine_with(0)
    engine.couriers[0].partition.park()
    with pytest.raises(EngineError, match="moved on"):
        engine.begin(0, [2, 0, 0], 0)
