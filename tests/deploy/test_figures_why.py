"""`rettidig figures why`: then and now, each citizen whose part changed, each event that did it and when it was registered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alerts.policy import load_policy
from alerts.wording.voice import LANGUAGES
from deploy.cli import run
from deploy.figure_sheet import figure_sheet, stated_words
from rules.civil import day, iso
from rules.facts import Fact
from rules.load import load_lawbook
from streams.citizen.judge import Judge
from streams.month import month_from
from streams.municipality.contributions import Added, Asked, explained
from streams.municipality.figures import Figure, Revision, Share, Statement
from tests.deploy.event_lines import BAD_LINE, benefit_started, line, write
from tests.rules import builders as b
from tests.said_texts import said_during, texts_of

JUDGE = Judge(load_lawbook(), load_policy())
ASKED = Asked("101", "jobparat", "active-year", month_from("2019-03"))
THEN = b.at("2019-03-31")
START = b.on_benefit("jobparat", "2018-01-02")
LATE = b.offer("virksomhedspraktik", "2018-06-01", "2018-07-01", learnt="2019-04-15")
MET, UNMET, OUTSIDE = Added(counted=True, met=True), Added(counted=True), Added()

CASES: list[tuple[str, list[Fact], Added, Added, list[str]]] = [
    ("an offer registered late", [START, LATE], UNMET, MET, ["offer 2018-06-01"]),
    ("an offer that was retracted again leaves no difference, but two turns",
     [START, LATE, b.retracted("offer 2018-06-01", "2019-05-01")], UNMET, UNMET,
     ["offer 2018-06-01", "retracted offer 2018-06-01"]),
    ("a move that was registered late", [START, b.moved_to("461", "2019-01-01", learnt="2019-04-01")], UNMET, OUTSIDE, ["to 461"]),
    ("a change of group that was registered late", [START, b.group_changed("aktivitetsparat", "2019-01-01", learnt="2019-04-01")], UNMET, OUTSIDE, ["aktivitetsparat from 2019-01-01"]),
    ("a benefit that nobody knew of", [b.on_benefit("jobparat", "2018-01-02", learnt="2019-04-01")], OUTSIDE, UNMET, ["jobparat 2018-01-02"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "then", "now", "events"), [each[1:] for each in CASES], ids=[each[0][:45] for each in CASES]
)
def test_each_change_is_put_down_to_its_event(facts: list[Fact], then: Added, now: Added, events: list[str]) -> None:
    made = explained({"c": facts, "unchanged": [START]}, ASKED, THEN, JUDGE)
    (changed,) = made.changed
    assert (changed.citizen, changed.then, changed.now) == ("c", then, now)
    assert [turn.fact.id for turn in changed.turns] == events
    assert made.then == Share(1 + then.counted, then.met)
    assert made.now == Share(1 + now.counted, now.met)


def test_what_touches_another_day_only_changes_nothing() -> None:
    after = b.offer("virksomhedspraktik", "2019-04-01", "2019-05-01", learnt="2019-04-01")
    made = explained({"c": [START, after]}, ASKED, THEN, JUDGE)
    assert (made.changed, made.then, made.now) == ((), Share(1, 0), Share(1, 0))


@pytest.fixture
def events(tmp_path: Path) -> str:
    late = line(
        "offer.given", "c", "late", "2019-04-15T10:00:00+02:00",
        offer_id="o", kind="virksomhedspraktik", given_on="2018-05-20", from_="2018-06-01", to="2018-07-01",
    )  # fmt: skip
    return str(write(tmp_path / "e.jsonl", benefit_started("c"), benefit_started("d"), late))


ASK = ["--municipality", "101", "--group", "jobparat", "--measure", "active-year", "--month", "2019-03"]


def test_text_tells_then_now_who_and_which_event(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "why", events, *ASK]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Aktiv indsats seneste 12 mdr., jobparat, København, 31. marts 2019",
        "Det, vi vidste 31. marts 2019 kl. 23.59, gav 0 af 2.",
        "Det, vi ved nu, giver 1 af 2.",
        "",
        "Én borger tæller anderledes nu:",
        "  c: tæller med, men opfylder ikke; nu: tæller med og opfylder.",
        "    15. april 2019 kl. 10.00 blev registreret: tilbud 1. juni 2018 (hændelse late). Siden: tæller med og opfylder.",
    ]
    assert run(["figures", "why", events, *ASK, "--known-at", "2019-04-16T00:00:00Z", "--language", "en"]) == 0
    assert "Nothing that was registered since changes the figure." in capsys.readouterr().out


def test_json_tells_the_same(events: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", "why", events, *ASK, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["then"], answer["now"]) == ({"counted": 2, "met": 0}, {"counted": 2, "met": 1})
    (changed,) = answer["changed"]
    assert changed["events"][0] == {
        "after": {"counted": True, "met": True},
        "day": "2018-06-01",
        "event": "late",
        "registered_at": "2019-04-15T08:00:00Z",
        "type": "offer.given",
    }


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--municipality", "999", "--municipality: '999' is not known"),
        ("--group", "jobparate", "did you mean 'jobparat'"),
        ("--measure", "active-yaer", "did you mean 'active-year'"),
        ("--month", "March", "--month is a month like 2019-03"),
    ],
)
def test_what_is_asked_wrongly_is_named(
    option: str, value: str, named: str, events: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = list(ASK)
    asked[asked.index(option) + 1] = value
    assert run(["figures", "why", events, *asked]) == 2
    assert named in capsys.readouterr().err


def test_a_refused_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "e.jsonl", BAD_LINE, benefit_started("c"))
    assert run(["figures", "why", str(path), *ASK]) == 3
    assert "not-json" in capsys.readouterr().err


def test_what_was_stated_is_told_with_every_revision() -> None:
    first = Statement("2019-03-31T22:00:00Z", {"active-year": Share(2, 0)})
    second = Revision("2019-04-30T22:00:00Z", {"active-year": Share(2, 1)}, "late-or-corrected-facts")
    figure = Figure(iso(day("2019-03-31")), "101", "jobparat", second.measures, first, (second,))
    assert stated_words(figure, "active-year", "en") == [
        "Stated on 1 April 2019 at 00:00: 0 of 2.",
        "Revised on 1 May 2019 at 00:00: 1 of 2.",
    ]
    assert stated_words(None, "active-year", "da") == ["Tallet er ikke offentliggjort."]


def test_every_text_of_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_during(monkeypatch)
    first = Statement("2019-03-31T22:00:00Z", {"active-year": Share(2, 0)})
    revised = Revision("2019-04-30T22:00:00Z", first.measures, "late-or-corrected-facts")
    for language in LANGUAGES:
        for facts in ([START], *(each[1] for each in CASES)):
            figure_sheet(ASKED, THEN, explained({"c": facts}, ASKED, THEN, JUDGE), language)
        stated_words(None, "active-year", language)
        stated_words(Figure("", "101", "jobparat", {}, first, (revised,)), "active-year", language)
    assert texts_of("figures") - said == set()
