"""The clocks: the machine's, and one that is moved by hand and never back."""

from __future__ import annotations

import pytest

from streams.clock import Clock, HandMovedClock, SystemClock


def test_the_machines_clock_counts_microseconds_since_1970() -> None:
    clock: Clock = SystemClock()
    assert 1_700_000_000_000_000 < clock.now() < 10_000_000_000_000_000
    assert clock.monotonic() <= clock.monotonic()


def test_a_hand_moved_clock_stands_until_it_is_moved() -> None:
    clock = HandMovedClock(5_000_000)
    assert clock.now() == clock.now() == 5_000_000
    clock.move_to(7_000_000)
    clock.move_by(500_000)
    assert clock.now() == 7_500_000
    assert clock.monotonic() == 2.5


def test_a_clock_is_never_moved_back() -> None:
    clock = HandMovedClock(5)
    with pytest.raises(ValueError, match="never moved back"):
        clock.move_by(-1)
    assert clock.now() == 5
