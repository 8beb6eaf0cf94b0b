"""Borgerens frister as a reader gets it: who may see it, what it says, and lives of every length."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from alerts.inbox.entry import Telling
from alerts.pages.app import create_app
from rules.civil import day, iso, start_of_day
from rules.facts import Fact
from tests.alerts.inbox.builders import action, telling
from tests.pages.lives import began, held, offered, summoned
from tests.pages.monday import NOW, TODAY, Monday, monday, signed_in
from tests.rules import builders as b

LONG: list[Fact] = [
    b.on_benefit("aktivitetsparat", "2011-02-01", municipality="751", caseworker="cw-1"),
    *(b.held(iso(on)) for on in range(day("2011-02-10"), TODAY, 61)),
    b.absence("maternity", "2015-06-01", "2016-05-31"),
    b.mentor("2016-06-01", "2017-06-01"),
]
SEVERAL: list[Fact] = [
    b.on_benefit("jobparat", "2021-02-01", municipality="751", caseworker="cw-1"),
    b.held("2021-02-05"),
    b.ended("2021-11-30"),
    b.on_benefit("sygedagpenge", "2023-01-09", municipality="751"),
    b.ended("2023-08-01"),
    b.on_benefit("jobparat", "2026-02-02", municipality="751"),
]


@pytest.fixture
def it() -> Monday:
    return monday()


@pytest.fixture
def client(it: Monday) -> TestClient:
    return TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)


def page_of(
    client: TestClient, it: Monday, facts: list[Fact], tellings: list[Telling] | None = None, query: str = ""
) -> str:
    """The page of an invented citizen of Mette Kjær's."""
    it.view.known_facts["c-9"] = tuple(sorted(facts, key=lambda fact: (fact.learnt_at, fact.id)))
    for each in tellings or ():
        it.view.tell(each)
    signed_in(client, "cw-1")
    answer = client.get(f"/borger/c-9{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def words(text: str) -> str:
    """What is read, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_nobody_is_asked_to_sign_in(client: TestClient) -> None:
    assert client.get("/borger/c-1001").headers["location"] == "/bruger"


def test_the_page_says_who_it_is_what_is_next_and_why(client: TestClient) -> None:
    signed_in(client, "cw-1")
    answer = client.get("/borger/c-1001")
    said = words(answer.text)
    assert answer.status_code == 200
    for text in ("Anna Holm", "Dagpenge", "Mette Kjær", "Aarhus", "Det næste", "Forløbet tegnet i tid", "I dag"):
        assert text in said
    assert "LAB" in said and "Sådan er fristen regnet ud" in said and "opdateret 08:04" in said


@pytest.mark.parametrize(
    ("user", "citizen", "status", "says"),
    [
        ("cw-1", "c-1001", 200, "Anna Holm"),
        ("cw-2", "c-1001", 403, "anden sagsbehandler"),
        ("leder-751", "c-1001", 200, "Anna Holm"),
        ("cw-2", "c-1007", 200, "ingen endnu"),
        ("cw-1", "c-nobody", 404, "Borgeren er ukendt"),
    ],
)
def test_who_may_see_whom(client: TestClient, user: str, citizen: str, status: int, says: str) -> None:
    signed_in(client, user)
    answer = client.get(f"/borger/{citizen}")
    assert answer.status_code == status
    assert says in words(answer.text)


def test_of_another_municipalitys_citizen_nobody_learns_that_there_is_one(client: TestClient, it: Monday) -> None:
    it.view.known_facts["c-9"] = (b.on_benefit("jobparat", "2026-01-05", municipality="101", caseworker="cw-1"),)
    for user in ("cw-1", "leder-751"):
        signed_in(client, user)
        there, nowhere = client.get("/borger/c-9"), client.get("/borger/c-nobody")
        assert there.status_code == nowhere.status_code == 404
        assert words(there.text).replace("c-9", "") == words(nowhere.text).replace("c-nobody", "")


def test_of_a_citizen_who_has_moved_it_is_said(client: TestClient, it: Monday) -> None:
    here = b.on_benefit("jobparat", "2026-01-05", municipality="751", caseworker="cw-1")
    it.view.known_facts["c-9"] = (here, b.moved_to("101", "2026-02-16"))
    signed_in(client, "cw-1")
    answer = client.get("/borger/c-9")
    assert answer.status_code == 403
    assert "hører ikke længere til i din kommune" in words(answer.text) and "c-9" not in words(answer.text)


def test_who_was_handed_an_alert_sees_the_citizen(client: TestClient, it: Monday) -> None:
    open_one = telling(
        citizen="c-1001", municipality="751", caseworker="cw-1", alert_id="overdue:x:c-1001:2026-01-01:1"
    )
    it.view.tell(open_one)
    it.view.add(action("assigned", alert_id=open_one.alert_id, citizen="c-1001", municipality="751", to="cw-2"))
    signed_in(client, "cw-2")
    assert client.get("/borger/c-1001").status_code == 200


def test_fifteen_years_are_drawn_with_the_table_of_the_same_facts(client: TestClient, it: Monday) -> None:
    text = page_of(client, it, LONG)
    assert "13 år og 9 måneder" in words(text)  # maternity and the national stop of 2020 stand still
    assert text.count('class="ll-mark ') == sum("InterviewHeld" in type(fact).__name__ for fact in LONG)
    assert text.count("<td>Samtale</td>") == text.count('class="ll-mark ')
    assert "ll--w32" in text


def test_several_spells_the_present_one_first_and_each_to_be_had(client: TestClient, it: Monday) -> None:
    text = page_of(client, it, SEVERAL)
    assert re.findall(r'href="\?forloeb=(\d)"( aria-current="true")?', text) == [
        ("1", ""),
        ("2", ""),
        ("3", ' aria-current="true"'),
    ]
    former = page_of(client, it, SEVERAL, query="?forloeb=1")
    said = words(former)
    assert "Du ser et tidligere forløb, som det stod på sin sidste dag, 30. november 2021" in said
    assert "Det næste" not in said and "Ingen åbne frister i dette forløb" in said
    assert "Bortfaldet" in said or "Opfyldt" in said


@pytest.mark.parametrize("asked", ["0", "4", "99999", "-1", "x", "1;drop", "²"])
def test_a_spell_that_is_not_there_shows_the_present_one(client: TestClient, it: Monday, asked: str) -> None:
    assert "Det næste" in words(page_of(client, it, SEVERAL, query=f"?forloeb={asked}"))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ([b.on_benefit("jobparat", "2026-03-02", municipality="751")], "Første samtale"),
        ([b.on_benefit("jobparat", "2026-03-16", municipality="751", learnt="2026-03-02")], "En ydelse begynder 16. marts"),
        (
            [b.on_benefit("jobparat", "2025-03-03", municipality="751"), b.ended("2025-09-30")],
            "Ingen løbende ydelse siden 1. oktober 2025",
        ),
        ([began("2026-03-01"), *held("2026-03-05"), summoned("2026-03-12", "2026-03-02")], "Indkaldt til samtale torsdag 12. marts"),
        ([began("2025-11-01"), offered("2026-01-05")], "Praktik"),
    ],
)  # fmt: skip
def test_lives_of_one_event_or_few(client: TestClient, it: Monday, facts: list[Fact], says: str) -> None:
    assert says in words(page_of(client, it, facts))


def test_nothing_but_an_act_is_shown_where_an_alert_tells_whose_it_is(client: TestClient, it: Monday) -> None:
    said = words(
        page_of(client, it, [b.held("2026-02-01")], [telling(citizen="c-9", municipality="751", caseworker="cw-1")])
    )
    assert "Ingen ydelse endnu" in said


def test_of_an_erased_citizen_nothing_is_told(client: TestClient, it: Monday) -> None:
    facts = [b.on_benefit("jobparat", "2026-01-05", municipality="751"), b.erased("2026-02-01")]
    told = telling(citizen="c-9", municipality="751", caseworker="cw-1")
    it.view.add(
        action("commented", alert_id=told.alert_id, citizen="c-9", municipality="751", note="En note om borgeren")
    )
    said = words(page_of(client, it, facts, [told]))
    assert "Borgerens oplysninger er slettet" in said
    assert "En note om borgeren" not in said and "Jobparat" not in said


def test_what_was_told_and_done_is_history_with_names_and_escaped_notes(client: TestClient, it: Monday) -> None:
    past = telling(
        citizen="c-9", municipality="751", caseworker="cw-1", change="resolved", revision=2, on="2026-02-10"
    )  # fmt: skip
    about = {"alert_id": past.alert_id, "citizen": "c-9", "municipality": "751", "by": "cw-2", "on": "2026-02-09"}
    it.view.add(action("acknowledged", **about))
    it.view.add(action("commented", note="<script>alert(1)</script>\nRinger torsdag", **about))
    text = page_of(client, it, [began("2026-02-01")], [past])
    assert "<script>alert(1)" not in text and "&lt;script&gt;" in text
    said_all = words(text)
    assert "Løst 10. februar" in said_all and "Jonas Friis kvitterede" in said_all


def test_scripts_in_ids_stay_text(client: TestClient, it: Monday) -> None:
    signed_in(client, "cw-1")
    answer = client.get("/borger/%3Cscript%3E")
    assert answer.status_code == 404 and "<script>" not in words(answer.text)


def test_english_is_the_same_page(client: TestClient, it: Monday) -> None:
    token = signed_in(client, "cw-1")
    client.post("/sprog", data={"token": token, "sprog": "en", "tilbage": "/"})
    said = words(client.get("/borger/c-1001").text)
    for text in ("What comes next", "Today", "Interviews", "How the date comes about", "Unemployment benefit"):
        assert text in said


def test_there_is_no_inline_style_or_script(client: TestClient, it: Monday) -> None:
    text = page_of(client, it, SEVERAL)
    assert " style=" not in text and "<script>" not in text and " onclick" not in text


def test_without_the_view_the_page_says_so(client: TestClient, it: Monday) -> None:
    signed_in(client, "cw-1")
    it.view.away = True
    answer = client.get("/borger/c-1001")
    assert answer.status_code == 503 and answer.headers["refresh"]


def test_the_page_is_that_of_the_simulated_day(client: TestClient, it: Monday) -> None:
    it.clock.now = NOW + 86_400_000_000 * 30
    assert start_of_day(TODAY) < it.clock.now
    signed_in(client, "cw-1")
    assert "måned" in words(client.get("/borger/c-1001").text)
