"""Cards, month ends, freshness and amounts: what a number shows before it is put into words."""

from __future__ import annotations

import pytest

from alerts.inbox.ports import MeasureFigure, MonthFigure, MunicipalNumbers
from alerts.pages.numbers.amounts import percent, whole
from alerts.pages.numbers.freshness import freshness
from alerts.pages.numbers.sheet import PASSIVITY, TIMELINESS, Share, cards, people
from alerts.pages.numbers.trend import Point, spots, trend
from rules.civil import Instant, day, start_of_day
from rules.measured import NAMES

NOON = 12 * 3_600_000_000


def at(text: str) -> Instant:
    return start_of_day(day(text)) + NOON


def numbers(**said: object) -> MunicipalNumbers:
    """Aarhus on a Monday: jobparat 40 of 100, dagpenge 90 of 200, revalidering 1 of 4 without effort."""
    fields: dict[str, object] = {
        "municipality": "751",
        "as_of": at("2026-03-09"),
        "citizens": {"jobparat": 300, "dagpenge": 500, "revalidering": 4},
        "obligations_open": {"jobparat": 600, "dagpenge": 900},
        "obligations_overdue": {"jobparat": 60, "dagpenge": 45},
        "measures": (
            MeasureFigure("jobparat", "active-year", 100, 60),
            MeasureFigure("dagpenge", "active-year", 200, 110),
            MeasureFigure("revalidering", "active-year", 4, 3),
            MeasureFigure("jobparat", "early-interviews", 50, 30),
            MeasureFigure("jobparat", "duty-kept", 90, 80),
        ),
    }
    return MunicipalNumbers(**(fields | said))  # type: ignore[arg-type]  # tests name the fields


def test_passivity_is_the_part_without_effort_and_groups_stand_in_the_order_of_the_law() -> None:
    card = cards(numbers(), ["active-year"], ())[0]
    assert [(line.target_group, line.share) for line in card.lines] == [
        ("dagpenge", Share(90, 200)),
        ("jobparat", None),  # hidden beside revalidering's 4, which could be subtracted else
        ("revalidering", None),
    ]
    assert card.total == Share(131, 304)


def test_other_measures_are_the_part_that_is_met() -> None:
    card = cards(numbers(), ["early-interviews"], ())[0]
    assert card.total == Share(30, 50) and card.total.percent == 60


def test_what_is_past_due_is_a_share_of_what_is_open() -> None:
    card = cards(numbers(), ["overdue"], ())[0]
    assert card.total == Share(105, 1500)
    assert [line.share for line in card.lines] == [Share(45, 900), Share(60, 600)]


def test_a_measure_that_counts_nobody_is_empty_not_hidden() -> None:
    card = cards(numbers(), ["early-offer"], ())[0]
    assert card.is_empty and card.total is None and not card.lines


def test_the_inner_measure_is_on_no_card_and_every_other_one_is() -> None:
    assert {*PASSIVITY, *TIMELINESS} - {"overdue"} == {*NAMES} - {"duty-kept"}


def test_citizens_are_counted_under_the_same_rule() -> None:
    found = people(numbers())
    assert found.total == 804
    assert found.groups == (("dagpenge", 500), ("jobparat", None), ("revalidering", None))


def month(
    text: str, counted: int, met: int, first: tuple[int, int] | None = None, group: str = "jobparat"
) -> MonthFigure:
    return MonthFigure(day(text), group, "active-year", counted, met, *(first or (counted, met)))


def test_month_ends_sum_the_groups_and_keep_what_was_first_published() -> None:
    figures = [
        month("2026-01-31", 100, 60),
        month("2026-01-31", 100, 40, group="dagpenge"),
        month("2026-02-28", 100, 70, first=(100, 60)),
        month("2026-03-31", 6, 3),
        month("2026-04-30", 0, 0),
    ]
    assert trend(figures, is_unmet=False, least=10) == [
        Point(day("2026-01-31"), 100, 200, None),
        Point(day("2026-02-28"), 70, 100, 60.0),
        Point(day("2026-03-31"), None, None, None),
    ]
    assert [point.percent for point in trend(figures, is_unmet=True, least=10)] == [50, 30, None]
    assert trend(figures, is_unmet=True, least=10)[1].first == 40


def test_a_month_with_too_few_is_a_gap_in_the_line() -> None:
    points = [Point(1, 5, 10, None), Point(2, None, None, None), Point(3, 9, 10, 50.0)]
    runs = spots(points)
    assert [[(spot.x, spot.y, spot.first_y) for spot in run] for run in runs] == [[(0, 50, None)], [(100, 10, 50)]]
    assert spots([]) == [] and spots([Point(1, None, None, None)]) == []


@pytest.mark.parametrize(
    ("as_of", "heard", "is_silent", "now", "is_stale", "silent"),
    [
        ("2026-03-09", "2026-03-09", False, "2026-03-09", False, None),
        ("2026-03-08", "2026-03-08", False, "2026-03-09", True, None),
        ("2026-03-09", "2026-03-04", False, "2026-03-09", False, None),  # no longer than chance explains
        ("2026-03-09", "2026-03-04", True, "2026-03-09", False, "2026-03-04"),
    ],
)
def test_old_figures_and_silence_are_told(  # a row of the table
    as_of: str, heard: str, is_silent: bool, now: str, is_stale: bool, silent: str | None
) -> None:
    found = freshness(numbers(as_of=at(as_of), heard_at=at(heard), is_silent=is_silent), at(now))
    assert found.is_stale is is_stale
    assert found.silent_since == (None if silent is None else day(silent))


@pytest.mark.parametrize(
    ("share", "da", "en"),
    [(63.44, "63,4 %", "63.4%"), (100, "100,0 %", "100.0%"), (99.98, "99,9 %", "99.9%"), (0.01, "0,1 %", "0.1%"), (0, "0,0 %", "0.0%")],
)  # fmt: skip
def test_per_cent_is_never_all_or_nothing_unless_it_is(share: float, da: str, en: str) -> None:
    assert (percent(share, "da"), percent(share, "en")) == (da, en)


def test_thousands_stand_apart() -> None:
    assert (whole(1204, "da"), whole(1204, "en"), whole(7, "da")) == ("1.204", "1,204", "7")
