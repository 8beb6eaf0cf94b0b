"""What kind of town it is, counted: events, caseworkers, and the measures on its last day by target group; invents nothing.

The measures are those of the law (`rules.assess`) on the invented facts, so that one can hold them against the minister's
letters. They say nothing about Denmark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

import msgspec

from deploy.paper import entry
from deploy.town.flocks import Flock
from deploy.town.town import Progress, Town, lives, spread
from rules.assess import assess
from rules.civil import Day, iso
from rules.facts import WIRE_NAME, Fact
from rules.measured import BIT, NAMES
from rules.words import TARGET_GROUPS
from streams.citizen.judge import Judge
from streams.intake.decode import Accepted, decode_line

_ALL: Final = "all"
_SHOWN_MEASURES: Final = tuple(name for name in NAMES if name != "duty-kept")
"""Without the internal one."""
_LEAST: Final = 10
"""A share of fewer citizens is not shown."""


class Seen(msgspec.Struct):
    """Counts of some flocks: events by type, refusals by reason, (measure, group) counted and met, and citizens with a
    running benefit by group, municipality and caseworker."""

    citizens: int = 0
    events: Counter[str] = msgspec.field(default_factory=Counter)
    refused: Counter[str] = msgspec.field(default_factory=Counter)
    counted: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    met: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    groups: Counter[str] = msgspec.field(default_factory=Counter)
    municipalities: Counter[str] = msgspec.field(default_factory=Counter)
    caseworkers: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, other: Seen) -> None:
        """Sum both."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def look(town: Town, on: Day, some: Sequence[Flock]) -> Seen:
    """Count some flocks, judged on a day with all that is registered by the town's last day."""
    seen = Seen()
    for register in lives(town, some):
        seen.citizens += 1
        _judge(seen, on, list(_sound(seen, (line for told in register.lines.values() for line in told))))
    return seen


def portrait(town: Town, progress: Progress) -> list[str]:
    """The summary for people, at most 80 columns wide."""
    seen = Seen()
    for some in spread(partial(look, town, town.until), town):
        seen.add(some)
        progress(some.citizens)
    return [
        f"Invented Denmark: {town.name}",
        "Nothing of it happened; the figures are of these lives only.",
        "",
        *_events(seen),
        "",
        *_people(seen),
        *(f"{seen.groups[group]:>9,} {group}" for group in TARGET_GROUPS),
        "",
        f"Met on {iso(town.until)} of those counted, by the law of that day; at least {_LEAST}",
        *_measures(seen),
    ]


def _sound(seen: Seen, told: Iterable[bytes]) -> Iterator[Fact]:
    for line in told:
        intake = decode_line(line)
        if isinstance(intake, Accepted):
            seen.events[WIRE_NAME[type(intake.fact)]] += 1
            yield intake.fact
        else:
            seen.refused[intake.reason] += 1


def _judge(seen: Seen, on: Day, facts: list[Fact]) -> None:
    known = _the_judge().dossier(facts)
    assessed = assess(known, on)
    group, place = assessed.target_group, assessed.municipality
    if group is None or place is None:
        return
    seen.groups[group] += 1
    seen.municipalities[place] += 1
    own = [caseworker for since, caseworker in known.history.caseworkers if since <= on]
    seen.caseworkers[own[-1] if own else ""] += 1
    for name in _SHOWN_MEASURES:
        if assessed.measured.counted & BIT[name]:
            for each in (group, _ALL):
                seen.counted[name, each] += 1
                seen.met[name, each] += bool(assessed.measured.met & BIT[name])


@lru_cache(maxsize=1)
def _the_judge() -> Judge:
    return Judge.load()


def _events(seen: Seen) -> list[str]:
    total = seen.events.total() + seen.refused.total()
    return [
        f"{total:>9,} events, {total / seen.citizens:.1f} a citizen",
        *(f"{number:>9,} {name}" for name, number in sorted(seen.events.items())),
        f"{seen.refused.total():>9,} broken, each refused by its reason",
    ]


def _people(seen: Seen) -> list[str]:
    own = sorted(number for caseworker, number in seen.caseworkers.items() if caseworker)
    middle = own[len(own) // 2] if own else 0
    running = seen.groups.total()
    alone = seen.caseworkers[""] / running if running else 0
    return [
        f"{running:>9,} with a running benefit, in {len(seen.municipalities)} municipalities",
        f"{len(own):>9,} caseworkers; half of them have {middle} citizens or fewer, one has {own[-1] if own else 0}",
        f"{alone:>9.1%} have no caseworker",
    ]


def _measures(seen: Seen) -> list[str]:
    """A paragraph for each measure that counts somebody: the share of all, then of each group."""
    lines: list[str] = []
    for name in _SHOWN_MEASURES:
        groups = [group for group in TARGET_GROUPS if seen.counted[name, group] >= _LEAST]
        if groups:
            text = ", ".join(f"{group} {_share(seen, name, group)}" for group in groups)
            lines += entry(f"{_share(seen, name, _ALL):>6}  {name:<21}", text)
    return lines


def _share(seen: Seen, name: str, group: str) -> str:
    return f"{seen.met[name, group] / seen.counted[name, group]:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
