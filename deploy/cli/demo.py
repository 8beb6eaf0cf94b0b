"""`rettidig demo`: the main job on this machine, played on a simulated clock before your eyes."""

from __future__ import annotations

from typing import Annotated, Final

from cyclopts import Parameter
from rich.console import Console

from deploy.demo.ending import Ending
from deploy.demo.performance import Performance, is_drawn
from deploy.demo.stage import stage
from deploy.demo.timetable import BAD_EVENTS, SAMPLE, timetable, with_bad_events
from deploy.gathering import AskedWrongly
from deploy.options import a_day
from streams.settings import load_settings

LASTS_S: Final = 60
"""How long the play lasts if nothing is said."""
SLOWEST: Final = 20.0
"""Days a second then, at least: a short period is not drawn out."""
DIFFERS: Final = 1
INTERRUPTED: Final = 130


def demo(
    *,
    events: Annotated[str | None, Parameter(help="Events, one a line (`.gz`: gzipped); else the sample")] = None,
    days_a_second: Annotated[float | None, Parameter(help="Pace; else so that it takes about a minute")] = None,
    from_: Annotated[
        str | None, Parameter(name="--from", help="First day played; what was registered before is told at once")
    ] = None,
    until: Annotated[str | None, Parameter(help="Last day played, YYYY-MM-DD; else as far as the events go")] = None,
    kill: Annotated[bool, Parameter(negative="", help="Kill the worker halfway and start it again")] = False,
    stay: Annotated[bool | None, Parameter(help="Run on at the end; if nothing is said, only on a terminal")] = None,
) -> int:
    """Start everything anew, publish events day by day, show what is told, and compare it with `replay`.

    It keeps its files in the directory `demo` of the data directory, which it empties when it starts. Exit status: 0 all
    was as in the replay, 1 it differed or could not be done, 2 asked wrongly, 130 interrupted.
    """
    if days_a_second is not None and not 0 < days_a_second < float("inf"):
        raise AskedWrongly(f"--days-a-second is more than 0, not {days_a_second}")
    first, last = (
        None if text is None else a_day(option, text) for option, text in (("--from", from_), ("--until", until))
    )
    settings, console = load_settings(), Console(highlight=False)
    remain = is_drawn(console) if stay is None else stay
    ending = Ending()
    try:
        with ending.heard():
            played = timetable(events or str(SAMPLE), first, last)
            if events is None:
                played = with_bad_events(played, str(BAD_EVENTS))
            pace = days_a_second or max(SLOWEST, len(played.days) / LASTS_S)
            with stage(settings, played.begins, console) as ready:
                is_equal = Performance(ready, played, pace, console, ending).give(kill=kill, stay=remain)
    except (Exception, KeyboardInterrupt):
        if not ending.asked:
            raise
        console.print("ended; nothing is left running")
        return INTERRUPTED
    return 0 if is_equal else DIFFERS
