"""When a municipality was last heard of: over ticks, owners and partitions, and counted in Danish working days."""

from __future__ import annotations

import pytest

from rules.civil import Instant, day, start_of_day
from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality.aggregate import Aggregate
from streams.municipality.exposition import render
from streams.municipality.partials import PartitionCounts
from tests.streams.municipality.population import citizen
from tests.streams.municipality.sources import heard
from tests.streams.municipality.test_exposition import value

HOUR = 3_600_000_000
LAESOE = Today(Standing("825", "dagpenge", 0, 0))
LOLLAND = Today(Standing("360", "dagpenge", 0, 0))


def at(text: str, hours: float = 0) -> Instant:
    return start_of_day(day(text)) + int(hours * HOUR)


class Town:
    """Partitions with their owners, and one reader of what they publish."""

    def __init__(self, partitions: int = 1) -> None:
        self.aggregate = Aggregate(partitions)
        self.owners = [PartitionCounts(number) for number in range(partitions)]
        for owner in self.owners:
            owner.rebuild([], "first")

    def tick(self, now: Instant) -> int:
        """Every partition handles a tick; how many groups were published."""
        records = [record for owner in self.owners for record in owner.at_tick(now)]
        for key, value_ in records:
            self.aggregate.take(key, value_)
        while self.aggregate.step():
            pass
        return len(records) - len(self.owners)

    def newest(self, municipality: str = "825") -> float | None:
        page = render(self.aggregate)
        return value(page, "rettidig_source_newest_timestamp_seconds", municipality=municipality)

    def silence(self, municipality: str = "825") -> float | None:
        """In working days."""
        seconds = value(render(self.aggregate), "rettidig_source_silence_working_seconds", municipality=municipality)
        return None if seconds is None else seconds / 86_400


def state(today: Today, clock: Instant, *registered: Instant) -> CitizenState:
    return heard(citizen(today, None, clock), *registered)


@pytest.mark.parametrize(
    ("last", "now", "silence"),
    [
        (at("2026-03-10", 9), at("2026-03-11", 9), 1.0),
        (at("2026-03-10", 12), at("2026-03-10", 18), 0.25),
        (at("2026-03-13", 12), at("2026-03-16", 12), 1.0),  # Friday noon to Monday noon
        (at("2026-03-14", 3), at("2026-03-15", 23), 0.0),  # a week-end
        (at("2026-04-01", 12), at("2026-04-07", 12), 1.0),  # Wednesday before Easter to the Tuesday after
        (at("2026-12-23", 12), at("2026-12-28", 0), 0.5),  # Christmas: 24, 25, 26 and 27 December count nothing
        (at("2026-12-30", 0), at("2027-01-04", 0), 1.0),  # 31 December, 1 January, a week-end
        (at("2023-05-04", 0), at("2023-05-06", 0), 1.0),  # store bededag, for the last time
        (at("2024-04-25", 0), at("2024-04-27", 0), 2.0),  # what would have been store bededag
        (at("2026-03-27", 0), at("2026-03-30", 12), 1.5),  # over the night in which an hour is left out
        (at("2024-01-01", 0), at("2026-01-01", 0), 503.0),  # two years: 252 and 251 working days
    ],
)
def test_silence_is_counted_in_danish_working_days(last: Instant, now: Instant, silence: float) -> None:
    town = Town()
    town.owners[0].replace(None, state(LAESOE, now, last))
    town.tick(now)
    assert town.silence() == pytest.approx(silence, abs=0.001)


def test_it_is_told_by_the_hour_so_that_events_which_change_no_figure_cost_no_record() -> None:
    town, now = Town(), at("2026-03-10", 9)
    first = state(LAESOE, now, now)
    town.owners[0].replace(None, first)
    assert town.tick(now) == 1
    same_hour = state(LAESOE, now + HOUR // 2, now, now + HOUR // 2)
    town.owners[0].replace(first, same_hour)
    assert town.owners[0].at_tick(now + HOUR // 2)[0][1] == town.owners[0].at_tick(now + HOUR // 2)[0][1]
    assert town.newest() == now / 1_000_000
    town.owners[0].replace(same_hour, state(LAESOE, now + HOUR, now, now + HOUR))
    town.tick(now + HOUR)
    assert town.newest() == (now + HOUR) / 1_000_000


def test_a_fact_that_the_clock_has_not_reached_is_not_heard_yet() -> None:
    town, now = Town(), at("2026-03-10", 9)
    town.owners[0].replace(None, state(LAESOE, now, now - HOUR, at("2099-01-01")))
    town.tick(now)
    assert town.newest() == (now - HOUR) / 1_000_000


def test_the_newest_of_all_partitions_counts_and_municipalities_are_told_apart() -> None:
    town, now = Town(partitions=2), at("2026-03-10", 9)
    town.owners[0].replace(None, state(LAESOE, now, now - 3 * HOUR))
    town.owners[1].replace(None, state(LAESOE, now, now - 5 * HOUR))
    town.owners[1].replace(None, state(LOLLAND, now, now))
    town.tick(now)
    assert (town.newest("825"), town.newest("360")) == ((now - 3 * HOUR) / 1_000_000, now / 1_000_000)


def test_a_new_owner_that_counts_the_recovered_states_says_the_same() -> None:
    town, now = Town(), at("2026-03-10", 9)
    states = [state(LAESOE, now, now - 2 * HOUR), state(LAESOE, now, now - 4 * HOUR)]
    for each in states:
        town.owners[0].replace(None, each)
    town.tick(now)
    before = town.newest()
    town.owners[0].rebuild(states, "second")
    town.tick(now + HOUR)
    fresh = Town()
    fresh.owners[0].rebuild(states, "third")
    fresh.tick(now + HOUR)
    assert before == town.newest() == fresh.newest() == (now - 2 * HOUR) / 1_000_000


def test_the_last_word_on_a_citizen_who_left_is_still_the_municipalitys() -> None:
    town, now = Town(), at("2026-03-10", 9)
    here = state(LAESOE, now - HOUR, now - 3 * HOUR)
    town.owners[0].replace(None, here)
    town.owners[0].replace(here, state(Today(), now, now - 3 * HOUR, now))
    town.tick(now)
    assert town.newest() == now / 1_000_000


def test_a_municipality_of_which_nothing_was_judged_is_absent_and_not_silent() -> None:
    town, now = Town(), at("2026-03-10", 9)
    town.owners[0].replace(None, citizen(LAESOE, None, now))
    town.tick(now)
    assert (town.newest(), town.silence()) == (None, None)
