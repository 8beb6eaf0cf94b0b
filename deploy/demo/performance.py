"""One performance of the demo before an audience: a terminal that is redrawn, or a log with a line a month."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from alerts.alert import KINDS
from deploy.demo.closing import closing, whereabouts
from deploy.demo.comparison import Tell
from deploy.demo.ending import Ending
from deploy.demo.gauges import summed
from deploy.demo.listener import Alert
from deploy.demo.player import Player
from deploy.demo.screen import Picture, frame, line
from deploy.demo.stage import Stage
from deploy.demo.timetable import Timetable
from rules.civil import Day, month_end
from streams import clock
from streams.metrics import ALERTS_OPEN, CITIZENS

_LOOK_S: Final = 0.5
_READING_S: Final = 2.0
"""How long the newest alerts stand still, so that one can read them."""


class Performance:
    """One performance on a stage, at `pace` days a second."""

    def __init__(self, ready: Stage, played: Timetable, pace: float, console: Console, ending: Ending) -> None:
        self._stage = ready
        self._played = played
        self._pace = pace
        self._console = console
        self._ending = ending

    def give(self, *, kill: Collection[str], stay: bool) -> bool:
        """Play, sum up, and stay until Ctrl-C if asked; whether all was as in the replay, also then.

        Raises RoleDied, NotDelivered, NoTickError, BrokerAway, KeyboardInterrupt.
        """
        console, audience = self._console, Audience(self._console, self._pace)
        player = Player(self._stage, self._played, self._pace, audience.show, self._ending.check)
        try:
            with self._ending.at_safe_points(), audience.seated():
                player.play(kill)
            with comparing(console) as tell:
                lines, is_equal = closing(player, tell)
            for each in ("", *lines, "", *whereabouts(player, stays=stay)):
                console.print(each, soft_wrap=True, markup=False)
            if stay:
                console.print("\nEverything runs on, and the clock stands still. Ctrl-C ends it.")
                self.stay_up()
        finally:
            player.close()
        return is_equal

    def stay_up(self) -> None:
        """Until Ctrl-C, which ends what was done to its end. Raises RoleDied if a role ends before that."""
        try:
            while True:
                self._ending.check()
                self._stage.check()
                clock.sleep(_LOOK_S)
        except (Exception, KeyboardInterrupt):  # the roles hear a terminal's Ctrl-C too, and may be seen to end first
            if not self._ending.asked:
                raise


def is_drawn(console: Console) -> bool:
    """Whether the console is a terminal on which a picture can be drawn anew."""
    return console.is_terminal and not console.is_dumb_terminal


@contextmanager
def comparing(console: Console) -> Iterator[Tell]:
    """Shows how far the comparison is, where that can be drawn."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not is_drawn(console), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=total)
            shown.update(tasks[what], completed=done, total=total)

        yield tell


class Audience:
    """Shows how the play goes."""

    def __init__(self, console: Console, pace: float) -> None:
        self._console = console
        self._pace = pace
        self._live = Live(console=console, auto_refresh=False, vertical_overflow="crop")
        self._is_drawn = is_drawn(console)
        self._told_month: Day = 0
        self._newest: tuple[Alert, ...] = ()
        self._chosen_at = 0.0

    def seated(self) -> AbstractContextManager[object]:
        """While the play goes on."""
        return self._live if self._is_drawn else nullcontext()

    def show(self, player: Player) -> None:
        """Draw the picture anew; or, where it can't be, print a line if a month is over."""
        month = month_end(player.on)
        if self._is_drawn:
            picture = self._picture(player)
            self._live.update(frame(picture, self._console.width, self._console.height), refresh=True)
        elif not self._told_month:
            self._console.print(f"inbox {player.stage.pages} · figures {player.stage.figures.url}", soft_wrap=True)
        elif player.is_over or month != self._told_month:
            self._console.print(line(self._picture(player)), soft_wrap=True)
        self._told_month = month

    def _picture(self, player: Player) -> Picture:
        if not self._newest or player.is_over or clock.monotonic() - self._chosen_at > _READING_S:
            self._newest, self._chosen_at = tuple(player.listener.newest), clock.monotonic()
        share, left_s = _progress(player, self._pace)
        by_kind = summed(player.numbers, ALERTS_OPEN.name, "kind")
        return Picture(
            title=f"Rettidig · {'playing' if player.loaded == 1 else 'loading'} {player.played.name}",
            on=player.on,
            share=share,
            left_s=left_s,
            sent=player.publisher.counts.lines,
            taken_in=player.taken_in,
            rate=player.rate,
            citizens=summed(player.numbers, CITIZENS.name)[""],
            dead_letters=sum(player.listener.refused.values()),
            told=player.listener.told,
            open_alerts={kind: by_kind[kind] for kind in KINDS},
            newest=self._newest,
            places=(("inbox", player.stage.pages), ("figures", player.stage.figures.url)),
        )


def _progress(player: Player, pace: float) -> tuple[float, float]:
    """(share done, seconds left) of the load, then of the play."""
    days = len(player.played.days)
    if player.loaded < 1:
        took = player.seconds / player.loaded if player.loaded else 0.0
        return player.loaded, took * (1 - player.loaded) + days / pace
    spent = player.seconds - player.load_s
    return player.done / days, (days - player.done) * (spent / player.done if player.done else 1 / pace)
