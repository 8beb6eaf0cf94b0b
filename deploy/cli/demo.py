"""`rettidig demo`: the main job on this machine, loaded and then played on a simulated clock before your eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.demo.ending import Ending
from deploy.demo.performance import Performance, is_drawn
from deploy.demo.stage import stage
from deploy.demo.timetable import (
    BAD_EVENTS,
    DAYS_PLAYED,
    MONTHS_LOADED,
    Timetable,
    timetable,
    town_timetable,
    with_bad_events,
)
from deploy.gathering import AskedWrongly
from deploy.options import a_day
from deploy.town.town import EARLIEST, LATEST, Town
from rules.civil import Day, add_months, day, iso
from streams.settings import load_settings

FIRST_DAY: Final = "2025-12-31"
"""Of the play in a town: the law of 2024 to June 2026, today's for most people who try this."""
MOST_CITIZENS: Final = 200_000
DIFFERS: Final = 1
INTERRUPTED: Final = 130


def demo(  # noqa: PLR0913 # each is an option of the command line
    *,
    events: Annotated[
        str | None, Parameter(help="Real events, one a line (`.gz`: gzipped); else an invented town")
    ] = None,
    citizens: Annotated[int, Parameter(help="Of the invented town")] = 20_000,
    seed: Annotated[int, Parameter(help="Of the invented town")] = 1,
    from_: Annotated[
        str | None, Parameter(name="--from", help="First day played; what was registered before is loaded")
    ] = None,
    until: Annotated[str | None, Parameter(help="Last day played; else 60 days, or as far as the events go")] = None,
    days_a_second: Annotated[float, Parameter(help="Pace of the play")] = 1.0,
    workers: Annotated[int, Parameter(help="Processes that judge")] = 2,
    kill: Annotated[bool, Parameter(negative="", help="Kill a worker halfway and start it again")] = False,
    kill_redis: Annotated[bool, Parameter(negative="", help="Kill Redis halfway, empty it, start it again")] = False,
    stay: Annotated[bool | None, Parameter(help="Run on at the end; if nothing is said, only on a terminal")] = None,
) -> int:
    """Start everything anew, load a history, play days, show what is told, and compare it with `replay`.

    It keeps its files in the directory `demo` of the data directory, which it empties when it starts. Exit status: 0 all
    was as in the replay, 1 it differed or could not be done, 2 asked wrongly, 130 interrupted before it had compared.
    """
    if not 0 < days_a_second < float("inf"):
        raise AskedWrongly(f"--days-a-second is more than 0, not {days_a_second}")
    if not 1 <= workers <= 8:
        raise AskedWrongly(f"--workers lies between 1 and 8, not {workers}")
    first, last = (
        None if text is None else a_day(option, text) for option, text in (("--from", from_), ("--until", until))
    )
    settings, console = load_settings(), Console(highlight=False)
    remain = is_drawn(console) if stay is None else stay
    ending = Ending()
    try:
        with ending.heard():
            if events is None:
                played = with_bad_events(_town(citizens, seed, first, last, console), str(BAD_EVENTS))
            else:
                played = timetable(events, first, last)
            killed = [what for what, is_asked in (("worker", kill), ("redis", kill_redis)) if is_asked]
            with stage(settings, played, console, workers) as ready:
                is_equal = Performance(ready, played, days_a_second, console, ending).give(kill=killed, stay=remain)
    except (Exception, KeyboardInterrupt):
        if not ending.asked:
            raise
        console.print("ended; nothing is left running")
        return INTERRUPTED
    if ending.asked:
        console.print("ended; nothing is left running")
    return 0 if is_equal else DIFFERS


def _town(citizens: int, seed: int, first: Day | None, last: Day | None, console: Console) -> Timetable:
    """Eighteen months to load and sixty days to play of an invented town. Raises AskedWrongly."""
    if not 1 <= citizens <= MOST_CITIZENS:
        raise AskedWrongly(f"--citizens lies between 1 and {MOST_CITIZENS:,}, not {citizens:,}")
    begins = first or (last - DAYS_PLAYED + 1 if last else day(FIRST_DAY))
    ends = last or begins + DAYS_PLAYED - 1
    if ends < begins:
        raise AskedWrongly(f"--until {iso(ends)} lies before the first day, {iso(begins)}")
    opened = add_months(begins, -MONTHS_LOADED)
    if not EARLIEST <= opened <= LATEST:
        raise AskedWrongly(f"--from lies between {iso(add_months(EARLIEST, MONTHS_LOADED))} and {iso(LATEST)}")
    months = MONTHS_LOADED + 1 + (ends - begins) // 28
    with _shown(console, citizens) as told:
        return town_timetable(Town(citizens, months, seed, opened), begins, ends, told)


@contextmanager
def _shown(console: Console, citizens: int) -> Iterator[Callable[[int], None]]:
    """How far the town is, where that is a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        task = shown.add_task(f"inventing {citizens:,} lives", total=2 * citizens)
        yield lambda done: shown.update(task, advance=done)
