"""Replay: the canonical log and the figures of a period, against a straight recount and against themselves."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rules.civil import Instant, day, iso, start_of_day
from rules.facts import Fact
from rules.measured import NAMES
from streams.intake.decode import Accepted
from streams.intake.files import read_events
from streams.month import last_day, month_of
from streams.replay import Replayed, Window, replay
from tests.rules.builders import at, ended, held, on_benefit, summoned
from tests.streams.citizen.walks import judge

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "lives-2016-2019.jsonl.gz"
EVERY = 10
"""Of the sample's 400 citizens every tenth."""
PERIOD = Window(day("2017-06-01"), day("2018-12-31"))


@lru_cache(maxsize=1)
def _sample() -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = defaultdict(list)
    for _, intake in read_events(str(SAMPLE)):
        assert isinstance(intake, Accepted)
        facts[intake.citizen].append(intake.fact)
    return {citizen: facts[citizen] for citizen in sorted(facts)[::EVERY]}


def _of(facts: list[Fact], from_: str, until: str, known_at: Instant | None = None) -> Replayed:
    return replay({"c1": facts}, Window(day(from_), day(until), known_at), judge())


def _changes(made: Replayed) -> list[tuple[str, str, int, str]]:
    read: list[dict[str, Any]] = [msgspec.json.decode(message.value) for message in made.alerts]
    return [
        (e["time"], e["type"].split(".")[3], e["data"]["revision"], f"{e['data']['kind']} {e['data']['duty']}")
        for e in read
    ]


@pytest.mark.parametrize("known_at", [None, at("2018-09-01")], ids=["as known then", "as known in September 2018"])
def test_figures_are_a_straight_recount_of_every_citizen_at_every_month_end(known_at: Instant | None) -> None:
    window = Window(PERIOD.from_, PERIOD.until, known_at)
    counted: Counter[tuple[str, str, str, str]] = Counter()
    met: Counter[tuple[str, str, str, str]] = Counter()
    for facts in _sample().values():
        for month in range(month_of(window.from_), month_of(window.until) + 1):
            until = start_of_day(last_day(month) + 1) - 1 if known_at is None else known_at
            known = [fact for fact in facts if fact.learnt_at <= until]
            standing = judge().standing(judge().dossier(known), last_day(month)) if known else None
            for bit, name in enumerate(NAMES):
                if standing is not None and standing.counted >> bit & 1:
                    row = (iso(last_day(month)), standing.municipality, standing.target_group, name)
                    counted[row] += 1
                    met[row] += standing.met >> bit & 1
    expected = sorted(",".join((*row, str(number), str(met[row]))) for row, number in counted.items())
    assert len(expected) > 300
    assert list(replay(_sample(), window, judge()).figures) == expected


def test_the_order_and_the_number_of_lines_make_no_difference() -> None:
    rng = random.Random(3)
    disturbed = {}
    for citizen in rng.sample(sorted(_sample()), len(_sample())):
        facts = [*_sample()[citizen], *rng.choices(_sample()[citizen], k=3)]
        disturbed[citizen] = rng.sample(facts, len(facts))
    first, second = replay(_sample(), PERIOD, judge()), replay(disturbed, PERIOD, judge())
    assert first.alerts_bytes() == second.alerts_bytes()
    assert first.figures_bytes() == second.figures_bytes()
    assert first.summary() == second.summary()


def test_the_log_is_in_the_order_of_time_and_id() -> None:
    log = replay(_sample(), PERIOD, judge()).alerts
    assert len(log) > 100
    assert [(m.time, m.id) for m in log] == sorted((m.time, m.id) for m in log)


def test_what_is_open_when_the_period_begins_is_raised_with_its_true_time() -> None:
    """Overdue since 10 January; the period begins in March. The warning before it is history and not told."""
    made = _of([on_benefit("jobparat", "2018-01-02"), held("2018-03-10")], "2018-03-01", "2018-03-12")
    assert _changes(made)[0] == ("2018-01-09T23:00:00Z", "raised", 1, "overdue first-interview")
    assert ("2018-03-10T12:00:00Z", "resolved", 2, "overdue first-interview") in _changes(made)


def test_from_its_beginning_on_a_period_tells_what_the_whole_log_tells() -> None:
    facts = [on_benefit("jobparat", "2018-01-02"), held("2018-01-12"), summoned("2018-02-20"), ended("2018-04-20")]
    whole = [(time, change, what) for time, change, _, what in _changes(_of(facts, "2017-01-01", "2018-05-31"))]
    part = [(time, change, what) for time, change, _, what in _changes(_of(facts, "2018-03-01", "2018-05-31"))]
    begins = "2018-02-28T23:00:00Z"
    assert [each for each in part if each[0] >= begins] == [each for each in whole if each[0] >= begins]
    assert [each[1] for each in part if each[0] < begins] == ["raised"] * len([e for e in part if e[0] < begins])


@pytest.mark.parametrize(
    ("from_", "until", "told"),
    [
        ("2018-01-10", "2018-01-10", 2),  # the midnight of the 10th: the warning lapses, the breach is raised
        ("2018-01-11", "2018-01-11", 1),  # raised before, with its true time
        ("2018-01-09", "2018-01-09", 1),  # the warning, raised before
        ("2018-01-01", "2018-01-06", 0),
    ],
)
def test_both_days_of_a_period_are_included(from_: str, until: str, told: int) -> None:
    of_the_day = [
        each
        for each in _changes(_of([on_benefit("jobparat", "2018-01-02")], from_, until))
        if "first-interview" in each[3]
    ]
    before = 1 if from_ == "2018-01-10" else 0  # the open warning is raised first
    assert len(of_the_day) == told + before


def test_a_month_end_counts_when_its_last_day_lies_in_the_period() -> None:
    """On benefit from 1 November 2016; a year on support is complete on 1 November 2017, so active-year is counted then."""
    facts = [on_benefit("revalidering", "2016-11-01")]
    ends = {row.split(",")[0] for row in _of(facts, "2017-11-30", "2018-01-30").figures}
    assert ends == {"2017-11-30", "2017-12-31"}


def test_known_at_brings_later_knowledge_to_earlier_month_ends() -> None:
    """The end of the benefit in November 2017 is learnt in February 2018."""
    facts = [on_benefit("revalidering", "2016-11-01"), ended("2017-11-20", learnt="2018-02-10")]
    assert len(_of(facts, "2017-11-01", "2018-01-31").figures) == 3 * 3  # active-year and both focus measures
    assert _of(facts, "2017-11-01", "2018-01-31", at("2018-03-01")).figures == ()


def test_the_summary_counts_the_changes_by_kind() -> None:
    summary = _of([on_benefit("jobparat", "2018-01-02")], "2018-01-01", "2018-01-10").summary()
    assert summary["changes"] == {"due-soon": {"lapsed": 1, "raised": 1}, "overdue": {"raised": 1}}
    assert summary["citizens"] == 1
