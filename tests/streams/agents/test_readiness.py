"""When a worker counts as standing still, which ends it after a while, so that somebody starts it again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from streams import clock
from streams.agents.readiness import Readiness
from streams.amount import amount

SESSION_S = 3.0


class Held:
    """A partition's held ticks: how many, and the one that is ahead."""

    def __init__(self, count: int, ahead: Any) -> None:
        self._count, self.ahead = count, ahead

    def __len__(self) -> int:
        return self._count


def app(
    *,
    assigning: bool = False,
    behind: int = 0,
    moves: int = 0,
    proof_age_s: float = 0.1,
    to_read_back: int = 0,
    to_take_up: int = 0,
    has_ticked: bool = True,
    held: int = 0,
    is_ripe: bool = False,
    ahead_us: int = 0,
    still_us: int = 0,
    ticks_left: int = 0,
    is_fetched: bool = True,
) -> Any:
    """An application as far as readiness looks at it, with one partition unless partitions are just being assigned."""
    anew = SimpleNamespace(is_on=False)
    courier = SimpleNamespace(
        partition=SimpleNamespace(
            anew=anew,
            has_ticked=has_ticked,
            clock_position=5,
            ripe=lambda: "the tick" if is_ripe else None,
            still_us=still_us,
            held=Held(held, SimpleNamespace(ahead_us=ahead_us) if ahead_us else None),
        )
    )
    engine = SimpleNamespace(
        couriers={} if assigning else {0: courier},
        membership=SimpleNamespace(age_s=proof_age_s, is_known=proof_age_s != float("inf")),
        to_take_up=to_take_up,
        positions=lambda: {} if assigning else {("benefit-events", 0): 5},
        moves=moves,
    )
    return SimpleNamespace(
        engine=engine,
        rebalancing=assigning,
        in_recovery=False,
        tables=SimpleNamespace(actives_ready=True),
        clock_topic="clock",
        end_offset=lambda topic, _partition: (
            None if not is_fetched else 5 + (ticks_left if topic == "clock" else behind)
        ),
        to_read_back=to_read_back,
    )


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (app(proof_age_s=float("inf")), "joining: the group has not counted this worker in yet"),
        (app(proof_age_s=9), "the broker has not answered for 9 s"),
        (app(assigning=True), "the group divides the partitions"),
        (app(assigning=True, to_read_back=1234, to_take_up=9), "reading back: 1,234 changelog records left"),
        (app(assigning=True, to_take_up=9), "reading back: 9 citizens left to be taken up"),
        (app(has_ticked=False, is_fetched=False), "reading on: how much is left in 1 partition is not known yet"),
        (
            app(has_ticked=False, behind=7, ticks_left=3),
            "taking in what was there before the first tick: 7 events left in 1 partition",
        ),
        (
            app(has_ticked=False, ticks_left=3),
            "everything is taken in; reading on to the first tick in 1 partition",
        ),
        (
            app(has_ticked=False, held=1, is_ripe=True),
            "judging by the first tick in 1 partition; all that was there before it is taken in",
        ),
        (app(has_ticked=False), "everything is taken in; waiting for the next tick in 1 partition"),
        (
            app(has_ticked=False, behind=7, held=2),
            "taking in what was there before the first tick: 7 events left in 1 partition",
        ),
        (  # events that come while it is judged are not waited for
            app(has_ticked=False, behind=7, held=2, is_ripe=True),
            "judging by the first tick in 1 partition; all that was there before it is taken in",
        ),
        (
            app(ahead_us=315_360_000_000_000),
            "ticks are 315360000 s ahead of Kafka's clock, and nothing is judged by them: set the clocks right",
        ),
        (
            app(still_us=540_900_000),
            "time stands still for another 540 s: a tick that was ahead of Kafka's clock has been judged by. "
            "Nothing is lost: what falls due is told then. See that the clocks stay right",
        ),
        (app(still_us=540_900_000, ticks_left=900), ""),  # these are ticks of a while ago
        (app(), ""),
    ],
)
def test_a_worker_that_is_not_ready_says_what_it_waits_for_and_how_much_is_left(seen: Any, said: str) -> None:
    readiness = Readiness(SESSION_S)
    assert readiness.why_not() == "starting: waiting for the broker"
    readiness.look(seen)
    assert readiness.why_not() == said


def test_how_much_is_left_is_told_to_who_asks_and_logged_once() -> None:
    readiness = Readiness(SESSION_S)
    with structlog.testing.capture_logs() as logged:
        for left in (3000, 200, 10, 1):
            readiness.look(app(assigning=True, to_read_back=left))
            assert readiness.why_not() == f"reading back: {amount(left, 'changelog record')} left"
        readiness.look(app())
    assert [entry["event"] for entry in logged] == ["worker.not_ready", "worker.ready"]


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


@pytest.mark.parametrize(
    ("then", "asks_for_the_clock"),
    [
        pytest.param(app(has_ticked=False), True, id="no tick came"),
        pytest.param(app(has_ticked=False, behind=7), True, id="events come and no tick does"),
        pytest.param(app(has_ticked=False, behind=7, ticks_left=1), False, id="a tick stands behind a backlog"),
        pytest.param(app(has_ticked=False, held=1), False, id="a tick is held"),
        pytest.param(app(), False, id="a tick was handled"),
    ],
)
def test_the_clock_is_asked_for_when_no_tick_came_for_a_while_and_not_when_the_worker_is_behind(
    then: Any, asks_for_the_clock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    readiness = Readiness(SESSION_S)
    for seen in (app(has_ticked=False), then):
        readiness.look(seen)
        now[0] += 16
    readiness.look(then)
    said = readiness.why_not()
    assert (said == "no tick yet for 1 partition: is `rettidig clock` running?") is asks_for_the_clock


def test_a_broker_that_goes_and_comes_back_is_told_once_each_with_what_to_do() -> None:
    readiness = Readiness(SESSION_S)
    with structlog.testing.capture_logs() as logged:
        for age_s in (float("inf"), 0.1, 2.0, 2.5, 9.0, 12.0, 0.2, 0.1):
            readiness.look(app(proof_age_s=age_s))
    broker = [entry for entry in logged if entry["event"].startswith("broker.")]
    assert [entry["event"] for entry in broker] == ["broker.away", "broker.back"]
    assert broker[0]["unanswered_s"] == 2.5
    assert "nothing is lost" in broker[0]["remedy"]
