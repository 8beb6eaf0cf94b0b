"""Who lives in a round: plausible lives in few municipalities, in years gone by or in the years of the reform; all from a seed.

Few municipalities, of which one is large and one small: so shares are of enough citizens to be judged, and silences are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from msgspec.structs import replace

from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from rules.facts import Fact
from streams.intake.encode import encode_line
from tests.bench.lives import AS_OF, BEGINS, lives
from tests.broker.lives import Event, event_of

_MUNICIPALITIES: Final = ("101",) * 8 + ("751", "825")


class Years(NamedTuple):
    """When a round is lived. `days_later`: than the lives that are drawn."""

    name: str
    days_later: int

    @property
    def begins(self) -> Instant:
        return start_of_day(BEGINS + self.days_later)

    @property
    def ends(self) -> Instant:
        """Every life is over."""
        return start_of_day(day("2020-01-01") + self.days_later)


PAST: Final = Years("2018-2019", 0)
REFORM: Final = Years("2026-2028", day("2026-07-01") - BEGINS)
"""From July 2026 a part of the duties is one of shares, of which municipalities are told."""
assert start_of_day(day("2020-01-01")) == AS_OF


def events_of(citizens: int, seed: int, years: Years) -> list[Event]:
    """What is learnt of so many lives, in the order in which it is learnt."""
    events = [
        event_of(encode_line(life.citizen, fact, "/soak"))
        for life in lives(citizens, seed)
        for fact in _placed(life.facts, Random(f"{seed}:{life.citizen}"), years.days_later)
    ]
    return sorted(events, key=lambda event: event.at)


def _placed(facts: Sequence[Fact], dice: Random, days_later: int) -> list[Fact]:
    return [_homed(_moved(fact, days_later), dice) for fact in facts]


def _moved(fact: Fact, days_later: int) -> Fact:
    """The same so many days later, in all its days."""
    held = ((name, getattr(fact, name)) for name in days_of(type(fact)))
    days = {name: on + days_later for name, on in held if on is not None}
    return replace(fact, learnt_at=fact.learnt_at + days_later * MICROSECONDS_A_DAY, **days)


def _homed(fact: Fact, dice: Random) -> Fact:
    return (
        replace(fact, municipality=dice.choice(_MUNICIPALITIES)) if "municipality" in fact.__struct_fields__ else fact
    )


def days_of(kind: type[Fact]) -> list[str]:
    """The fields of a kind of fact that hold a day."""
    written = {
        name: said for each in reversed(kind.__mro__) for name, said in getattr(each, "__annotations__", {}).items()
    }
    return [name for name in kind.__struct_fields__ if "Day" in str(written[name])]
