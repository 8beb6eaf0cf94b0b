"""A changed law as caseworkers and their leader meet it: one line instead of a flood, marked rows, and nothing hidden."""

from __future__ import annotations

import re
from typing import Final

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from alerts.inbox.entry import ByLaw
from alerts.inbox.law_change import SAID_FOR_DAYS
from alerts.pages.app import create_app
from rules.civil import MICROSECONDS_A_DAY
from tests.pages.changed_rules import change_rules, changed, told
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import NOW, TODAY, Monday, later, signed_in, telling
from tests.pages.numbers.town import aarhus
from tests.pages.test_advis import ANNA, about, heard, post, row_of, said, shown_in

METTES: Final = "Regnet om efter ændrede regler 9. marts: 4 advis er faldet bort, 1 er kommet til, 1 er ændret"
EVERYBODYS: Final = (
    "Regnet om efter ændrede regler 9. marts, hele kommunen: 4 advis er faldet bort, 1 er kommet til, 2 er ændret"
)
DENNIS: Final = "overdue:first-interview:c-1004:2026-03-03:1"


@pytest.fixture
def client(it: Monday) -> TestClient:
    return TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def token(client: TestClient) -> str:
    return signed_in(client, "cw-1")


def opened(client: TestClient, fra: str = "/", *, in_place: bool = False) -> str:
    """What a reader sees who opens the line."""
    [address] = re.findall(r'href="(/advis/regler[^"]+)"', client.get(fra).text)
    headers = {"hx-request": "true"} if in_place else {}
    return said(client.get(address.replace("&amp;", "&"), headers=headers).text)


def test_the_change_ends_brings_and_changes_alerts() -> None:
    assert {each.change for each in told()} == {"withdrawn", "raised", "changed"}
    assert {each.by_law.lawbook for each in told() if each.by_law} == {changed().name}


def test_one_line_says_what_it_did_to_her_list(client: TestClient, token: str, it: Monday) -> None:
    assert "ændrede regler" not in said(client.get("/").text)
    change_rules(it)
    assert METTES in said(client.get("/").text)


def test_it_opens_to_the_citizens_with_what_happened_by_which_rule_and_how_it_stands(
    client: TestClient, token: str, it: Monday
) -> None:
    change_rules(it)
    page = opened(client)
    assert f"(lovbog {changed().name})" in page
    assert (
        "Dennis Vad jobparat Frist overskredet: Første samtale"
        " · kom til · 3 dage over fristen invented, for the tests (Eksempel Kommune)" in page
    )
    assert "Anna Holm" in page and "trukket tilbage, gælder ikke efter de nye regler" in page
    assert page.index("Dennis Vad") < page.index("Anna Holm"), "what is open comes first, as in the list"
    assert "Ida Krog" not in page, "she is a colleague's"
    assert "Mine advis" in page and "Mine advis" not in opened(client, in_place=True)


def test_rows_that_came_of_it_say_so_and_stand_where_their_urgency_puts_them(
    client: TestClient, token: str, it: Monday
) -> None:
    change_rules(it)
    page = client.get("/").text
    assert "kom til, da reglerne blev ændret 9. marts" in said(page)
    assert "regnet om, da reglerne blev ændret 9. marts" in said(page)
    names = re.findall(r'<h2 id="[^"]+"><a href="[^"]+">([^<]+)', page)
    assert names[:2] == ["Bo Lind", "Dennis Vad"], "overdue ones are at the top, whatever brought them"
    row = client.get("/advis/raekke", params={"om": DENNIS}, headers={"hx-request": "true"})
    assert "Det følger af ændrede regler; der er ikke sket noget nyt med borgeren." in said(row.text)


def test_what_happens_later_does_not_take_the_mark_away_but_a_new_life_does(
    client: TestClient, token: str, it: Monday
) -> None:
    change_rules(it)
    raised = it.view.entries[DENNIS].telling
    assert raised is not None
    it.view.tell(later(raised, "changed", NOW + 1, summoned_for=TODAY + 2, by_law=None))
    assert "kom til, da reglerne" in said(client.get("/").text)
    it.view.tell(replace(later(raised, "resolved", NOW + 2, by_law=None), revision=raised.revision + 2))
    assert "løst siden, kl. 8.05" in opened(client)
    number = raised.revision + 3
    it.view.tell(replace(later(raised, "raised", NOW + 3, by_law=None), revision=number, raised_revision=number))
    assert "kom til, da reglerne" not in said(client.get("/").text)


def test_an_open_page_hears_of_it_once_and_is_not_called_for_it(client: TestClient, token: str, it: Monday) -> None:
    shown = shown_in(client.get("/").text)
    change_rules(it)
    brought = replace(
        telling("c-1009", "overdue", "first-offer", TODAY - 3), by_law=ByLaw(1, changed().name, "raised", NOW)
    )
    it.view.tell(brought)
    answer = heard(client, token, shown)
    assert METTES.replace("1 er kommet", "2 er kommet") in said(answer)
    assert "1 advis kom til, da reglerne blev ændret · vis" in said(answer)
    assert said(answer).count("Trukket tilbage kl. 8.05 (ændrede regler)") == 3, "one has become overdue in its place"
    [law] = re.findall(r'name="lov" form="hear" value="([^"]+)"', answer)
    form = {"token": token, "fra": "/", "vist": shown, "lov": law}
    assert "Regnet om" not in said(client.post("/advis/nyt", data=form, headers={"hx-request": "true"}).text)
    it.view.tell(telling("c-1010", "overdue", "first-offer", TODAY - 3))
    assert "1 nyt advis, 1 efter ændrede regler · vis" in said(heard(client, token, shown))


def test_acting_on_what_fell_away_names_the_reason(client: TestClient, token: str, it: Monday) -> None:
    om = about(it, ANNA)
    row = row_of(client, om)
    change_rules(it)
    answer = said(post(client, token, om, "kvitter", linje=row).text)
    assert "Det blev trukket tilbage kl. 8.05, fordi reglerne er ændret." in answer
    assert "registrering er rettet" not in answer


def test_a_leader_sees_it_for_the_whole_municipality_and_the_queue_for_the_queue(
    client: TestClient, it: Monday
) -> None:
    signed_in(client, "leder-751")
    change_rules(it)
    assert EVERYBODYS in said(client.get("/").text)
    page = opened(client)
    assert "Ida Krog jobparat · Jonas Friis" in page and "Dennis Vad jobparat · Mette Kjær" in page
    assert "ændrede regler" not in said(client.get("/koe").text), "nobody in the queue was touched"


def test_nobody_is_told_of_another_municipality(client: TestClient, token: str, it: Monday) -> None:
    elsewhere = telling("c-9", "overdue", "first-interview", TODAY - 1)
    by_law = ByLaw(1, changed().name, "raised", NOW)
    it.view.tell(later(elsewhere, "raised", municipality="101", by_law=by_law))
    assert "ændrede regler" not in said(client.get("/").text)
    answer = client.get("/advis/regler", params={"lovbog": changed().name, "fra": "/"})
    assert "c-9" not in answer.text and "ikke længere noget at vise" in said(answer.text)


def test_the_line_goes_after_two_weeks_and_the_marks_stay(client: TestClient, token: str, it: Monday) -> None:
    change_rules(it)
    it.clock.now = NOW + (SAID_FOR_DAYS - 1) * MICROSECONDS_A_DAY
    assert METTES in said(client.get("/").text)
    it.clock.now = NOW + SAID_FOR_DAYS * MICROSECONDS_A_DAY
    page = said(client.get("/").text)
    assert "Regnet om" not in page and "kom til, da reglerne blev ændret 9. marts" in page


def test_a_citizens_page_says_it_of_each_alert(client: TestClient, token: str, it: Monday) -> None:
    change_rules(it)
    assert "Trukket tilbage 9. marts (ændrede regler)" in said(client.get("/borger/c-1001").text)
    assert "kom til, da reglerne blev ændret" in said(client.get("/borger/c-1004").text)


def test_the_figures_say_why_they_may_have_jumped_and_do_without_while_redis_is_away(
    client: TestClient, token: str, it: Monday
) -> None:
    it.figures.known[MUNICIPALITY] = aarhus()
    assert "ændrede regler" not in said(client.get("/tal").text)
    change_rules(it)
    assert "Regnet om efter ændrede regler 9. marts Tallene følger de nye regler" in said(client.get("/tal").text)
    it.view.away = True
    assert client.get("/tal").status_code == 200


def test_english_says_the_same(client: TestClient, token: str, it: Monday) -> None:
    change_rules(it)
    client.post("/sprog", data={"token": token, "sprog": "en", "tilbage": "/"})
    page = said(client.get("/").text)
    assert "Judged anew by changed rules, 9 March: 4 alerts have gone, 1 came, 1 changed" in page
    assert "does not hold by the new rules" in opened(client)
