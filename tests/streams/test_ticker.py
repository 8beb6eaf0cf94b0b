"""The wall clock's ticks: they never go back, however the machine's clock is set, and go on after a failure."""

from __future__ import annotations

from itertools import pairwise

import pytest
import structlog

from rules.civil import Instant, day, start_of_day
from streams import clock
from streams.ticker import ForwardClock, NoTickError, cut_patiently, tick_by_the_wall_clock

SECOND = 1_000_000
NOON = start_of_day(day("2026-03-09")) + 12 * 3_600 * SECOND


@pytest.mark.parametrize(
    ("machine", "said", "named"),
    [
        ([0, 1, 2], [0, 1, 2], 0),
        ([5, 5, 5], [5, 6, 7], 0),
        ([10, 3, 4, 20], [10, 11, 12, 20], 0),  # kept right by microseconds
        ([3_600 * SECOND, 0, SECOND, 3_600 * SECOND + 9], [3_600 * SECOND, 3_600 * SECOND + 1, 3_600 * SECOND + 2, 3_600 * SECOND + 9], 1),
        ([9 * SECOND, 0, 10 * SECOND, 1], [9 * SECOND, 9 * SECOND + 1, 10 * SECOND, 10 * SECOND + 1], 2),
    ],
)  # fmt: skip
def test_a_clock_that_is_set_back_goes_on_from_where_it_was(
    machine: list[Instant], said: list[Instant], named: int
) -> None:
    read = iter(machine)
    forward = ForwardClock(lambda: next(read))
    with structlog.testing.capture_logs() as logs:
        assert [forward.now() for _ in machine] == said
    assert [entry["event"] for entry in logs] == ["clock.set_back"] * named


class Cut:
    """Notes what is cut; `away` fails."""

    def __init__(self) -> None:
        self.whole: list[Instant] = []
        self.news: list[Instant] = []
        self.away = False

    def cut(self, at: Instant) -> None:
        if self.away:
            raise NoTickError("away")
        self.whole.append(at)

    def cut_for_news(self, at: Instant) -> None:
        if self.away:
            raise NoTickError("away")
        self.news.append(at)


def test_ticks_go_on_through_an_hour_set_back_and_a_broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, wall, cut = [0.0], [NOON], Cut()
    monkeypatch.setattr(clock, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(clock, "now", lambda: wall[0])
    rounds = iter(range(100))

    def pause(waited: float) -> bool:
        seconds[0] += max(waited, 0.05)
        wall[0] += int(max(waited, 0.05) * SECOND)
        number = next(rounds)
        if number == 20:
            wall[0] -= 3_600 * SECOND
        cut.away = 40 <= number < 60
        return number < 99

    tick_by_the_wall_clock(cut, 1_000, pause, lambda _at: None)
    every = sorted([*cut.whole, *cut.news])
    assert len(set(every)) == len(every) > 60
    assert all(earlier < later for earlier, later in pairwise(cut.whole))
    assert len(cut.whole) >= 6
    assert max(every) < NOON + 60 * SECOND


def test_a_tick_that_must_not_be_left_out_waits_for_the_broker_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds, cut = [0.0], Cut()
    monkeypatch.setattr(clock, "monotonic", lambda: seconds[0])
    cut.away = True

    def meanwhile() -> None:
        seconds[0] += 1
        cut.away = seconds[0] < back_at

    back_at = 5.0
    cut_patiently(cut, NOON, meanwhile, patience_s=10)
    assert (cut.whole, seconds[0]) == ([NOON], 5.0)
    cut.away, back_at = True, 100.0
    with pytest.raises(NoTickError, match="away"):
        cut_patiently(cut, NOON + 1, meanwhile, patience_s=10)
    assert (cut.whole, seconds[0]) == ([NOON], 16.0)
