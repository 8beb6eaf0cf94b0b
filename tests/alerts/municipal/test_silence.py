"""Who is silent: size, week-ends, Christmas, summer time and the whole country standing still, by hand."""

from __future__ import annotations

from typing import Final

import pytest

from alerts.municipal.silence import Source, judge_silence, patience
from alerts.municipal.verdict import Verdict
from alerts.policy import load_policy
from alerts.working_days import working_time_after, working_time_between
from rules.civil import Instant, day, iso_instant, start_of_day

POLICY: Final = load_policy()
HOUR: Final = 3_600_000_000
COPENHAGEN: Final = "101"
LAESOE: Final = "825"


def at(text: str, hours: float = 0) -> Instant:
    return start_of_day(day(text)) + int(hours * HOUR)


def of(verdicts: list[Verdict], municipality: str) -> Verdict:
    return next(each for each in verdicts if each.subject.municipality == municipality)


def silent(source: Source, as_of: Instant, *others: Source) -> bool:
    """Whether a source is silent; the others are heard of all the time."""
    talking = Source("751", 10_000, as_of)
    return of(judge_silence([source, talking, *others], as_of, POLICY), source.municipality).is_open


@pytest.mark.parametrize(
    ("citizens", "heard", "still_heard", "first_silent"),
    [
        # 600,000 citizens: a working day and 86 s. Monday 10:00 to Tuesday 10:01:26.4.
        (600_000, at("2026-03-09", 10), at("2026-03-10", 10.02), at("2026-03-10", 10.03)),
        # 600 citizens: two working days. Friday noon to Tuesday noon, over a week-end.
        (600, at("2026-03-13", 12), at("2026-03-17", 12), at("2026-03-17", 12) + 1),
        # 60 citizens: eleven. From the Wednesday before Easter: 1, 7 to 10, 13 to 17 and 20 April.
        (60, at("2026-04-01", 0), at("2026-04-21", 0), at("2026-04-21", 0) + 1),
        # 40 citizens: sixteen. From 18 December: 18, 21, 22, 23, 28, 29, 30 December, 4 to 8 and 11 to 14 January.
        (40, at("2026-12-18", 0), at("2027-01-15", 0), at("2027-01-15", 0) + 1),
        # Over the night in which an hour is left out, and the one in which an hour comes twice: a day is a day.
        (600, at("2026-03-27", 0), at("2026-03-31", 0), at("2026-03-31", 0) + 1),
        (600, at("2026-10-23", 0), at("2026-10-27", 0), at("2026-10-27", 0) + 1),
    ],
)
def test_the_smaller_a_municipality_the_longer_it_may_say_nothing(
    citizens: int, heard: Instant, still_heard: Instant, first_silent: Instant
) -> None:
    source = Source(LAESOE, citizens, heard)
    assert not silent(source, still_heard)
    assert silent(source, first_silent)


def test_laesoe_is_not_called_silent_each_week() -> None:
    weekly = Source(LAESOE, 40, at("2026-03-06", 15))
    assert not silent(weekly, at("2026-03-13", 15))
    assert patience(40, POLICY) == 16


def test_it_became_true_when_the_patience_was_over_and_not_when_a_tick_found_it() -> None:
    source, talking = Source(COPENHAGEN, 600, at("2026-03-13", 12)), Source("751", 10_000, at("2026-03-20"))
    found = [of(judge_silence([source, talking], tick, POLICY), COPENHAGEN) for tick in
             (at("2026-03-17", 12) + 1, at("2026-03-17", 13), at("2026-03-20"))]  # fmt: skip
    assert {each.at for each in found} == {at("2026-03-17", 12)}
    assert len({each.finding.arithmetic for each in found}) == 1
    assert found[0].alert_id == "silent-source:data:101:2026-03-13:1"
    assert found[0].finding.arithmetic == (
        "last heard in the hour of 2026-03-13T11:00:00Z; 1 + 600 / 600 citizens = 2.0 working days, "
        "over at 2026-03-17T11:00:00Z"
    )


def test_where_nobody_is_heard_every_municipality_is_silent_sooner_than_alone() -> None:
    heard = at("2026-03-10", 9)
    country = [Source(LAESOE, 40, heard - 30 * HOUR), Source(COPENHAGEN, 59_960, heard)]
    after = judge_silence(country, at("2026-03-11", 10), POLICY)
    assert [each.is_open for each in after] == [True, True]
    assert [each.said["everybody"] for each in after] == [True, True]
    assert of(after, LAESOE).finding.arithmetic == (
        "last heard in the hour of 2026-03-09T02:00:00Z; 1 + 600 / 60000 citizens of all municipalities, "
        f"last heard {iso_instant(heard)} = 1.0 working days, over at 2026-03-11T08:14:24Z"
    )
    back = judge_silence([country[0], Source(COPENHAGEN, 59_960, at("2026-03-11", 10))], at("2026-03-11", 11), POLICY)
    assert [each.is_open for each in back] == [False, False]


def test_who_has_nobody_on_benefit_is_not_silent_and_the_question_is_gone() -> None:
    found = of(judge_silence([Source(LAESOE, 0, 0), Source("751", 9, HOUR)], at("2026-03-10"), POLICY), LAESOE)
    assert (found.is_open, found.is_moot) == (False, True)


def test_nobody_is_nobody() -> None:
    assert judge_silence([], at("2026-03-10"), POLICY) == []


@pytest.mark.parametrize("days", [0.0, 0.5, 1.0, 1.25, 2.0, 7.0, 16.0, 254.5, 601.0])
@pytest.mark.parametrize(
    "first",
    [at("2026-03-27", 23), at("2026-03-28", 12), at("2024-02-28", 5), at("2026-12-23", 12), at("2026-10-23", 3)],
)
def test_working_time_added_is_the_working_time_between(first: Instant, days: float) -> None:
    until = working_time_after(first, days)
    assert working_time_between(first, until) == pytest.approx(days, abs=1e-9)
    assert days == 0 or working_time_between(first, until - 1_000_000) < days
