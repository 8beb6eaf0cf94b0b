"""Where things lie in the drawing: days to per cent, ticks, bands, marks and bars, as tables."""

from __future__ import annotations

import itertools

import pytest

from alerts.pages.lifeline.axis import axis
from alerts.pages.lifeline.bands import Band, drawn, offers
from alerts.pages.lifeline.bars import bar_rows
from alerts.pages.lifeline.drawing import drawing
from alerts.pages.lifeline.life import chosen, life_of
from alerts.pages.lifeline.marks import marks, placed
from alerts.pages.lifeline.window import Place, Span, Window, window_around
from rules.civil import add_months, day, iso
from rules.facts import Fact
from rules.history import history
from rules.obligation import Obligation
from tests.rules import builders as b

TEN_DAYS = Window(101, 110)
GIVEN = b.offer("virksomhedspraktik", "2026-02-02", "2026-02-27")
CANCELLED = b.offer_cancelled("offer 2026-02-02", "2026-02-10")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ([GIVEN], [("2026-02-02", "2026-02-27", False)]),
        ([GIVEN, CANCELLED], [("2026-02-02", "2026-02-27", True)]),
        ([CANCELLED], []),  # of one that was never given nobody knows when it would have been
        ([GIVEN, b.offer_changed("offer 2026-02-02", "2026-02-05", from_="2026-02-16"), CANCELLED], [("2026-02-16", "2026-02-27", True)]),
        ([GIVEN, CANCELLED, b.offer_changed("offer 2026-02-02", "2026-02-12", to="2026-03-06")], [("2026-02-02", "2026-03-06", False)]),
        ([GIVEN, CANCELLED, b.retracted("cancelled offer 2026-02-02", "2026-02-12")], [("2026-02-02", "2026-02-27", False)]),
        ([b.offer("nytteindsats", "2026-03-02", given_on="2026-02-10"), b.offer_cancelled("offer 2026-03-02", "2026-02-20"), GIVEN], [("2026-02-02", "2026-02-27", False), ("2026-03-02", "2026-03-02", True)]),
    ],
)  # fmt: skip
def test_an_offer_that_never_took_place_is_drawn_as_such(facts: list[Fact], found: list[tuple[str, str, bool]]) -> None:
    life = life_of([b.on_benefit("jobparat", "2026-01-05"), *facts], b.book(), day("2026-03-09"))
    bands = offers(life.history, life.facts, life.dossier.book.terms)
    assert [(iso(each.from_), iso(each.to or 0), each.is_cancelled) for each in bands] == found


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span(101, 110), Place(0, 100)),
        (Span(101, 101), Place(0, 10)),
        (Span(110, 110), Place(90, 10)),
        (Span(103, 105), Place(20, 30)),
        (Span(90, 105), Place(0, 50, cut_left=True)),
        (Span(106, 400), Place(50, 50, cut_right=True)),
        (Span(1, 999), Place(0, 100, cut_left=True, cut_right=True)),
        (Span(90, 100), None),
        (Span(111, 120), None),
        (Span(105, 104), None),
    ],
)
def test_a_span_lies_where_its_days_are(span: Span, place: Place | None) -> None:
    assert TEN_DAYS.place(span) == place


@pytest.mark.parametrize(
    ("on", "x", "middle"), [(101, 0, 5), (106, 50, 55), (110, 90, 95), (1, 0, None), (999, 100, None)]
)
def test_a_day_begins_at_its_left_edge(on: int, x: float, middle: float | None) -> None:
    assert TEN_DAYS.x(on) == x
    if middle is not None:
        assert TEN_DAYS.middle(on) == middle


@pytest.mark.parametrize(
    ("begins", "days", "on", "first", "last"),
    [
        ("2018-01-01", ["2018-01-01"], "2018-01-01", "2017-12-29", "2018-01-04"),
        ("2018-01-01", ["2018-02-01"], "2018-01-01", "2017-12-29", "2018-02-04"),
        ("2018-01-01", ["2030-01-01"], "2018-01-01", "2017-12-29", "2018-04-06"),  # 92 days ahead at least
        ("2008-01-01", ["2030-01-01"], "2018-01-01", "2007-09-22", "2019-05-17"),  # 400 at most
    ],
)
def test_a_window_looks_ahead_by_what_has_passed(begins: str, days: list[str], on: str, first: str, last: str) -> None:
    window = window_around(day(begins), [day(each) for each in days], day(on))
    assert (iso(window.first), iso(window.last)) == (first, last)


@pytest.mark.parametrize(
    ("first", "days", "grain", "named"),
    [
        ("2018-01-01", 28, "week", ["1. jan.", "8. jan.", "15. jan.", "22. jan."]),
        ("2018-01-03", 70, "fortnight", ["8. jan.", "22. jan.", "5. feb.", "19. feb.", "5. mar."]),
        ("2017-12-20", 200, "month", ["jan.", "feb.", "mar.", "apr.", "maj", "jun."]),
        ("2016-12-20", 900, "quarter", ["jan.", "apr.", "jul.", "okt."] * 2 + ["jan.", "apr."]),
    ],
)
def test_the_axis_names_as_many_days_as_there_is_room_for(first: str, days: int, grain: str, named: list[str]) -> None:
    found = axis(Window(day(first), day(first) + days - 1), "da")
    assert found.grain == grain
    assert [tick.name for tick in found.ticks if tick.name] == named


def test_every_year_is_named_once_the_first_at_the_left_end() -> None:
    years = axis(Window(day("2003-11-20"), day("2018-05-17")), "en").years
    assert [tick.name for tick in years] == ["", *map(str, range(2004, 2018)), ""]  # where there is no room: no name
    assert years[0].x == 0
    assert [tick.name for tick in axis(Window(day("2018-03-01"), day("2018-04-01")), "en").years] == ["2018"]


@pytest.mark.parametrize("days", [1, 20, 60, 110, 111, 560, 561, 1100, 5500])
def test_names_on_the_axis_never_touch_at_the_least_width(days: int) -> None:
    """30 px a name in a drawing of 110 px a half year, at least a desk's 700."""
    window = Window(day("2010-02-10"), day("2010-02-10") + days - 1)
    width = max(700, 110 * window.half_years)
    xs = [tick.x * width / 100 for tick in axis(window, "da").ticks if tick.name]
    assert all(right - left >= 30 for left, right in itertools.pairwise(xs))


@pytest.mark.parametrize("days", range(1, 112, 10))
def test_names_with_a_day_do_not_touch_on_a_phone_either(days: int) -> None:
    """55 px a name like `23. feb.` in a drawing of 310 px, without those that are left out there."""
    window = Window(day("2026-02-20"), day("2026-02-20") + days - 1)
    xs = [tick.x * 3.1 for tick in axis(window, "da").ticks if tick.name and not tick.is_spare]
    assert xs or days < 7
    assert all(right - left >= 55 for left, right in itertools.pairwise(xs))


def test_bands_that_overlap_lie_in_lanes_and_know_their_room() -> None:
    bands = [
        Band("offer", "nytteindsats", 101, 103),
        Band("offer", "nytteindsats", 103, 104),
        Band("offer", "nytteindsats", 106, None),
        Band("offer", "nytteindsats", 300, None),
    ]
    found = drawn(bands, TEN_DAYS, on=107)
    assert [(each.lane, each.place.x, each.place.width, each.is_open) for each in found] == [
        (0, 0, 30, False),
        (1, 20, 20, False),
        (0, 50, 20, True),
    ]
    assert [(each.room_before, each.room_after) for each in found] == [(0, 20), (20, 60), (20, 30)]


BEGINS = b.on_benefit("dagpenge", "2018-01-08")
SHAPES: list[tuple[list[Fact], list[str]]] = [
    ([b.held("2018-02-01")], ["2018-02-01 held"]),
    ([b.held("2018-02-01", joint=True)], ["2018-02-01 joint"]),
    ([b.held("2018-02-01", actor="a-kasse")], ["2018-02-01 a-kasse"]),
    ([b.held("2018-02-01", form="letter")], ["2018-02-01 uncounted"]),
    ([b.held("2018-02-01", kind="group-meeting")], ["2018-02-01 uncounted"]),
    ([b.summoned("2018-06-01")], ["2018-06-01 planned"]),
    ([b.summoned("2018-05-17")], ["2018-05-17 planned"]),
    ([b.summoned("2018-05-16")], ["2018-05-16 awaiting"]),
    ([b.summoned("2018-02-01"), b.missed("2018-02-01", "interview 2018-02-01")], ["2018-02-01 missed"]),
    ([b.summoned("2018-02-01"), b.called_off("interview 2018-02-01", "2018-01-30")], ["2018-02-01 cancelled"]),
    (
        [b.summoned("2018-02-01"), b.rebooked("interview 2018-02-01", "2018-02-09", "2018-01-30")],
        ["2018-02-01 moved to 2018-02-09", "2018-02-09 awaiting"],
    ),
    (
        [
            b.summoned("2018-02-01"),
            b.rebooked("interview 2018-02-01", "2018-02-09", "2018-01-30"),
            b.rebooked("interview 2018-02-01", "2018-02-20", "2018-02-05"),
            b.held("2018-02-20", interview_id="interview 2018-02-01"),
        ],
        ["2018-02-01 moved to 2018-02-09", "2018-02-09 moved to 2018-02-20", "2018-02-20 held"],
    ),
    ([b.summoned("2018-02-01"), b.retracted("summoned 2018-02-01", "2018-01-31")], []),
]


@pytest.mark.parametrize(("facts", "expected"), SHAPES)
def test_an_interviews_shape_says_what_became_of_it(facts: list[Fact], expected: list[str]) -> None:
    life = life_of([BEGINS, *facts], b.book(), day("2018-05-17"))
    found = marks(life.history, life.facts, b.book(), life.on)
    said = [f"{iso(mark.on)} {mark.shape}" + (f" to {iso(mark.moved_to)}" if mark.moved_to else "") for mark in found]
    assert said == expected


def test_marks_that_would_touch_stand_above_one_another() -> None:
    facts = [b.held("2018-02-01"), b.held("2018-02-02"), b.held("2018-02-03"), b.held("2018-04-01")]
    life = life_of(facts, b.book(), day("2018-05-17"))
    window = Window(day("2018-01-01"), day("2019-06-30"))
    found = placed(marks(life.history, life.facts, b.book(), life.on), window)
    assert [spot.level for spot in found] == [0, 1, 2, 0]
    assert all(history(facts).interviews for _ in found)


def _bars(facts: list[Fact], on: str, duty: str) -> list[str]:
    """`lane since..due cells/needed +beyond met` of one duty's bars."""
    spell = chosen(life_of(facts, b.book(), day(on)))
    assert spell is not None
    window = Window(day("2017-01-01"), day("2020-12-31"))

    def stopped(each: Obligation) -> list[tuple[int, int]]:
        return []

    rows = [row for row in bar_rows(spell.obligations, window, lambda _: day(on), stopped) if row.duty == duty]
    return [
        f"{each.lane} {iso(each.obligation.since)}..{iso(each.obligation.due_on)} "
        f"{sum(filled for _, _, filled in each.cells)}/{len(each.cells)}"
        + (f" +{round(each.beyond.width * window.days / 100)}" if each.beyond else "")
        + (" met" if each.met_x is not None else "")
        for row in rows
        for each in row.bars
    ]


@pytest.mark.parametrize(
    ("facts", "on", "duty", "bars"),
    [
        ([BEGINS], "2018-02-19", "joint-interview-1", ["0 2018-01-08..2018-02-19 0/1"]),
        ([BEGINS], "2018-02-20", "joint-interview-1", ["0 2018-01-08..2018-02-19 0/1 +1"]),
        ([BEGINS], "2018-04-20", "joint-interview-1", ["0 2018-01-08..2018-02-19 0/1 +60"]),
        (
            [BEGINS, b.held("2018-02-19", joint=True)],
            "2018-04-20",
            "joint-interview-1",
            ["0 2018-01-08..2018-02-19 1/1 met"],
        ),
        (
            [BEGINS, b.held("2018-02-22", joint=True)],
            "2018-04-20",
            "joint-interview-1",
            ["0 2018-01-08..2018-02-19 1/1 +3 met"],
        ),
        (
            [BEGINS, b.held("2018-02-01"), b.held("2018-03-01")],
            "2018-04-20",
            "interviews-in-period",
            ["0 2018-01-08..2018-07-08 2/6"],
        ),
        (
            [BEGINS, b.held("2018-03-01"), b.held("2018-03-20")],
            "2018-04-20",
            "interview-interval",
            [
                "0 2018-02-19..2018-03-19 1/1 met",
                "1 2018-03-01..2018-04-01 1/1 met",
                "0 2018-03-20..2018-04-20 0/1",
            ],
        ),
    ],
)
def test_a_bar_runs_from_since_to_due_and_fills_as_acts_are_held(
    facts: list[Fact], on: str, duty: str, bars: list[str]
) -> None:
    assert _bars(facts, on, duty) == bars


def test_what_was_past_due_in_a_group_that_was_left_ends_with_the_group() -> None:
    facts = [b.on_benefit("jobparat", "2018-01-08"), b.group_changed("aktivitetsparat", "2018-03-01")]
    for on in ("2018-05-01", "2018-06-01"):
        life = life_of(facts, b.book(), day(on))
        spell = chosen(life)
        assert spell is not None
        found = drawing(life, spell)
        (left,) = [each for each in found.bars if each.obligation.duty == "first-interview" and each.obligation.closed]
        assert left.beyond is not None
        assert left.beyond.width * found.window.days / 100 == pytest.approx(
            day("2018-02-28") - day("2018-01-15"), abs=0.1
        )


def test_cells_divide_a_bar_into_equal_parts_that_touch() -> None:
    spell = chosen(life_of([BEGINS, b.held("2018-02-01")], b.book(), day("2018-04-20")))
    assert spell is not None
    window = Window(day("2018-01-01"), day("2018-12-31"))
    rows = bar_rows(
        spell.obligations, window, lambda _: day("2018-04-20"), lambda _: [(day("2018-03-01"), day("2018-03-10"))]
    )
    (found,) = next(row for row in rows if row.duty == "interviews-in-period").bars
    assert len(found.cells) == 6
    for (x, width, _), (after, _, _) in zip(found.cells, found.cells[1:], strict=False):
        assert x + width == pytest.approx(after, abs=0.01)
    assert found.cells[0][0] == found.place.x == window.x(day("2018-01-08"))
    assert found.due_x == window.x(day("2018-07-09"))
    (pause,) = found.pauses
    assert (pause.x, round(pause.width, 2)) == (window.x(day("2018-03-01")), 2.74)


def test_a_bar_beyond_the_window_is_cut_and_one_outside_left_out() -> None:
    spell = chosen(life_of([BEGINS], b.book(), day("2018-04-20")))
    assert spell is not None
    window = Window(day("2018-04-01"), add_months(day("2018-04-01"), 2))
    rows = {
        row.duty: row.bars for row in bar_rows(spell.obligations, window, lambda _: day("2018-04-20"), lambda _: ())
    }
    assert rows["joint-interview-1"][0].place.width == 0  # only what is past due is in sight
    assert rows["joint-interview-1"][0].beyond is not None
    assert rows["interviews-in-period"][0].place.cut_left and rows["interviews-in-period"][0].place.cut_right
    assert rows["joint-interview-3"] == ()
