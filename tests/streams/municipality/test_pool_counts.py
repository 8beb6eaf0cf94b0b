"""From citizens' standings to municipal alerts: pools summed over groups at the month end, frozen while nobody is heard."""

from __future__ import annotations

from alerts.municipal.life import MunicipalLives, MunicipalTold
from alerts.policy import load_policy
from rules.civil import Instant, day, iso, start_of_day
from rules.load import load_lawbook
from rules.measured import NAMES
from rules.pools import LANES
from streams.citizen.state import Standing, Today
from streams.municipality.aggregate import Aggregate
from streams.municipality.alerting import verdicts
from streams.municipality.numbers import live_bodies, read_live
from streams.municipality.partials import PartitionCounts
from streams.municipality.pool_counts import last_month_end, pool_counts
from tests.streams.municipality.population import citizen
from tests.streams.municipality.sources import heard

OFFERS, INTERVIEWS = 1 << LANES.index("share-offers"), 1 << LANES.index("share-interviews")
SHARES = load_lawbook().shares
DAY = 86_400_000_000
JULY_ENDS = start_of_day(day("2026-08-01"))


class Sums:
    """One partition of citizens of municipality 825 and what is told of it."""

    def __init__(self) -> None:
        self.aggregate, self.owner, self.lives = Aggregate(1), PartitionCounts(0), MunicipalLives()
        self.owner.rebuild([], "first", JULY_ENDS - 40 * DAY)
        self._people = 0

    def add(self, group: str, number: int, counted: int, met: int, registered: Instant, clock: Instant) -> None:
        for _ in range(number):
            state = citizen(Today(Standing("825", group, counted, met)), None, clock)
            self.owner.replace(None, heard(state, registered), ())

    def tick(self, at: Instant) -> list[MunicipalTold]:
        for key, value in self.owner.at_tick(at):
            self.aggregate.take(key, value)
        while self.aggregate.step():
            pass
        found = verdicts(self.aggregate, at, self.lives, load_policy(), SHARES)
        return self.lives.live_on(found, at)


def test_a_pool_is_summed_over_its_groups_and_each_interview_pool_is_a_groups_own() -> None:
    sums, before = Sums(), JULY_ENDS - DAY
    sums.add("dagpenge", 6, OFFERS | INTERVIEWS, OFFERS, before, before)
    sums.add("jobparat", 8, OFFERS | INTERVIEWS, INTERVIEWS, before, before)
    sums.add("aktivitetsparat", 50, 0, 0, before, before)
    sums.add("ledighedsydelse", 12, INTERVIEWS, INTERVIEWS, before, before)
    sums.tick(JULY_ENDS - 1)
    told = sums.tick(JULY_ENDS + 1)
    month_end = last_month_end(JULY_ENDS + 1)
    assert iso(month_end) == "2026-07-31"
    counted = {each.pool.pool: (each.met, each.counted) for each in pool_counts(sums.aggregate, SHARES, month_end, ())}
    assert counted == {
        "offers": (6, 14),
        "interviews-dagpenge": (0, 6),
        "interviews-jobparat": (8, 8),
        "interviews-ledighedsydelse": (12, 12),
    }
    assert pool_counts(sums.aggregate, SHARES, month_end, {"825"}) == []
    assert pool_counts(sums.aggregate, SHARES, day("2026-06-30"), ()) == []
    assert [(each.change, each.alert_id) for each in told] == [("raised", "share-at-risk:offers:825:2026-07-01:75")]
    shown = read_live(live_bodies(sums.aggregate, sums.lives.open())["825"])
    [at_risk] = shown.at_risk
    assert (at_risk.pool, at_risk.met, at_risk.counted, at_risk.is_under) == ("offers", 6, 14, True)
    assert {each.measure for each in shown.measures} <= set(NAMES), "a lane is no measure"


def test_of_a_silent_municipality_nobody_is_told_that_its_share_falls() -> None:
    sums, began = Sums(), JULY_ENDS - 30 * DAY
    sums.add("dagpenge", 300, OFFERS, OFFERS, began, began)  # three working days of patience
    sums.tick(began + 1)
    sums.owner.replace(None, heard(citizen(Today(Standing("825", "dagpenge", OFFERS, 0)), None, began), began), ())
    sums.add("jobparat", 200, OFFERS, 0, began, began)
    assert [each.subject.kind for each in sums.tick(JULY_ENDS + 1)] == ["silent-source"]
    sums.add("jobparat", 1, OFFERS, 0, JULY_ENDS + 2, JULY_ENDS + 2)
    assert sorted((each.subject.kind, each.change) for each in sums.tick(JULY_ENDS + 3)) == [
        ("share-at-risk", "raised"),
        ("silent-source", "resolved"),
    ]
    assert sums.tick(JULY_ENDS + 4) == []
