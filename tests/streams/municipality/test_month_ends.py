"""Citizens are stepped when they are due, not at month ends: the sums of month ends are right all the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from streams.citizen.state import Standing, Today
from streams.month import ended_at, month_from
from streams.municipality.records import GroupCounts, decode_partial
from tests.streams.municipality.life import DAY, Life, lives
from tests.streams.municipality.population import bits, citizen, marker_of


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(lives())
def test_month_ends_are_those_of_a_straight_count_whoever_sleeps_through_them(life: Life) -> None:
    """Every tick of the life was compared when it was made."""
    life.take_over(knows_clock=False)
    assert life.tick() == set()


YES = Standing("101", "dagpenge", bits("active-year"), bits("active-year"))
NO = Standing("101", "dagpenge", bits("active-year"), 0)


def last_record(life: Life) -> GroupCounts:
    record = decode_partial(b"0|101|dagpenge", dict(life.log)[b"0|101|dagpenge"])[2]
    assert isinstance(record, GroupCounts)
    return record


def test_a_citizen_who_sleeps_through_a_month_end_is_counted_as_today() -> None:
    life = Life()
    life.step(0, life.now, None, NO, {})
    life.tick()
    life.now = ended_at(month_from("2024-02"))
    assert life.tick() == {"2024-01", "2024-02"}
    assert last_record(life).months == {"2024-01": {"active-year": (1, 0)}, "2024-02": {"active-year": (1, 0)}}


def test_what_was_known_at_the_month_end_is_stated_beside_what_is_known_now() -> None:
    life = Life()
    life.step(0, life.now, None, NO, {})
    life.tick()
    life.now = ended_at(month_from("2024-01")) + DAY
    life.step(0, life.now, NO, YES, {month_from("2024-01"): YES})
    life.tick()
    assert last_record(life).months == {"2024-01": {"active-year": (1, 1)}}
    assert last_record(life).stated == {"2024-01": {"active-year": (1, 0)}}


def test_a_step_that_does_not_tell_what_was_known_then_leaves_the_month_unstated() -> None:
    life = Life()
    life.step(0, life.now, None, NO, {})
    life.tick()
    life.now = ended_at(month_from("2024-01")) + DAY
    life.counts.replace(life.living[0], citizen(Today(YES), {month_from("2024-01"): YES}, life.now))
    assert marker_of(life.counts.at_tick(life.now)).stated == ()
    life.now = ended_at(month_from("2024-02"))
    assert marker_of(life.counts.at_tick(life.now)).stated == ("2024-02",)


def test_a_new_owner_does_not_state_month_ends_that_the_one_before_has_passed() -> None:
    life = Life()
    life.step(0, life.now, None, NO, {})
    life.tick()
    life.now = ended_at(month_from("2024-01"))
    assert life.tick() == {"2024-01"}
    life.learn_late(0, YES)
    life.take_over()
    assert life.tick() == set()
    life.now = ended_at(month_from("2024-02"))
    assert life.tick() == {"2024-02"}


def test_months_that_left_the_window_are_not_published() -> None:
    life = Life()
    life.step(0, life.now, None, NO, {month_from("2021-12"): NO, month_from("2023-12"): NO})
    life.now = ended_at(month_from("2024-01")) - 1
    life.tick()
    assert list(last_record(life).months) == ["2021-12", "2023-12"]
    life.now += 1
    life.tick()
    assert list(last_record(life).months) == ["2023-12", "2024-01"]
