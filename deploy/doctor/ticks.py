"""How the clock is, by the newest ticks: does it tick, is it right, does time go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deploy.doctor.line import Line, fail, ok, warn
from rules.civil import Instant, iso_instant
from streams import clock
from streams.amount import amount, span
from streams.engine.ticks import STILL_US, HeldTick
from streams.newest_ticks import LEAST, newest_ticks
from streams.settings import Settings

LATE_TICKS = 10
_START = "Start the clock: `rettidig clock`; without ticks no deadline is ever judged"
_PLAYED = "Nothing, where a demo plays: it ticks itself. After it, `rettidig clock` lets today's clock take over"
_PLAYED_US = 86_400_000_000
"""So far behind Kafka's clock no machine's is for long: it is played, or set wrong."""
_SET_RIGHT = "Set the clocks of the machines right on which `rettidig clock` and Kafka run"


def ticks(settings: Settings) -> Line:
    """The line. Raises BrokerAway."""
    now = clock.now()
    since = now - settings.clock_ahead_s * 1_000_000  # what was believed before has passed by now
    return judged(newest_ticks(settings.bootstrap_servers, settings.topics, since), settings, now)


def judged(newest: Mapping[int, Sequence[HeldTick]], settings: Settings, now: Instant) -> Line:
    """The line of what was seen. `newest`: partition → its last ticks, oldest first. The worst goes first."""
    silent = sum(not each for each in newest.values())
    if silent:
        text = f"no tick in {silent} of {len(newest)} partitions"
        return warn("clock", text, _START if settings.clock_ahead_s else _PLAYED)
    oldest_us = max(0, now - min(each[-1].appended_ms for each in newest.values()) * 1_000)
    text = f"the oldest partition's newest tick is {oldest_us / 1_000_000:.1f} s old"
    is_late = oldest_us > LATE_TICKS * settings.tick_interval_ms * 1_000
    behind_us = -max(each[-1].ahead_us for each in newest.values())
    if not settings.clock_ahead_s or behind_us > _PLAYED_US:
        of = iso_instant(max(each[-1].at for each in newest.values()))
        return _played(f"{text}, of {of}", settings, is_late=is_late)
    if is_late:
        return warn("clock", text, _START)
    most_us = settings.clock_ahead_s * 1_000_000
    return _ahead(newest, most_us) or _still(newest, most_us) or ok("clock", text)


def _played(text: str, settings: Settings, *, is_late: bool) -> Line:
    """Any tick is believed, or those that come are days behind: the clock is simulated, and Kafka's says nothing of it."""
    if settings.clock_ahead_s:
        said = f"{text}: the clock is played, as a demo's, or set wrong"
        return warn("clock", said, f"{_PLAYED}. Else: {_SET_RIGHT}")
    return (
        warn("clock", f"{text}: a simulated clock", _PLAYED) if is_late else ok("clock", f"{text}: a simulated clock")
    )


def _ahead(newest: Mapping[int, Sequence[HeldTick]], most_us: int) -> Line | None:
    """Ticks that are ahead of Kafka's clock: by so much that no worker believes them, or by less."""
    by_us = {number: max(tick.ahead_us for tick in each[-LEAST:]) for number, each in newest.items()}
    refused = [ahead for ahead in by_us.values() if ahead > most_us]
    if refused:
        where = f"ticks are {span(max(refused))} ahead of Kafka's clock in {amount(len(refused), 'partition')}"
        allowed = "RETTIDIG_CLOCK_AHEAD_S=0 allows a simulated clock"
        return fail("clock", f"{where}: no worker judges by them", f"{_SET_RIGHT} ({allowed})")
    most_ahead = max(by_us.values())
    if most_ahead > STILL_US:
        text = f"ticks are {span(most_ahead)} ahead of Kafka's clock: deadlines are judged as much too early"
        return warn("clock", text, f"{_SET_RIGHT}, soon: time then stands still for as long, lest it go back")
    return None


def _still(newest: Mapping[int, Sequence[HeldTick]], most_us: int) -> Line | None:
    """Partitions in which a tick was believed that is ahead of those that come now."""
    reached = {n: max((tick.at for tick in each if tick.ahead_us <= most_us), default=0) for n, each in newest.items()}
    until = {number: at for number, at in reached.items() if at - newest[number][-1].at > STILL_US}
    if not until:
        return None
    left = span(max(at - newest[number][-1].at for number, at in until.items()))
    where = f"time stands still for another {left} in {amount(len(until), 'partition')}"
    text = f"{where}, until {iso_instant(max(until.values()))}: a tick that was ahead is judged by"
    return warn(
        "clock",
        text,
        "Nothing is lost: what falls due is told then. See that the clocks stay right: time is not taken back",
    )
