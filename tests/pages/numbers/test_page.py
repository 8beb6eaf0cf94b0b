"""Kommunens tal as a leader gets it: every number with its base and date, small ones hidden, absence said."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.testclient import TestClient

from alerts.inbox.ports import ShareAtRisk
from alerts.pages.app import create_app
from rules.civil import day
from rules.load import load_lawbook
from rules.pools import lane_of
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import NOW, Monday, monday, signed_in
from tests.pages.numbers.town import aarhus, month_ends

DAYS = 86_400_000_000


@pytest.fixture
def it() -> Monday:
    made = monday()
    made.figures.known[MUNICIPALITY] = aarhus()
    made.figures.months[MUNICIPALITY] = month_ends()
    return made


@pytest.fixture
def client(it: Monday) -> TestClient:
    made = TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)
    signed_in(made, "leder-751")
    return made


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_each_number_has_its_base_and_the_page_its_date(client: TestClient) -> None:
    said = words(client.get("/tal").text)
    assert "Aarhus i tal" in said and "tal pr. 08:04" in said
    assert "Passivandel" in said and "Frister overskredet" in said
    assert re.search(r"Dagpenge 81,0 % 541 af 668", said)
    assert "Månedsafslutninger" in said and "28. februar" in said


def test_too_small_a_group_is_hidden_and_with_it_the_one_it_could_be_had_by(client: TestClient) -> None:
    text = client.get("/tal").text
    card = words(text[text.index('id="m-active-year"') : text.index('id="m-focus-offer"')])
    assert re.search(r"Ledighedsydelse for få Revalidering for få", card)


def test_the_inner_measure_is_never_shown(client: TestClient) -> None:
    text = client.get("/tal").text
    assert "duty-kept" not in text and "321" not in words(text) and "Alle frister holdt" not in text


def test_nobody_measured_is_said(client: TestClient) -> None:
    text = client.get("/tal").text
    assert "Ingen borgere måles på det lige nu" in text[text.index('id="m-early-offer"') :]


def test_figures_that_stand_still_say_so(client: TestClient, it: Monday) -> None:
    it.clock.now = NOW + DAYS // 24
    assert "Tallene er ikke nye" in client.get("/tal").text


def test_a_silent_municipality_is_named(client: TestClient, it: Monday) -> None:
    it.figures.known[MUNICIPALITY] = msgspec.structs.replace(aarhus(), heard_at=NOW - 6 * DAYS, is_silent=True)
    shown = words(client.get("/tal").text)
    assert "Aarhus har ikke sendt data siden tirsdag 3. marts" in shown
    assert "ikke kendt siden 3. marts" in shown and "frister, der er overskredet" in shown


def test_deadlines_past_due_are_shown_while_the_municipality_is_heard(client: TestClient) -> None:
    assert "ikke kendt siden" not in words(client.get("/tal").text)


@pytest.mark.parametrize(
    ("met", "is_under", "said"),
    [
        (70, True, "70,0 % (70 af 100) fik det rettidigt, opgjort 31. januar. Kravet er mindst 75 %."),
        (76, False, "76,0 % (76 af 100) fik det rettidigt, opgjort 31. januar. Det er tæt på kravet om mindst 75 %."),
    ],
)
def test_the_75_percent_at_risk_is_said_with_base_date_reference_and_doubt(
    client: TestClient, it: Monday, met: int, is_under: bool, said: str
) -> None:
    for share in load_lawbook().shares:
        if lane_of(share) is None:
            continue
        risk = ShareAtRisk(share.pool, day("2026-01-31"), 100, met, 75, is_under, share.reference, "unverified")
        it.figures.known[MUNICIPALITY] = msgspec.structs.replace(aarhus(), at_risk=(risk,))
        shown = words(client.get("/tal").text)
        assert "75 %-kravet i fare: " in shown and said in shown
        assert "lov 1750 af 29/12/2025 ikke bekræftet regel" in shown


def test_no_figures_yet_is_said(client: TestClient, it: Monday) -> None:
    it.figures.known.clear()
    assert "Ingen tal endnu" in client.get("/tal").text


def test_figures_that_are_away_are_said_and_asked_for_again(client: TestClient, it: Monday) -> None:
    it.figures.away = True
    answer = client.get("/tal")
    assert answer.status_code == 503 and answer.headers["refresh"]
    assert "Vi kan ikke hente tallene lige nu" in answer.text


def test_a_page_that_updates_itself_keeps_its_numbers_while_figures_are_away(client: TestClient, it: Monday) -> None:
    it.figures.away = True
    answer = client.get("/tal", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#messages"


def test_english_is_the_same_page(client: TestClient) -> None:
    token = re.search(r'name="token" value="([^"]+)"', client.get("/tal").text)
    assert token is not None
    client.post("/sprog", data={"token": token[1], "sprog": "en", "tilbage": "/"})
    said = words(client.get("/tal").text)
    assert "Share without active effort" in said and "81.0% 541 of 668" in said


def test_a_month_alone_between_gaps_is_still_a_point(client: TestClient, it: Monday) -> None:
    ends = sorted({each.month for each in month_ends()})
    alone = [
        each for each in month_ends() if each.measure == "active-year" and each.month in (ends[3], ends[20], ends[21])
    ]
    few = [
        msgspec.structs.replace(each, counted=1, met=0) for each in month_ends() if each.target_group == "revalidering"
    ]
    between = [each for each in few if each.measure == "active-year" and ends[3] < each.month < ends[20]]
    it.figures.months[MUNICIPALITY] = tuple(sorted([*alone, *between], key=lambda each: each.month))
    text = client.get("/tal").text
    card = text[text.index('id="m-active-year"') : text.index('id="m-focus-offer"')]
    assert card.count("<polyline") == 2 and card.count('r="2.5"') == 1
