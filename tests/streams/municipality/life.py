"""A partition in time for the tests of month ends: citizens are stepped or sleep, learn late, and owners change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hypothesis import strategies as st

from rules.civil import Instant, civil_day, day, start_of_day
from streams.citizen.months import at_month_end
from streams.citizen.state import CitizenState, Standing, Today
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import Month, month_from, month_of, window
from streams.municipality.partials import PartitionCounts
from streams.municipality.records import GroupCounts, decode_partial
from tests.streams.municipality.population import (
    MONTHS,
    Counts,
    Record,
    citizen,
    count_measures,
    count_of_records,
    marker_of,
    standings,
    straight_count,
)

Standings = Mapping[Month, Standing | None]
FIRST_TICK = start_of_day(day("2024-01-20"))
DAY = 86_400_000_000


class Life:
    """A partition in time: who is stepped when, what was known at each month end, and what is published."""

    def __init__(self) -> None:
        self.now: Instant = FIRST_TICK
        self.living: dict[int, CitizenState] = {}
        self.known_then: dict[tuple[int, Month], Standing | None] = {}
        self.ticked: Instant = UNKNOWN_CLOCK
        self.stated: dict[str, Counts] = {}
        self.log: list[Record] = []
        self.owners = 0
        self.take_over()

    def take_over(self, knows_clock: bool = True) -> None:
        self.owners += 1
        self.stated = {}
        self.counts = PartitionCounts(0)
        self.counts.rebuild(self.living.values(), f"owner-{self.owners}", self.ticked if knows_clock else None)

    def step(self, who: int, at: Instant, then: Standing | None, now: Standing | None, restated: Standings) -> None:
        """The citizen's clock goes to `at`: `then` was known at every month end passed, some are restated since."""
        old = self.living.get(who)
        running = month_of(civil_day(at))
        passed = [(m, then) for m in range(month_of(civil_day(old.clock)), running)] if old else []
        ends = {m: at_month_end(old, m) for m in range(running - 25, running)} if old else {}
        ends |= dict(passed) | {m: standing for m, standing in restated.items() if m < running}
        new = citizen(Today(now), ends, at)
        for month, standing in passed:
            self.known_then[who, month] = standing
        self.counts.replace(old, new, passed)
        self.living[who] = new

    def learn_late(self, who: int, now: Standing | None) -> None:
        """A fact behind the citizen's clock changes what holds since; the clock stays."""
        old = self.living.get(who)
        if old is not None:
            new = citizen(Today(now), {m: at_month_end(old, m) for m in window(old.clock)}, old.clock)
            self.counts.replace(old, new, ())
            self.living[who] = new

    def tick(self) -> set[str]:
        """Publish; which months are stated."""
        self.log += self.counts.at_tick(self.now)
        self.ticked = self.now
        assert count_of_owner(self.log, self.owners, self.now) == straight_count(self.living.values(), self.now)
        stated = set(marker_of(self.log).stated)
        for text in stated - self.stated.keys():
            self.stated[text] = self.straight_stated(month_from(text))
        for text in stated:
            assert stated_count(self.log, self.owners, text) == self.stated[text]
        return stated

    def straight_stated(self, month: Month) -> Counts:
        counts: Counts = Counter()
        for who, state in self.living.items():
            asleep = month_of(civil_day(state.clock)) <= month
            known = state.today.standing if asleep else self.known_then.get((who, month))
            if known is not None:
                count_measures(counts, (known.municipality, known.target_group), known)
        return +counts


def count_of_owner(log: list[Record], owner: int, as_of: Instant) -> Counts:
    return count_of_records(((key, value) for key, value in log if f'"owner-{owner}"'.encode() in value), as_of)


def stated_count(log: list[Record], owner: int, text: str) -> Counts:
    counts: Counts = Counter()
    for key, value in dict(log).items():
        _, group, record = decode_partial(key, value)
        if isinstance(record, GroupCounts) and record.epoch == f"owner-{owner}":
            for name, (counted, met) in record.stated.get(text, {}).items():
                counts[group.municipality, group.target_group, name, "counted"] += counted
                counts[group.municipality, group.target_group, name, "met"] += met
    return +counts


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Some months in which citizens are stepped, or sleep, or learn late facts; and owners change."""
    life = Life()
    life.tick()
    known = st.none() | standings()
    for _ in range(draw(st.integers(3, 12))):
        life.now += DAY * draw(st.sampled_from([1, 12, 25, 40, 70]))
        for _ in range(draw(st.integers(0, 3))):
            restated = draw(st.dictionaries(st.sampled_from(list(window(life.now))), known, max_size=3))
            # Twice for one citizen in one tick happens: a fact, and then the audit.
            for _ in range(draw(st.sampled_from([1, 1, 2]))):
                life.step(draw(st.integers(0, 3)), life.now, draw(known), draw(known), restated)
        if draw(st.booleans()):
            life.learn_late(draw(st.integers(0, 3)), draw(known))
        if draw(st.sampled_from([True, False, False, False])):
            life.take_over(draw(st.booleans()))
        stated = life.tick()
        if draw(st.booleans()):
            # Later in the month what is known of its end changes, what was stated of it does not.
            life.now += 1
            life.step(draw(st.integers(0, 3)), life.now, draw(known), draw(known), {MONTHS[0]: draw(known)})
            assert life.tick() == stated
    return life
