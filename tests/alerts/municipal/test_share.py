"""The 75 % at risk: below the number, near it, clear of it; nothing of fewer than ten; month by month."""

from __future__ import annotations

from typing import Final

import pytest

from alerts.municipal.life import MunicipalLives
from alerts.municipal.message import decode_municipal, encode_municipal
from alerts.municipal.share import PoolCount, judge_shares, spare, standing_of_share
from alerts.policy import load_policy
from rules.civil import day, iso_instant, start_of_day
from rules.load import load_lawbook

POLICY: Final = load_policy()
OFFERS = next(share for share in load_lawbook().shares if share.pool == "offers")
AUGUST, SEPTEMBER, OCTOBER = day("2026-08-31"), day("2026-09-30"), day("2026-10-31")


def count(met: int, counted: int) -> PoolCount:
    return PoolCount("825", OFFERS, counted, met)


@pytest.mark.parametrize(
    ("met", "counted", "stands", "left"),
    [
        (74, 100, "under", -1),
        (75, 100, "near", 0),
        (77, 100, "near", 2),
        (78, 100, "met", 3),
        (30, 40, "near", 0),  # 75.0
        (29, 39, "under", -1),  # 74.4: 30 of 39 are needed
        (7, 10, "under", -1),
        (8, 10, "met", 0),  # 80 %, though not one more may be missed
        (0, 10, "under", -8),
        (10, 10, "met", 2),
    ],
)
def test_a_share_is_below_near_or_clear(met: int, counted: int, stands: str, left: int) -> None:
    assert standing_of_share(count(met, counted), POLICY) == stands
    assert spare(count(met, counted)) == left
    [verdict] = judge_shares([count(met, counted)], AUGUST, POLICY)
    assert verdict.is_open is (stands != "met")


@pytest.mark.parametrize("met", [0, 5, 9])
def test_of_fewer_than_ten_nothing_is_told(met: int) -> None:
    [verdict] = judge_shares([count(met, 9)], AUGUST, POLICY)
    assert (verdict.is_open, verdict.is_moot, verdict.numbers) == (False, True, {})
    assert "9" not in verdict.finding.arithmetic.replace("2026-08-31", "")


def test_the_finding_has_number_base_date_reference_and_confidence() -> None:
    [verdict] = judge_shares([count(2_099, 2_800)], AUGUST, POLICY)
    finding = verdict.finding
    assert finding.arithmetic == (
        "of the citizens on benefit on 2026-08-31 whose duty came due in the 12 months before, in time: "
        "2099 of 2800 = 74.9 %; at least 75 %, at risk below 78 %"
    )
    assert (finding.reference, finding.confidence) == ("lov 1750 af 29/12/2025", "unverified")
    assert (finding.cure, verdict.alert_id) == ("1 more in time", "share-at-risk:offers:825:2026-07-01:75")
    assert verdict.numbers == {"counted": 2_800, "met": 2_099, "least_percent": 75}
    assert iso_instant(verdict.at) == "2026-08-31T22:00:00Z"


def test_it_is_raised_changed_and_resolved_at_month_ends_and_other_numbers_alone_are_no_news() -> None:
    lives, told = MunicipalLives(), []
    for met, month, as_of in (
        (80, AUGUST, 1),  # clear
        (76, SEPTEMBER, 2),  # near
        (75, SEPTEMBER, 3),  # a late fact, near as before
        (70, SEPTEMBER, 4),  # late facts bring it below
        (70, OCTOBER, 40),  # another month
        (90, OCTOBER, 41),
    ):
        told += lives.live_on(judge_shares([count(met, 100)], month, POLICY), start_of_day(SEPTEMBER + as_of))
    assert [(each.change, each.revision, each.said["standing"], each.numbers["met"]) for each in told] == [
        ("raised", 1, "near", 76),
        ("changed", 2, "under", 70),
        ("changed", 3, "under", 70),
        ("resolved", 4, "met", 90),
    ]
    assert [decode_municipal(encode_municipal(each)) for each in told] == told
    assert lives.live_on(judge_shares([count(1, 100)], OCTOBER, POLICY), start_of_day(OCTOBER + 30)) != []
    [lapsed] = lives.live_on(judge_shares([count(1, 9)], OCTOBER, POLICY), start_of_day(OCTOBER + 31))
    assert lapsed.change == "lapsed"
