"""The invented Denmark: same seed same bytes, a larger town holds the smaller, and lives one can believe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from deploy.cli import run
from deploy.town import demands
from deploy.town.flocks import flocks
from deploy.town.habits import habits_of
from deploy.town.mishaps import FAULTS, Fault, broken
from deploy.town.portrait import Seen, look, portrait
from deploy.town.registration import Period, Register
from deploy.town.sizes import THOUSANDS, WEIGHTS
from deploy.town.town import Town, lines, spread
from rules.civil import Day, civil_day, day
from rules.facts import WIRE_NAME, BenefitStarted, Fact, InterviewHeld
from rules.municipalities import MUNICIPALITIES
from rules.words import TARGET_GROUPS, AbsenceKind, OfferKind
from streams.citizen.judge import Judge
from streams.intake.decode import Accepted, decode_line
from streams.intake.person_number import in_bytes
from streams.intake.refusal import Reason, Refused
from streams.replay import Window, replay

TOWN = Town(citizens=1_600, months=20, seed=3, from_=day("2017-07-01"))


def told(town: Town, processes: int = 1) -> list[bytes]:
    """Every line of a town."""
    return [line for month in lines(town, lambda _: None, processes) for line in month]


def sound(some: Iterable[bytes]) -> list[Accepted]:
    """What the intake takes in of them."""
    return [found for line in some if isinstance(found := decode_line(line), Accepted)]


def refused(some: Iterable[bytes]) -> list[Refused]:
    """What it refuses."""
    return [found for line in some if isinstance(found := decode_line(line), Refused)]


@pytest.fixture(scope="module")
def all_lines() -> list[bytes]:
    return told(TOWN)


@pytest.fixture(scope="module")
def accepted(all_lines: list[bytes]) -> list[Accepted]:
    return sound(all_lines)


@pytest.fixture(scope="module")
def facts(accepted: list[Accepted]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for each in accepted:
        found[each.citizen].append(each.fact)
    return found


@pytest.fixture(scope="module")
def seen() -> Seen:
    """The town's last day, counted."""
    total = Seen()
    for some in spread(partial(look, TOWN, TOWN.until), TOWN, 1):
        total.add(some)
    return total


# --- the same again --------------------------------------------------------------------------------------------------


def test_the_same_town_is_the_same_bytes_in_one_process_or_two(all_lines: list[bytes]) -> None:
    assert len(all_lines) > 30_000
    assert told(TOWN, 2) == all_lines


def test_another_seed_is_another_town() -> None:
    one, other = (set(told(Town(60, 3, seed, TOWN.from_))) for seed in (1, 2))
    assert len(one) > 500
    assert len(one & other) < len(one) / 20


def test_a_larger_town_holds_the_smaller_one(all_lines: list[bytes]) -> None:
    smaller = Counter(told(Town(700, 20, 3, TOWN.from_)))
    assert smaller.total() > 10_000
    assert smaller - Counter(all_lines) == Counter()


# --- what sources send -----------------------------------------------------------------------------------------------


def test_lines_come_in_the_order_of_time_and_id(accepted: list[Accepted]) -> None:
    order = [(each.fact.learnt_at, each.fact.id) for each in accepted]
    assert order == sorted(order)


def test_everything_is_registered_within_the_towns_days(accepted: list[Accepted]) -> None:
    days = {civil_day(each.fact.learnt_at) for each in accepted}
    assert (min(days), max(days)) == (TOWN.from_, TOWN.until)


def test_a_tiny_share_is_broken_and_each_is_refused_by_a_reason_of_the_table(all_lines: list[bytes]) -> None:
    reasons = Counter(each.reason for each in refused(all_lines))
    assert 0 < reasons.total() < len(all_lines) / 500
    assert set(reasons) <= {fault.reason for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.reason))
def test_each_fault_of_the_table_is_refused_by_its_own_reason(fault: Fault) -> None:
    register = Register("invented-0000001", Random(1), habits_of(1, "101"), Period(TOWN.from_, TOWN.until))
    line = broken(register, fault, register.at_office(TOWN.from_ + 10))
    assert line is not None
    found = decode_line(line)
    assert isinstance(found, Refused)
    assert found.reason is fault.reason


def test_no_person_number_stands_in_a_sound_line_and_every_line_says_that_it_is_invented(
    all_lines: list[bytes],
) -> None:
    assert {each.reason for each in refused(filter(in_bytes, all_lines))} <= {Reason.PERSON_NUMBER}
    assert sound(filter(in_bytes, all_lines)) == []
    sources = {line.split(b'"source":"')[1].split(b'"')[0] for line in all_lines if b'"source":"' in line}
    assert all(source.startswith(b"/invented/") for source in sources)
    assert all(each.citizen.startswith("invented-") for each in sound(all_lines))


def test_every_type_of_event_comes(accepted: list[Accepted]) -> None:
    assert {WIRE_NAME[type(each.fact)] for each in accepted} == set(WIRE_NAME.values())


def test_every_group_absence_and_offer_comes(accepted: list[Accepted]) -> None:
    stated: dict[str, set[str]] = defaultdict(set)
    for each in accepted:
        for name in ("target_group", "kind", "scope", "form", "actor"):
            stated[name].add(getattr(each.fact, name, None) or "")
    assert set(TARGET_GROUPS) <= stated["target_group"]
    assert {*get_args(AbsenceKind), *get_args(OfferKind)} <= stated["kind"]
    assert {"interviews", "offers", "all"} <= stated["scope"]
    assert {"in-person", "phone", "video"} <= stated["form"]
    assert {"a-kasse", "other-actor"} <= stated["actor"]


def test_sources_correct_take_back_repeat_and_come_late(all_lines: list[bytes], accepted: list[Accepted]) -> None:
    corrected = sum(each.fact.supersedes is not None for each in accepted)
    assert len(all_lines) / 500 < corrected < len(all_lines) / 20
    assert 0 < len(all_lines) - len(set(all_lines)) < len(all_lines) / 100
    held = [each.fact for each in accepted if isinstance(each.fact, InterviewHeld)]
    late = [learnt - fact.held_on for fact in held if (learnt := civil_day(fact.learnt_at)) > TOWN.from_]
    assert 0.5 < sum(days <= 3 for days in late) / len(late) < 0.95
    assert 0.02 < sum(days >= 7 for days in late) / len(late) < 0.2


# --- who lives there -------------------------------------------------------------------------------------------------


def test_every_municipality_has_a_size_and_a_large_town_has_them_all() -> None:
    assert set(THOUSANDS) == set(WEIGHTS) == set(MUNICIPALITIES)
    large = Counter[str]()
    for flock in flocks(1, 100_000):
        large[flock.municipality] += flock.size
    assert set(large) == set(MUNICIPALITIES)
    assert all(0.4 < large[code] / 100_000 / (WEIGHTS[code] / sum(WEIGHTS.values())) < 2.5 for code in large)
    assert {flock.municipality for flock in flocks(1, 20_000)} == set(MUNICIPALITIES)


def test_flocks_follow_one_another_without_a_gap_and_end_with_the_town() -> None:
    made = list(flocks(1, 5_000))
    assert [flock.first for flock in made] == [1 + sum(each.size for each in made[:k]) for k in range(len(made))]
    assert sum(flock.size for flock in made) == 5_000


def test_a_caseworker_has_40_to_200_citizens_and_few_citizens_have_none(seen: Seen) -> None:
    last = list(flocks(TOWN.seed, TOWN.citizens))[-1]  # cut where the town ends
    numbers = [
        number
        for caseworker, number in seen.caseworkers.items()
        if caseworker and not caseworker.startswith(f"cw-{last.municipality}-{last.index:03d}")
    ]
    # Where one has just left, her citizens are handed over in these days: so few may lie outside.
    assert sum(not 40 <= number <= 200 for number in numbers) <= 1 < len(numbers) / 4
    assert 0.01 < seen.caseworkers[""] / seen.groups.total() < 0.08


def test_municipalities_differ_in_how_they_act() -> None:
    kept = sorted(habits_of(1, code).interviews for code in MUNICIPALITIES)
    assert kept[-1] - kept[0] > 0.25


# --- what becomes of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "least", "most"),
    [("statutory-interviews", 0.45, 0.90), ("offer-in-time", 0.55, 0.80), ("active-year", 0.60, 0.90)],
)
def test_the_measures_lie_around_those_of_the_letters(seen: Seen, measure: str, least: float, most: float) -> None:
    assert seen.counted[measure, "all"] > 20
    assert least < seen.met[measure, "all"] / seen.counted[measure, "all"] < most


def test_the_portrait_fits_and_names_every_group() -> None:
    shown = portrait(Town(200, 6, 1, TOWN.from_), lambda _: None)
    assert max(map(len, shown)) <= 80
    assert all(any(line.endswith(f" {group}") for line in shown) for group in TARGET_GROUPS)


def test_a_months_play_tells_alerts_of_every_kind(facts: dict[str, list[Fact]]) -> None:
    few = dict(list(facts.items())[:150])
    made = replay(few, Window(day("2018-10-01"), day("2018-11-30")), Judge.load())
    kinds = {message.id.split(":")[0] for message in made.alerts}
    assert kinds >= {"overdue", "due-soon", "outcome-missing", "passive"}


ERAS = ("2014-01-01", "2015-12-01", "2019-07-01", "2021-06-01", "2025-01-01", "2026-06-01")


@pytest.mark.parametrize("begins", ERAS)
def test_a_town_of_any_era_is_sound(begins: str) -> None:
    made = told(Town(300, 8, 5, day(begins)))
    assert len(made) > 2_000
    assert {each.reason for each in refused(made)} <= {fault.reason for fault in FAULTS}
    assert len(refused(made)) < len(made) / 200


def test_benefits_are_renamed_where_the_law_renames_them() -> None:
    def renamed(begins: str, on: Day) -> set[str]:
        started = [
            each.fact for each in sound(told(Town(600, 3, 5, day(begins)))) if isinstance(each.fact, BenefitStarted)
        ]
        return {fact.benefit for fact in started if fact.from_ == on}

    assert {"overgangsydelse", "sho-ydelse"} & renamed("2019-11-01", day("2020-01-01"))
    assert "kontanthjaelp" in renamed("2025-05-01", day("2025-07-01"))


# (cell, anchor, what the law of the day asks for, worked out by hand: due days of the jobcentre's interviews)
PLANS = [
    # First contact within a week; 4 by 6 months (181 days): 45, 90, 135, 181 days, the first with the first contact.
    ("jobparat", "2021-01-01", ("2021-01-08", "2021-04-01", "2021-05-16", "2021-07-01")),
    # A week; then 4 in each 12 months of 365 days: 91, 182, 273, 365; and by custom one where 12 weeks pass alone.
    ("aktivitetsparat", "2018-01-01", ("2018-01-08", "2018-04-02", "2018-07-02", "2018-10-01")),
]


@pytest.mark.parametrize(("cell", "anchor", "dues"), PLANS)
def test_a_caseworker_plans_by_the_law_of_the_day(cell: str, anchor: str, dues: tuple[str, ...]) -> None:
    planned = [ask.due for ask in demands.interviews(cell, direct=False, anchor=day(anchor), years=1)]
    assert planned[: len(dues)] == [day(due) for due in dues]


@pytest.mark.parametrize(
    ("cell", "anchor", "born", "due"),
    [
        ("dagpenge", "2018-01-08", "1980-01-01", "2018-07-08"),  # 30 to 49: 6 months
        ("dagpenge", "2018-01-08", "1995-01-01", "2018-04-08"),  # under 30: 3 months
        ("dagpenge", "2018-01-08", "1960-01-01", "2018-04-08"),  # from 50: 3 months
        ("jobparat", "2018-01-08", "1980-01-01", "2018-04-08"),  # 3 months until 2019
        ("jobparat", "2021-01-08", "1980-01-01", "2021-07-08"),  # 6 months since
        ("sygedagpenge", "2021-01-08", "1980-01-01", None),  # no date
    ],
)
def test_the_first_offer_is_planned_by_the_law_of_the_day(cell: str, anchor: str, born: str, due: str | None) -> None:
    assert demands.first_offer(cell, day(anchor), day(born)) == (due and day(due))


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_the_towns_lines(tmp_path: Path, all_lines: list[bytes]) -> None:
    out = tmp_path / "town.jsonl"
    asked = ["town", "--citizens", "40", "--months", "5", "--seed", "9", "--from", "2024-01-01", "--out", str(out)]
    assert run(asked) == 0
    assert out.read_bytes().splitlines() == told(Town(40, 5, 9, day("2024-01-01")))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--out FILE"),
        (("--describe", "--citizens", "0"), "--citizens lies between 1 and"),
        (("--describe", "--months", "999"), "--months lies between 1 and 240"),
        (("--describe", "--from", "2013-12-31"), "--from lies between 2014-01-01 and 2026-12-31"),
        (("--describe", "--from", "1. juli"), "--from is a day like"),
        (("--out", "/no/such/directory/town.jsonl"), "can't be written: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["town", *arguments]) == 2
    assert named in capsys.readouterr().err
