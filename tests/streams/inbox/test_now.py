"""The inbox's clock: what is played stands still, what keeps to the machine's clock goes on, and nothing goes back."""

from __future__ import annotations

import pytest

from alerts.inbox.ports import ViewAway
from rules.civil import Instant, day, start_of_day
from streams import clock
from streams.inbox.now import InboxClock

PLAYED = start_of_day(day("2018-02-12"))
MINUTE = 60_000_000


class Said:
    """A view of which only the newest tick is asked."""

    def __init__(self) -> None:
        self.tick: Instant | None = None
        self.is_away = False

    async def now(self) -> Instant | None:
        """The newest tick."""
        if self.is_away:
            raise ViewAway("Redis does not answer")
        return self.tick


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> clock.HandMovedClock:
    """The machine's clock, moved by hand."""
    hand = clock.HandMovedClock(start_of_day(day("2026-11-20")))
    monkeypatch.setattr(clock, "now", hand.now)
    return hand


async def test_before_any_tick_it_is_the_machine_s(machine: clock.HandMovedClock) -> None:
    said = Said()
    inbox = InboxClock(said)
    assert inbox() == machine.now()
    await inbox.look()
    assert (inbox(), inbox.why_not_ready) == (machine.now(), "")


async def test_what_is_played_stands_where_it_is_played(machine: clock.HandMovedClock) -> None:
    said = Said()
    inbox = InboxClock(said)
    for tick in (PLAYED, PLAYED + MINUTE, PLAYED):
        said.tick = tick
        await inbox.look()
        machine.move_by(MINUTE)
    assert inbox() == PLAYED + MINUTE
    said.is_away = True
    await inbox.look()
    assert inbox() == PLAYED + MINUTE
    assert "Redis" in inbox.why_not_ready


async def test_what_keeps_to_the_machine_s_clock_goes_on_when_ticks_stop(machine: clock.HandMovedClock) -> None:
    said = Said()
    inbox = InboxClock(said)
    said.tick = machine.now() - MINUTE
    await inbox.look()
    assert inbox() == machine.now()
    machine.move_by(600 * MINUTE)
    await inbox.look()
    assert inbox() == machine.now()
