"""Which lines are loaded at once and which are published on which simulated day; knows lines and midnights, no broker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from deploy.gathering import AskedWrongly
from deploy.town.town import Progress, Town
from deploy.town.town import lines as lines_of_town
from rules.civil import Day, Instant, add_months, civil_day, iso, start_of_day
from rules.facts import Fact
from streams.intake.decode import Accepted
from streams.intake.files import Line, line_of, read_lines

SAMPLE: Final = Path(__file__).with_name("lives-2016-2019.jsonl.gz")
BAD_EVENTS: Final = Path(__file__).with_name("bad-events.jsonl")
DAYS_PLAYED: Final = 60
"""If nothing else is said: the last so many days are played, and what was registered before is loaded."""
MONTHS_LOADED: Final = 18
"""Of a town."""
_MONTHS_A_STEP: Final = 3
_SHORTEST_MONTH_DAYS: Final = 28


class SimulatedDay(msgspec.Struct, frozen=True):
    """A day and what was registered on it, in order; the tick at its end covers all of it."""

    on: Day
    lines: tuple[Line, ...]

    @property
    def ends(self) -> Instant:
        """The midnight that ends the day."""
        return start_of_day(self.on + 1)


class Timetable(msgspec.Struct, frozen=True):
    """`backlog`: what was registered before the first day, citizen by citizen. `days`: every day up to the last, also those
    without lines. `begins`: the midnight before anything was registered."""

    name: str
    begins: Instant
    backlog: tuple[Line, ...]
    days: tuple[SimulatedDay, ...]

    @property
    def last_day(self) -> Day:
        """The last simulated day."""
        return self.days[-1].on

    @property
    def first_day(self) -> Day:
        """The first simulated day."""
        return self.days[0].on

    def steps(self) -> list[Instant]:
        """Where the clock stops on its way through what is loaded: every third month, and where the play begins."""
        midnights = range(1, 1 + (self.first_day - civil_day(self.begins)) // _SHORTEST_MONTH_DAYS // _MONTHS_A_STEP)
        begun = civil_day(self.begins)
        between = (add_months(begun, _MONTHS_A_STEP * number) for number in midnights)
        return [start_of_day(on) for on in (*(on for on in between if on < self.first_day), self.first_day)]

    def lines(self) -> Iterator[Line]:
        """Everything that is played, in its order."""
        yield from self.backlog
        for day in self.days:
            yield from day.lines

    def citizens(self) -> list[str]:
        """Everybody of whom something sound is said, sorted."""
        return sorted({line.intake.citizen for line in self.lines() if isinstance(line.intake, Accepted)})

    def facts(self, of: Collection[str]) -> dict[str, list[Fact]]:
        """What is sound of some citizens' lines, by citizen."""
        found: dict[str, list[Fact]] = {}
        for line in self.lines():
            if isinstance(line.intake, Accepted) and line.intake.citizen in of:
                found.setdefault(line.intake.citizen, []).append(line.intake.fact)
        return found


def timetable(source: str, first: Day | None, last: Day | None) -> Timetable:
    """The timetable of an event file: played from `first` (None: the last days) to `last` (None: as far as the events go).

    Raises UnreadableFileError, and AskedWrongly where there is nothing to play.
    """
    return _timetable(Path(source).name, read_lines(source), first, last)


def town_timetable(town: Town, first: Day, last: Day, progress: Progress) -> Timetable:
    """The timetable of an invented town. `progress` hears of every citizen twice: invented, and read. Raises AskedWrongly
    where there is nothing to play."""

    def read() -> Iterator[bytes]:
        for month in lines_of_town(town, progress):
            yield from month
            progress(town.citizens // town.months)

    told = read()
    name = f"{town.citizens:,} invented citizens"
    return _timetable(name, (line_of(number, line) for number, line in enumerate(told, 1)), first, last)


def _timetable(name: str, lines: Iterable[Line], first: Day | None, last: Day | None) -> Timetable:
    dated = sorted(_dated(lines), key=lambda each: each[0])
    if not dated:
        raise AskedWrongly("--events: no sound event is in it")
    known_from, known_until = dated[0][0], dated[-1][0]
    end = last or known_until
    begin = first or max(min(known_from, end), end - DAYS_PLAYED + 1)
    if end < begin:
        raise AskedWrongly(f"--until {iso(end)} lies before the first day, {iso(begin)}")
    by_day: dict[Day, list[Line]] = {}
    for on, line in dated:
        by_day.setdefault(on, []).append(line)
    return Timetable(
        name=name,
        begins=start_of_day(min(begin, known_from)),
        backlog=tuple(sorted((line for on, line in dated if on < begin), key=_citizen)),
        days=tuple(SimulatedDay(on, tuple(by_day.get(on, ()))) for on in range(begin, end + 1)),
    )


def _citizen(line: Line) -> str:
    """A load goes citizen by citizen, so that a worker takes each up once and not a hundred times."""
    return line.intake.citizen if isinstance(line.intake, Accepted) else ""


def with_bad_events(played: Timetable, source: str) -> Timetable:
    """The same with broken lines published in the middle of the period. Raises UnreadableFileError."""
    middle = len(played.days) // 2
    day = played.days[middle]
    broken = msgspec.structs.replace(day, lines=(*day.lines, *read_lines(source)))
    return msgspec.structs.replace(played, days=(*played.days[:middle], broken, *played.days[middle + 1 :]))


def _dated(lines: Iterable[Line]) -> Iterator[tuple[Day, Line]]:
    """Each line and the day on which it is published; a refused one goes with the sound line before it."""
    on: Day | None = None
    waiting: list[Line] = []
    for line in lines:
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
