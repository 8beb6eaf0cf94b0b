"""The frame: signing in by choosing, language, what is refused at the door, and errors in the reader's words."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from alerts.pages.app import create_app
from alerts.pages.assets import ASSETS
from alerts.pages.chooser import own_path
from alerts.pages.doors import CONTENT_POLICY
from alerts.pages.texts import LANGUAGES, say_in
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import Monday, monday, signed_in, token_in

SOURCE = ASSETS.with_name("assets-src")


@pytest.fixture
def it() -> Monday:
    return monday()


@pytest.fixture
def client(it: Monday) -> TestClient:
    return TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)


def test_nobody_is_sent_to_the_chooser(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bruger")


def test_the_chooser_shows_whom_one_can_be(client: TestClient) -> None:
    text = client.get("/bruger").text
    assert "Mette Kjær" in text and "Aarhus" in text and "Leder i Aarhus" in text


def test_who_was_chosen_reads_her_own_page(client: TestClient) -> None:
    signed_in(client, "cw-1")
    text = client.get("/").text
    assert "Mette Kjær" in text and "Mine advis" in text


def test_only_who_is_known_can_be_chosen(client: TestClient) -> None:
    token = token_in(client.get("/bruger").text)
    answer = client.post("/bruger", data={"token": token, "kommune": MUNICIPALITY, "bruger": "cw-unknown"})
    assert answer.status_code == 400
    assert client.get("/").status_code == 303


def test_a_form_without_the_sessions_token_does_nothing(client: TestClient) -> None:
    client.get("/bruger")
    answer = client.post("/bruger", data={"kommune": MUNICIPALITY, "bruger": "cw-1"})
    assert answer.status_code == 403
    assert "Siden var for gammel" in answer.text


def test_english_is_a_press_away_and_stays(client: TestClient) -> None:
    signed_in(client, "cw-1")
    token = token_in(client.get("/").text)
    answer = client.post("/sprog", data={"token": token, "sprog": "en", "tilbage": "/koe"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/koe")
    text = client.get("/").text
    assert '<html lang="en">' in text and "My alerts" in text


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("/koe?art=overdue", "/koe?art=overdue"),
        ("https://x.invalid/", "/"),
        ("//x.invalid", "/"),
        ("/\\x.invalid", "/"),
        ("x", "/"),
        ("http://[", "/"),
    ],
)
def test_the_way_back_never_leads_elsewhere(sent: str, path: str) -> None:
    assert own_path(sent) == path


def test_another_host_is_misdirected(client: TestClient) -> None:
    answer = client.get("/bruger", headers={"host": "rettidig.evil.invalid"})
    assert answer.status_code == 421 and answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.text.splitlines() == [say_in(language)("door.host") for language in LANGUAGES]


def test_a_name_that_a_sign_in_passes_on_is_let_in_with_its_own_origin(it: Monday) -> None:
    app = create_app(**it.ports(), hosts={"rettidig.example.dk"})
    client = TestClient(app, base_url="https://rettidig.example.dk", follow_redirects=False)
    token = token_in(client.get("/bruger").text)
    form = {"token": token, "kommune": MUNICIPALITY, "bruger": "cw-1"}
    assert client.post("/bruger", data=form, headers={"origin": "https://rettidig.example.dk"}).status_code == 303
    assert client.get("/bruger", headers={"host": "127.0.0.1"}).status_code == 421


def test_a_host_is_the_same_in_capitals(client: TestClient) -> None:
    assert client.get("/bruger", headers={"host": "LOCALHOST:9110"}).status_code == 200


@pytest.mark.parametrize(
    "said",
    [{"origin": "http://evil.invalid"}, {"origin": "null"}, {"origin": "http://["}, {"sec-fetch-site": "cross-site"}],
)
def test_another_sites_form_is_refused(client: TestClient, said: dict[str, str]) -> None:
    token = token_in(client.get("/bruger").text)
    form = {"token": token, "kommune": MUNICIPALITY, "bruger": "cw-1"}
    answer = client.post("/bruger", data=form, headers=said)
    assert answer.status_code == 403 and "Intet er ændret" in answer.text and "Nothing was changed" in answer.text
    assert client.get("/").status_code == 303


def test_every_answer_is_protected(client: TestClient) -> None:
    for path in ("/bruger", "/nowhere", "/assets/manifest.json"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert headers["x-content-type-options"] == "nosniff"


def test_the_session_cookie_is_not_for_scripts_or_other_sites(client: TestClient) -> None:
    cookie = client.get("/bruger").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_assets_are_kept_for_good_and_pages_never(client: TestClient) -> None:
    page = client.get("/bruger")
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(sheet).headers["cache-control"]
    assert page.headers["cache-control"] == "no-store"


def test_an_unknown_page_says_so(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404 and "Siden findes ikke" in answer.text


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("DELETE", "/tal"), ("GET", "/advis/handling")])
def test_what_a_page_can_not_do_is_told_from_a_page_that_is_not_there(
    client: TestClient, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405 and answer.headers["allow"]
    assert "Det kan siden ikke" in answer.text and "Siden findes ikke" not in answer.text


def test_without_the_view_a_page_says_so_and_asks_again(client: TestClient, it: Monday) -> None:
    it.view.away = True
    answer = client.get("/bruger")
    assert answer.status_code == 503
    assert "Vi kan ikke hente advis lige nu" in answer.text
    assert answer.headers["refresh"]


def test_every_colour_of_the_design_system_has_a_day_and_a_night() -> None:
    names = json.loads((ASSETS / "manifest.json").read_text("utf-8"))
    sheet = (ASSETS / names["rettidig.css"]).read_text("utf-8")
    colours = (SOURCE / "css" / "colours.css").read_text("utf-8")
    day, night = colours.split("prefers-color-scheme: dark")
    used = set(re.findall(r"var\((--fds-\w+)\)", sheet))
    assert len(used) > 10
    for half in (day, night):
        assert used - set(re.findall(r"(--fds-\w+):", half)) == set()
