"""Past month ends: what news reaches back to is judged anew, once in a step, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.case import Dossier
from rules.civil import Day, day, iso
from streams.citizen.judge import Counted
from streams.citizen.month_ends import Counting, MonthEnds
from streams.citizen.months import lookup
from streams.citizen.state import Standing
from streams.month import last_day, month_from, month_of
from tests.streams.citizen.walks import judge

GONE_BY = ["2018-01", "2018-02", "2018-03", "2018-04", "2018-05", "2018-06"]
ON = day("2018-07-10")


def _ends(*outdated: tuple[str, str]) -> MonthEnds:
    ends = MonthEnds(())
    for month in GONE_BY:
        ends.go_by(month_from(month), _standing(0))
    for first, on in outdated:
        ends.outdate(day(first), day(on))
    return ends


def _standing(met: int) -> Standing:
    return Standing("101", "jobparat", 1, met)


def _counting(asked: list[Day], holds: Callable[[Day], Day]) -> Counting:
    """Counts each citizen's met bits by month, notes what it is asked and says how long that holds."""

    def counted(_known: Dossier, on: Day) -> Counted:
        asked.append(on)
        return Counted(_standing(on), holds(on))

    return counted


@pytest.mark.parametrize(
    ("outdated", "anew"),
    [
        ([], []),
        ([("2018-05-03", "2018-07-10")], ["2018-05", "2018-06"]),
        ([("2018-07-03", "2018-07-10")], []),  # the running month has no end yet
        ([("2018-08-01", "2018-07-10")], []),
        ([("2018-01-31", "2018-03-02"), ("2018-05-31", "2018-06-02")], ["2018-01", "2018-02", "2018-05"]),
        ([("2018-01-31", "2018-03-02"), ("2018-02-01", "2018-03-20")], ["2018-01", "2018-02"]),
    ],
)
def test_only_month_ends_between_what_changed_and_the_day_on_which_it_was_learnt_are_judged_anew(
    outdated: list[tuple[str, str]], anew: list[str]
) -> None:
    asked: list[Day] = []
    ends, counting = _ends(*outdated), _counting(asked, lambda on: on + 1)
    ends.restate(judge().nobody, ON, counting)
    run = ends.run(ON)
    assert [iso(on)[:7] for on in asked] == anew
    for month in map(month_from, GONE_BY):
        expected = last_day(month) if iso(last_day(month))[:7] in anew else 0
        assert lookup(run, month) == _standing(expected)
    assert [standing for _, standing in ends.passed] == [_standing(0)] * len(GONE_BY), "as known then"
    ends.restate(judge().nobody, ON, counting)
    assert len(asked) == len(anew), "once is enough"


def test_a_standing_that_holds_longer_is_asked_for_once() -> None:
    asked: list[Day] = []
    ends, counting = _ends(("2018-01-01", "2018-07-10")), _counting(asked, lambda on: on + 70)
    ends.restate(judge().nobody, ON, counting)
    assert [iso(on) for on in asked] == ["2018-01-31", "2018-04-30"]
    assert [month for month, _ in ends.run(ON)] == [month_from("2018-01"), month_from("2018-04")]


def test_what_lies_before_the_window_is_left_alone() -> None:
    asked: list[Day] = []
    ends, counting = _ends(("2018-01-01", "2018-07-10")), _counting(asked, lambda on: on + 1)
    much_later = day("2020-06-15")
    for month in range(month_from("2018-07"), month_of(much_later)):
        ends.go_by(month, _standing(0))
    ends.restate(judge().nobody, much_later, counting)
    assert [iso(on) for on in asked] == ["2018-05-31", "2018-06-30"]
