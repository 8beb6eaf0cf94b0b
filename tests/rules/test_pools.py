"""A citizen's part in the pools of the 75 %, by hand: when it comes due, whether it was in time, and how long it counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rules import facts as f
from rules.civil import day, iso
from rules.pools import LANES, POOLED, lane_of, pooled, pools_on
from tests.rules.builders import assessed, book, ended, held, known, offer, on_benefit
from tests.streams.citizen.walks import judge

JOBPARAT = [on_benefit("jobparat", "2026-01-15")]  # 4 interviews and an offer by 15 July 2026, both a share
FOUR = [held(on) for on in ("2026-01-20", "2026-03-02", "2026-05-04", "2026-07-15")]
LATE = [*FOUR[:3], held("2026-07-16")]


def names(bits: int) -> list[str]:
    return [name for place, name in enumerate(LANES) if bits >> place & 1]


@pytest.mark.parametrize(
    ("life", "on", "counted", "met"),
    [
        (JOBPARAT, "2026-07-15", [], []),  # the last day in time
        (JOBPARAT, "2026-07-16", ["share-interviews", "share-offers"], []),
        ([*JOBPARAT, *FOUR], "2026-07-15", [], []),  # met, but not due yet: the others of that day are not counted either
        ([*JOBPARAT, *FOUR], "2026-07-16", ["share-interviews", "share-offers"], ["share-interviews"]),
        ([*JOBPARAT, *LATE], "2026-07-20", ["share-interviews", "share-offers"], []),
        ([*JOBPARAT, *FOUR, offer("virksomhedspraktik", "2026-07-01", "2026-08-01")], "2026-07-20", ["share-interviews", "share-offers"], ["share-interviews", "share-offers"]),
        ([*JOBPARAT, *FOUR], "2027-07-15", ["share-interviews", "share-offers"], ["share-interviews"]),  # twelve months
        ([*JOBPARAT, *FOUR], "2027-07-16", [], []),
        ([*JOBPARAT, ended("2026-07-31")], "2026-08-01", [], []),  # without a benefit nobody is counted
        ([on_benefit("jobparat", "2025-12-30")], "2026-07-16", [], []),  # due 30 June 2026: each person's, no share
        ([on_benefit("aktivitetsparat", "2026-01-15")], "2026-09-01", [], []),  # no share for this group
        ([on_benefit("dagpenge", "2026-04-02")], "2026-07-15", [], []),  # the a-kasse's share is not the municipality's
        ([on_benefit("dagpenge", "2026-01-15")], "2026-07-16", ["share-interviews", "share-offers"], []),
    ],
)  # fmt: skip
def test_whose_share_duty_came_due_and_who_got_it_in_time(
    life: Sequence[f.Fact], on: str, counted: list[str], met: list[str]
) -> None:
    found = pooled(assessed(life, on), book())
    assert (names(found.counted), names(found.met)) == (counted, met)
    standing = judge().standing(known(life), day(on))
    assert standing is None or [name for name in names(standing.counted) if name in POOLED] == counted


@pytest.mark.parametrize("life", [JOBPARAT, [*JOBPARAT, *FOUR], [*JOBPARAT, *LATE]], ids=["none", "four", "late"])
def test_nothing_of_it_changes_before_the_day_to_look_again(life: Sequence[f.Fact]) -> None:
    made = judge().dossier(life)
    first = day("2026-07-17")
    then = judge().counted(made, first)
    for on in range(first + 1, day("2027-08-01")):
        now = judge().counted(made, on)
        if then.until <= on:
            then = now
        assert now.standing == then.standing, iso(on)


def test_every_pool_of_the_jobcentres_has_a_lane_and_the_a_kasses_none() -> None:
    assert {share.pool: lane_of(share) for share in book().shares} == {
        "offers": "share-offers",
        "interviews-dagpenge": "share-interviews",
        "interviews-jobparat": "share-interviews",
        "interviews-ledighedsydelse": "share-interviews",
        "a-kasse-interviews": None,
    }
    assert pools_on(book().shares, day("2026-06-30")) == []
    assert len(pools_on(book().shares, day("2026-07-01"))) == 4
