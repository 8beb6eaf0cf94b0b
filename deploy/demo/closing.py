"""The demo's last words: what was played, what came of it, whether it is right, and where to look; measures nothing."""

from __future__ import annotations

from collections import Counter
from typing import Final

from alerts.alert import KINDS
from deploy.demo.comparison import Tell, compare, replay_of
from deploy.demo.follow import follow
from deploy.demo.gauges import summed
from deploy.demo.inbox_comparison import compare_inbox
from deploy.demo.player import Player
from deploy.demo.sampling import SEED
from deploy.demo.states import kept_states
from deploy.paper import entry
from rules.civil import civil_day, iso
from streams.metrics import CITIZENS

_KILLED: Final = {"worker": "A worker was killed", "redis": "Redis was killed, emptied"}


def closing(player: Player, tell: Tell) -> tuple[list[str], bool]:
    """The lines, and whether the comparison found no difference."""
    page = player.stage.figures.get("/metrics")[1]
    settings = player.stage.settings
    kept = kept_states(settings.bootstrap_servers, settings.topics)
    replayed = replay_of(player.played, player.followed, tell)
    compared = [
        *compare(replayed, player.followed, player.listener, kept, page),
        compare_inbox(settings, tell),
    ]
    lines = [
        *_played(player),
        "",
        *_told(player.listener.changes),
        "",
        *entry("", _compared_with(player)),
        *(str(each) for each in compared),
        "",
        *follow(player.played, player.listener, kept, page, settings.topics),
    ]
    return lines, not any(each.differing for each in compared)


def _compared_with(player: Player) -> str:
    number, everybody = len(player.followed), len(player.played.citizens())
    whom = (
        f"all {number:,} citizens"
        if number == everybody
        else f"{number:,} of {everybody:,} citizens, drawn by seed {SEED}"
    )
    return f"The same events without a broker (rettidig replay), {whom}; and the inbox, built anew"


def whereabouts(player: Player, *, stays: bool) -> list[str]:
    """Where everything can be looked at: while it runs, or when it has ended."""
    stage = player.stage
    logs = ("logs", f"{stage.directory}/*/*.log")
    rows = [
        ("inbox", f"{stage.pages}   choose a caseworker; all names are invented"),
        ("figures", stage.figures.url),
        *((worker.name, worker.url) for worker in stage.workers),
        ("Kafka", stage.settings.bootstrap_servers),
        logs,
        ("by hand", stage.by_hand()),
        ("", "rettidig doctor; rettidig figures show; rettidig dead-letters list"),
        ("on", "rettidig clock lets today's clock take over from the simulated one"),
    ]
    if not stays:
        again = ("Kafka", "until the next demo; to start it once more:")
        rows = [logs, again, ("", stage.by_hand()), ("", "rettidig stack")]
    return ["Where to look", *(f"  {name:<9}{place}" for name, place in rows)]


def _played(player: Player) -> list[str]:
    played, heard = player.played, player.listener
    counts = player.publisher.counts
    places = len({each.label("municipality") for each in player.numbers if each.name == CITIZENS.name})
    running = summed(player.numbers, CITIZENS.name)[""]
    refused = ", ".join(f"{number}\N{NO-BREAK SPACE}{reason}" for reason, number in sorted(heard.refused.items()))
    return [
        *(
            [f"Loaded {iso(civil_day(played.begins))} to {iso(played.first_day - 1)} in {player.load_s:.0f} s"]
            if played.backlog
            else []
        ),
        f"Played {played.name}, {iso(played.first_day)} to {iso(played.last_day)}, in {player.play_s:.0f} s",
        *(f"        {_KILLED[what]} on {iso(on)} and started again." for what, on in player.killed),
        f"{counts.lines:>7,} events published",
        f"{player.taken_in:>7,} taken in by the worker",
        f"{len(played.citizens()):>7,} citizens; {running:,} with a running benefit at the end, in {places} municipalities",
        *entry(f"{sum(heard.refused.values()):>7,} ", f"refused, each a dead letter: {refused or 'none'}"),
    ]


def _told(changes: Counter[tuple[str, str]]) -> list[str]:
    names = ("raised", "reminded", "changed", "resolved", "withdrawn", "lapsed")
    lines = [f"{'Told':<16}" + "".join(f"{name:>10}" for name in names)]
    lines += [f"  {kind:<14}" + "".join(f"{changes[kind, name]:>10,}" for name in names) for kind in KINDS]
    return lines
