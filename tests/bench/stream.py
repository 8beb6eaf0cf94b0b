"""What is sent while latency is measured: newcomers who each raise an alert, or what a municipality's day is like; sends nothing.

The second is the invented town's last weeks. What came before them is history, so that most events are about citizens whose
states are there; each event is registered when it is sent, and says of its days what the town says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from deploy.town.town import LATEST, Town, lines
from rules.civil import Instant, add_months, civil_day, iso_instant
from streams import clock
from streams.intake.address import address_of
from streams.intake.decode import decode_line
from streams.topics import BENEFIT_EVENTS
from tests.bench.newcomer import newcomer

Record: TypeAlias = tuple[str, bytes, bytes]
"""(topic's name in the contract, key, value)."""
MONTHS: Final = 2
_TIME: Final = b'{"time":"'
"""How every line of the town begins that is not broken at its beginning."""


class Stream(NamedTuple):
    """`history`: what has been worked off when the stream begins. `events`: (topic, key, the value when it is sent at an instant)."""

    history: list[Record]
    events: list[tuple[str, bytes, Callable[[Instant], bytes]]]


def newcomers(count: int) -> Stream:
    """Each event begins the benefit of another citizen, and an interview is overdue already."""
    return Stream([], list(_newcomers(count)))


def _newcomers(count: int) -> Iterator[tuple[str, bytes, Callable[[Instant], bytes]]]:
    for number in range(count):
        citizen = f"late-{number:05d}"
        yield BENEFIT_EVENTS, citizen.encode(), partial(newcomer, citizen)


def townsfolk(citizens: int, count: int) -> Stream:
    """The last `count` events of a town whose last day was yesterday, at most; its events before them are history."""
    made = list(_lines(citizens))
    return Stream(made[:-count], [(topic, key, _registered(value)) for topic, key, value in made[-count:]])


def _lines(citizens: int) -> Iterator[Record]:
    begins = min(LATEST, add_months(civil_day(clock.now()), -MONTHS))
    for month in lines(Town(citizens, MONTHS, 1, begins), lambda _: None):
        for value in month:
            topic, key = address_of(value, decode_line(value))
            yield topic, key or b"", value


def _registered(value: bytes) -> Callable[[Instant], bytes]:
    """The line of an event that is registered when it is sent."""
    rest = value[value.find(b'"', len(_TIME)) :] if value.startswith(_TIME) else None

    def at(now: Instant) -> bytes:
        return value if rest is None else _TIME + iso_instant(now).encode() + rest

    return at
