"""The comparisons of the soak find what is wrong, say what and of which kind, and name nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from alerts.municipal.verdict import Subject
from rules.civil import MICROSECONDS_A_DAY, day, start_of_day
from streams.citizen.state import CitizenState, Today
from tests.soak.comparing import Known, differing_states
from tests.soak.differing import Differs, between, kind_of_alert, refuse, refuse_at_last
from tests.soak.law import NEWER, SHIPPED
from tests.soak.municipal_comparing import Expected
from tests.soak.people import PAST, REFORM, events_of
from tests.soak.record import Record, begun

AT = start_of_day(day("2018-12-01"))
KNOWN = Known(events_of(12, 5, PAST), AT, SHIPPED)
LIVES = events_of(90, 3, REFORM)
SHARES_AT = start_of_day(day("2027-07-05"))


@pytest.fixture(scope="module")
def states() -> dict[str, CitizenState]:
    return KNOWN.states()


def test_nothing_differs_from_itself(states: dict[str, CitizenState]) -> None:
    assert states
    assert differing_states(states, states, KNOWN) == []


def test_a_state_that_lacks_a_fact_an_alert_or_its_judgement_is_found(states: dict[str, CitizenState]) -> None:
    citizen = next(name for name, state in states.items() if any(record.told for record in state.alerts.values()))
    right = states[citizen]
    for wrong, said in (
        (replace(right, alerts={}), "states: 1 "),
        (replace(right, facts=right.facts[:-1]), "states: 1 differ in facts"),
        (replace(right, today=Today()), "states: 1 differ in today"),
    ):
        found = differing_states(states | {citizen: wrong}, states, KNOWN)
        assert any(line.startswith(said) for line in found)
        assert citizen not in str(found)
    one_less = {name: state for name, state in states.items() if name != citizen}
    assert differing_states(one_less, states, KNOWN) == ["states: 1 missing"]


def test_who_was_due_and_was_not_judged_is_found(states: dict[str, CitizenState]) -> None:
    early = KNOWN._replace(at=AT - 60 * MICROSECONDS_A_DAY)
    before = early.states()
    found = differing_states(before, {name: states[name] for name in before}, KNOWN)
    assert any("were due and were not judged" in line for line in found)


def test_the_newer_law_judges_otherwise(states: dict[str, CitizenState]) -> None:
    newer = KNOWN._replace(law=NEWER)
    assert differing_states(states, newer.states(), newer) != []


def test_sets_are_compared_by_kind() -> None:
    found = {"overdue:first-offer:anna:1", "overdue:first-offer:bo:1"}
    expected = {"overdue:first-offer:anna:1", "passive:active-year:eva:2"}
    assert between("open alerts", found, expected, kind_of_alert) == [
        "open alerts: 1 missing (passive:active-year x1)",
        "open alerts: 1 too many (overdue:first-offer x1)",
    ]
    assert between("open alerts", found, found, kind_of_alert) == []


def test_what_is_on_its_way_is_waited_for_and_what_stays_wrong_is_said() -> None:
    answers = iter((["two"], ["one"], []))
    refuse_at_last(lambda: next(answers), within_s=60.0)
    refuse([])
    with pytest.raises(Differs, match="one") as wrong:
        refuse_at_last(lambda: ["one"], within_s=0.0)
    assert wrong.value.what == ["one"]


def test_an_alert_about_a_municipality_that_is_missing_or_too_much_is_found() -> None:
    known = Known([event for event in LIVES if event.at <= SHARES_AT], SHARES_AT, SHIPPED)
    expected = Expected(known, known.states())
    offers, interviews = (Subject("share-at-risk", pool, "101") for pool in ("offers", "interviews-dagpenge"))
    assert expected.differences([offers, interviews]) == []
    assert expected.differences([interviews]) == [
        "alerts about municipalities: 1 missing (share-at-risk of offers in 101 x1)"
    ]
    silent = Subject("silent-source", "data", "101")
    assert expected.differences([offers, interviews, silent]) == [
        "alerts about municipalities: 1 too many (silent-source of data in 101 x1)"
    ]


def test_of_a_silent_municipality_shares_are_not_judged() -> None:
    at = start_of_day(day("2030-01-01"))
    known = Known(LIVES, at, SHIPPED)
    expected = Expected(known, known.states())
    silent = [Subject("silent-source", "data", code) for code in ("101", "751", "825")]
    assert expected.differences(silent) == []
    assert expected.differences([*silent, Subject("share-at-risk", "offers", "101")]) == []
    assert expected.differences(silent[1:]) != []


def test_every_round_is_a_line_and_the_summary_counts_them(tmp_path: Path) -> None:
    record = Record(tmp_path / "new" / "soak.jsonl")
    known = {
        "citizens": 60,
        "years": PAST.name,
        "is_in_order": True,
        "keepers": 1,
        "changes_law": False,
        "has_clock": False,
    }
    right = begun(seed=1, nodes=1, drawn=["kill", "kill"], **known)
    wrong = begun(seed=2, nodes=3, drawn=["kill", "wipe_redis"], **known)
    wrong.differing, wrong.what, right.records, wrong.records = 1, ["states: 1 missing"], {"alerts": 3}, {"alerts": 4}
    for each in (right, wrong):
        record.add(each)
    lines = [json.loads(line) for line in (tmp_path / "new" / "soak.jsonl").read_text().splitlines()]
    assert [(line["seed"], line["nodes"], line["drawn"]) for line in lines] == [
        (1, 1, ["kill", "kill"]),
        (2, 3, ["kill", "wipe_redis"]),
    ]
    assert lines[1]["what"] == ["states: 1 missing"]
    said = record.summary()
    for part in ("2 rounds", "seeds 1 to 2", "kill 3, wipe_redis 1", "alerts 7", "three nodes 1", "wrong: [2]"):
        assert part in said
