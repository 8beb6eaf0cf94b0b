"""Which lines are published on which simulated day; knows event files and Copenhagen midnights, no broker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from deploy.gathering import AskedWrongly
from rules.civil import Day, Instant, civil_day, iso, start_of_day
from rules.facts import Fact
from streams.intake.decode import Accepted
from streams.intake.files import Line, read_lines

SAMPLE: Final = Path(__file__).with_name("lives-2016-2019.jsonl.gz")
BAD_EVENTS: Final = Path(__file__).with_name("bad-events.jsonl")


class SimulatedDay(msgspec.Struct, frozen=True):
    """A day and what was registered on it, in order; the tick at its end covers all of it."""

    on: Day
    lines: tuple[Line, ...]

    @property
    def ends(self) -> Instant:
        """The midnight that ends the day."""
        return start_of_day(self.on + 1)


class Timetable(msgspec.Struct, frozen=True):
    """`backlog`: what was registered before the first day. `days`: every day up to the last, also those without lines."""

    name: str
    begins: Instant
    backlog: tuple[Line, ...]
    days: tuple[SimulatedDay, ...]

    @property
    def last_day(self) -> Day:
        """The last simulated day."""
        return self.days[-1].on

    def lines(self) -> Iterator[Line]:
        """Everything that is played, in its order."""
        yield from self.backlog
        for day in self.days:
            yield from day.lines

    def facts(self) -> dict[str, list[Fact]]:
        """What is sound of it, by citizen."""
        found: dict[str, list[Fact]] = {}
        for line in self.lines():
            if isinstance(line.intake, Accepted):
                found.setdefault(line.intake.citizen, []).append(line.intake.fact)
        return found


def timetable(source: str, first: Day | None, last: Day | None) -> Timetable:
    """The timetable of an event file, from `first` to `last` (None: as far as the events go).

    Raises UnreadableFileError, and AskedWrongly where there is nothing to play.
    """
    dated = sorted(_dated(source), key=lambda each: each[0])
    if not dated:
        raise AskedWrongly("--events: no sound event is in it")
    known_from, known_until = dated[0][0], dated[-1][0]
    begin, end = first or known_from, last or known_until
    if end < begin:
        raise AskedWrongly(f"--until {iso(end)} lies before the first day, {iso(begin)}")
    by_day: dict[Day, list[Line]] = {}
    for on, line in dated:
        by_day.setdefault(on, []).append(line)
    return Timetable(
        name=Path(source).name,
        begins=start_of_day(min(begin, known_from)),
        backlog=tuple(line for on, line in dated if on < begin),
        days=tuple(SimulatedDay(on, tuple(by_day.get(on, ()))) for on in range(begin, end + 1)),
    )


def with_bad_events(played: Timetable, source: str) -> Timetable:
    """The same with broken lines published in the middle of the period. Raises UnreadableFileError."""
    middle = len(played.days) // 2
    day = played.days[middle]
    broken = msgspec.structs.replace(day, lines=(*day.lines, *read_lines(source)))
    return msgspec.structs.replace(played, days=(*played.days[:middle], broken, *played.days[middle + 1 :]))


def _dated(source: str) -> Iterator[tuple[Day, Line]]:
    """Each line and the day on which it is published; a refused one goes with the sound line before it."""
    on: Day | None = None
    waiting: list[Line] = []
    for line in read_lines(source):
        if isinstance(line.intake, Accepted):
            on = _published_on(line.intake.fact.learnt_at)
            yield from ((on, refused) for refused in waiting)
            waiting.clear()
        if on is None:
            waiting.append(line)
        else:
            yield on, line


def _published_on(learnt_at: Instant) -> Day:
    """The day of its registration. What was registered at midnight sharp must be there before that midnight's tick."""
    on = civil_day(learnt_at)
    return on - 1 if learnt_at == start_of_day(on) else on
