"""Mine advis without a browser: what a row says, what acting does, what is refused, and what an open page hears."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from alerts.held_back import Silence
from alerts.inbox.wanted import seen_of
from alerts.pages.app import create_app
from rules.civil import MICROSECONDS_A_DAY, iso
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import NOW, TODAY, Monday, action, later, monday, signed_in, telling

HTMX = {"hx-request": "true"}
ANNA = "overdue:interviews-in-period:c-1001:2025-09-04:3"
GITTE = "overdue:first-interview:c-1007:2026-02-27:1"
DENNIS = "due-soon:first-interview:c-1004:2026-03-03:1"


@pytest.fixture
def client(it: Monday) -> TestClient:
    return TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def token(client: TestClient) -> str:
    return signed_in(client, "cw-1")


def about(it: Monday, alert_id: str) -> str:
    """What a page's form says of an alert."""
    telling = it.view.entries[alert_id].telling
    assert telling is not None
    return f"{alert_id} {seen_of(telling).text()}"


def row_of(client: TestClient, om: str) -> str:
    """The name of the row that an alert is in, as the pages of this reader show it."""
    rows = shown_in(client.get("/").text + client.get("/koe").text)
    return next((each.split(" ")[0] for each in rows if om.split(" ", maxsplit=1)[0] in each), "")


def post(client: TestClient, token: str, om: str | list[str], handling: str, *, in_place: bool = True, **more: str):  # type: ignore[no-untyped-def] # the test client's answer, whose name differs between its versions
    """Presses a button."""
    form = {"token": token, "fra": "/", "om": om, "handling": handling, "linje": row_of(client, str(om)), **more}
    return client.post("/advis/handling", data=form, headers=HTMX if in_place else {})


def said(text: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def shown_in(text: str) -> list[str]:
    """What the page says it shows."""
    return re.findall(r'name="vist" form="hear" value="([^"]+)"', text)


def heard(client: TestClient, token: str, shown: list[str], fra: str = "/") -> str:
    """What an open page is told."""
    answer = client.post("/advis/nyt", data={"token": token, "fra": fra, "vist": shown}, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_row_says_it_in_one_breath(client: TestClient, token: str) -> None:
    page = said(client.get("/").text)
    assert "Anna Holm dagpengemodtager Hold en samtale Samtaler i perioden, 2 af 3 holdt" in page
    assert "5 dage over fristen Frist overskredet · intet aftalt" in page
    assert "Hold 2 samtaler" in page and "senest på torsdag Frist nærmer sig · indkaldt til samtale i morgen" in page
    assert "7 borgere · 7 advis · 2 over fristen" in page
    assert "opdateret 08:04" in page


def test_a_search_that_finds_nothing_does_not_say_that_nothing_is_late(client: TestClient, token: str) -> None:
    page = said(client.get("/?q=nobody").text)
    assert "0 borgere · 0 advis" in page and "Ingen advis passer til det valgte." in page
    assert "ingen frister overskredet" not in page


def test_what_is_past_comes_first_and_registering_last(client: TestClient, token: str) -> None:
    names = re.findall(r'<h2 id="[^"]+"><a href="[^"]+">([^<]+)', client.get("/").text)
    assert names[:2] == ["Bo Lind", "Anna Holm"]
    assert names[-1] == "Eva Møller"


def test_an_awaited_outcome_leads_to_registering(client: TestClient, token: str) -> None:
    page = said(client.get("/").text)
    assert "Registrér samtalen 2. marts" in page
    row = client.get("/advis/raekke", params={"om": "outcome-missing:interview:c-1005:2026-03-02:1"}, headers=HTMX)
    assert "Registrér i fagsystemet" in said(row.text)


def test_why_is_the_paragraph_and_the_arithmetic_in_words(client: TestClient, token: str) -> None:
    why = said(client.get("/advis/raekke", params={"om": ANNA}, headers=HTMX).text)
    assert "Fristen var 4. marts 2026. Der kræves tre samtaler; indtil nu tæller to." in why
    assert "Seks måneder efter er 4. marts 2026." in why
    assert "LAB" in why and "§ 31" in why


def test_a_rule_that_is_not_confirmed_is_marked(client: TestClient, token: str, it: Monday) -> None:
    it.view.tell(telling("c-1001", "overdue", "first-offer", TODAY - 3, confidence="unverified"))
    assert "ikke bekræftet regel" in said(client.get("/").text)


def test_alerts_with_one_cure_are_one_row(client: TestClient, token: str, it: Monday) -> None:
    it.view.tell(telling("c-1002", "passive", "active-year", TODAY - 10))
    page = client.get("/").text
    assert "7 borgere · 8 advis" in said(page)
    assert len(shown_in(page)) == 7


def test_no_alerts_is_good_news() -> None:
    it = monday(with_alerts=False)
    it.view.tell(telling("c-9", "overdue", "first-interview", TODAY - 1, caseworker="cw-2"))
    client = TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)
    signed_in(client, "cw-2")
    it.view.entries.clear()
    assert "Ingen frister overskredet, og intet der haster." in client.get("/").text


def test_a_leader_to_whom_nothing_was_handed_is_not_told_that_nothing_is_late(client: TestClient) -> None:
    signed_in(client, "leder-751")
    text = client.get("/").text
    assert "Ingen advis er overdraget til dig." in text
    assert "overskredet" not in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("art=outcome-missing", ["Eva Møller"]),
        ("pligt=first-interview", ["Dennis Vad"]),
        ("q=ostergard", []),
        ("q=østergård", ["Carla Østergård"]),
        ("q=oestergaard", ["Carla Østergård"]),
        ("q=c-1006", ["Farid Noori"]),
        ("art=nonsense&q=bo", ["Bo Lind"]),
    ],
)
def test_a_list_is_narrowed_by_kind_duty_and_words(
    client: TestClient, token: str, query: str, names: list[str]
) -> None:
    page = client.get(f"/?{query}").text
    assert re.findall(r'<h2 id="[^"]+"><a href="[^"]+">([^<]+)', page) == names
    if not names:
        assert "Ingen advis passer til det valgte." in page


def test_acknowledging_is_written_shown_and_can_be_taken_back(client: TestClient, token: str, it: Monday) -> None:
    row = post(client, token, about(it, ANNA), "kvitter").text
    assert "Kvitteret af dig kl. 8.05" in said(row) and "Fortryd" in row
    assert [(each.type, each.by, each.at) for each in it.actions.written] == [("acknowledged", "cw-1", NOW)]
    undo = re.findall(r'name="om" value="([^"]+)"', row.split('class="undo"')[1])[0]
    row = post(client, token, undo, "fortryd").text
    assert "Fortrudt." in row and "Kvitteret af" not in row
    assert [each.type for each in it.actions.written] == ["acknowledged", "undone"]


def test_an_undo_that_comes_too_late_is_refused(client: TestClient, token: str, it: Monday) -> None:
    post(client, token, about(it, ANNA), "kvitter")
    done = it.actions.written[0].id
    it.actions.late.add(done)
    assert "første 30 sekunder" in post(client, token, f"{ANNA} {done}", "fortryd").text
    assert len(it.actions.written) == 1


def test_without_scripts_a_press_comes_back_to_the_list_and_says_what_was_done(
    client: TestClient, token: str, it: Monday
) -> None:
    answer = post(client, token, about(it, ANNA), "kvitter", in_place=False, fra="/?art=overdue")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?art=overdue")
    page = client.get("/?art=overdue").text
    assert "Kvitteret." in page and "Fortryd" in page
    assert "Fortryd" not in client.get("/?art=overdue").text


def test_putting_off_moves_a_row_to_its_own_shelf(client: TestClient, token: str, it: Monday) -> None:
    row = post(client, token, about(it, ANNA), "udsaet", til=iso(TODAY + 3), begrundelse="Afventer lægen").text
    assert "Udskudt af dig, tilbage på torsdag" in said(row)
    assert "Anna Holm" not in client.get("/").text
    shelf = said(client.get("/?vis=udskudt").text)
    assert "Anna Holm" in shelf and "»Afventer lægen«" in shelf


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"til": iso(TODAY), "begrundelse": "x"}, "Vælg en dag efter i dag."),
        ({"til": iso(TODAY - 5), "begrundelse": "x"}, "Vælg en dag efter i dag."),
        ({"til": iso(TODAY + 60), "begrundelse": "x"}, "Det kan højst udsættes 10 arbejdsdage"),
        ({"til": iso(TODAY + 3)}, "Fristen er overskredet, så skriv kort"),
        ({"til": "i morgen", "begrundelse": "x"}, "Skriv dagen som"),
        ({"til": iso(TODAY + 3), "begrundelse": "010190-1234"}, "ligner et personnummer"),
    ],
)
def test_putting_off_wrongly_is_refused_in_words(
    client: TestClient, token: str, it: Monday, form: dict[str, str], why: str
) -> None:
    answer = post(client, token, about(it, ANNA), "udsaet", in_place=False, **form)
    assert answer.status_code == 409 and why in answer.text
    assert it.actions.written == []


def test_a_warning_is_never_put_off_past_the_legal_day(client: TestClient, token: str, it: Monday) -> None:
    answer = post(client, token, about(it, DENNIS), "udsaet", til=iso(TODAY + 2))
    assert "ud over fristen 10. marts" in answer.text
    assert it.actions.written == []


def test_handing_over_takes_the_row_to_the_colleague(client: TestClient, token: str, it: Monday) -> None:
    row = post(client, token, about(it, ANNA), "overdrag", kollega="cw-2").text
    assert "Overdraget til Jonas Friis af dig kl. 8.05" in said(row)
    assert "Anna Holm" not in client.get("/").text
    signed_in(client, "cw-2")
    assert "Anna Holm" in client.get("/").text


def test_whom_nobody_knows_nothing_is_handed_to(client: TestClient, token: str, it: Monday) -> None:
    assert "Vælg en kollega fra listen." in post(client, token, about(it, ANNA), "overdrag", kollega="cw-99").text
    assert it.actions.written == []


def test_taken_note_of_goes_to_its_own_shelf(client: TestClient, token: str, it: Monday) -> None:
    post(client, token, about(it, ANNA), "efterretning")
    assert "Anna Holm" not in client.get("/").text
    assert "Taget til efterretning af dig kl. 8.05" in said(client.get("/?vis=efterretning").text)


def test_what_is_written_is_shown_as_it_was_written(client: TestClient, token: str, it: Monday) -> None:
    post(client, token, about(it, ANNA), "note", note="<script>alert(1)</script> & ring på »mandag«")
    panel = client.get("/advis/raekke", params={"om": ANNA}, headers=HTMX).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ring på »mandag«" in panel
    assert "<script>alert" not in panel + client.get("/").text


def test_an_ended_alert_takes_nothing_more(client: TestClient, token: str, it: Monday) -> None:
    form, row = about(it, ANNA), row_of(client, ANNA)
    known = it.view.entries[ANNA].telling
    assert known is not None
    it.view.tell(later(known, "resolved", held=3))
    answer = said(post(client, token, form, "kvitter", linje=row).text)
    assert "allerede løst kl. 8.05" in answer and "samtalen er holdt" in answer
    assert it.actions.written == []


def test_a_stale_page_is_told_what_is_different(client: TestClient, token: str, it: Monday) -> None:
    form = about(it, ANNA)
    known = it.view.entries[ANNA].telling
    assert known is not None
    it.view.tell(later(known, "changed", due_on=TODAY + 9))
    answer = post(client, token, form, "kvitter").text
    assert "Sagen er ændret, siden du åbnede siden: fristen er flyttet" in said(answer)
    assert it.actions.written == []


def test_someone_elses_alert_is_forbidden_and_another_towns_unknown(client: TestClient, token: str, it: Monday) -> None:
    other = "overdue:first-interview:c-2001:2026-02-26:1"
    answer = client.get("/advis/raekke", params={"om": other})
    assert answer.status_code == 403 and "Du har ikke adgang til denne borger" in answer.text
    assert post(client, token, about(it, other), "kvitter", in_place=False).status_code == 403
    assert client.get("/advis/raekke", params={"om": "overdue:first-interview:c-0:2026-02-26:1"}).status_code == 404
    assert it.actions.written == []


@pytest.mark.parametrize("handling", ["", "slet", "fortryd"])
def test_what_no_button_says_does_nothing(client: TestClient, token: str, it: Monday, handling: str) -> None:
    assert post(client, token, about(it, ANNA), handling, in_place=False).status_code in (400, 409)
    assert it.actions.written == []


def test_without_the_log_nothing_is_done_and_it_is_said(client: TestClient, token: str, it: Monday) -> None:
    it.actions.away = True
    answer = post(client, token, about(it, ANNA), "kvitter")
    assert answer.status_code == 503 and answer.headers["hx-retarget"] == f"#x{row_of(client, ANNA)}"
    assert "Det blev ikke gemt. Vi kan ikke skrive lige nu, så intet er ændret." in said(answer.text)
    whole = post(client, token, about(it, ANNA), "kvitter", in_place=False)
    assert whole.status_code == 503 and "Det blev ikke gemt" in whole.text
    assert "Kvitteret" not in client.get("/").text


def test_what_is_saved_is_never_said_to_be_lost(client: TestClient, token: str, it: Monday) -> None:
    """The log took it, and the view went away before the row could be shown."""
    form, row = about(it, ANNA), row_of(client, ANNA)
    it.actions.then = lambda: setattr(it.view, "away", True)
    answer = post(client, token, form, "kvitter", linje=row)
    assert answer.status_code == 200 and answer.headers["hx-retarget"] == f"#x{row}"
    assert "Det er gemt. Vi kan ikke hente advis lige nu" in said(answer.text)


def test_without_the_view_what_was_pressed_is_said_not_to_be_saved(client: TestClient, token: str, it: Monday) -> None:
    form, row = about(it, ANNA), row_of(client, ANNA)
    it.view.away = True
    answer = post(client, token, form, "kvitter", linje=row)
    assert answer.status_code == 503 and answer.headers["hx-retarget"] == f"#x{row}"
    assert "Det blev ikke gemt" in said(answer.text) and it.actions.written == []


def test_of_a_row_that_is_saved_in_part_it_says_which(client: TestClient, token: str, it: Monday) -> None:
    """The log takes a row's alerts together; should it take only some all the same, nobody has to guess which."""
    it.view.tell(telling("c-1002", "passive", "active-year", TODAY - 10))
    it.actions.takes = 1
    row = next(each for each in shown_in(client.get("/").text) if "passive:" in each).split(" ")[2:]
    assert len(row) == 2
    form = [about(it, each) for each in row]
    answer = post(client, token, form, "kvitter").text
    first, second = (it.view.entries[each] for each in row)
    assert len(first.actions) == 1 and second.actions == ()
    saved, missing = "Frist overskredet: Første tilbud (ret og pligt)", "12 mdr. uden aktiv indsats"
    assert f"Kun noget blev gemt. Gemt: {saved}. Ikke gemt: {missing}." in said(answer)
    assert "Fortryd" in answer
    it.actions.then = lambda: setattr(it.view, "away", True)
    unseen = said(post(client, token, form, "note", note="ringet", linje=row_of(client, "c-1002")).text)
    assert f"Kun noget blev gemt. Gemt: {saved}. Ikke gemt: {missing}." in unseen


def test_without_the_view_the_page_says_so_and_comes_back(client: TestClient, token: str, it: Monday) -> None:
    it.view.away = True
    answer = client.get("/")
    assert answer.status_code == 503 and "Intet er tabt" in answer.text and answer.headers["refresh"] == "5"
    it.view.away = False
    assert client.get("/").status_code == 200


def test_the_queue_shows_who_has_nobody_and_can_be_taken_from(client: TestClient, token: str, it: Monday) -> None:
    page = said(client.get("/koe").text)
    assert "Gitte Bak" in page and "Anna Holm" not in page
    row = post(client, token, about(it, GITTE), "tag", fra="/koe").text
    assert "Overdraget til dig af dig" in said(row)
    assert "Gitte Bak" in client.get("/").text and "Gitte Bak" not in client.get("/koe").text


def test_what_was_so_before_the_start_is_history(it: Monday) -> None:
    ports = it.ports() | {"quiet_start": {"751": TODAY - 2}}
    client = TestClient(create_app(**ports), base_url="http://127.0.0.1", follow_redirects=False)
    signed_in(client, "cw-1")
    assert "Bo Lind" not in client.get("/").text
    assert "Bo Lind" in client.get("/?vis=historik").text


def test_a_page_that_is_up_to_date_hears_nothing(client: TestClient, token: str) -> None:
    text = heard(client, token, shown_in(client.get("/").text))
    assert not re.search('hx-target="#[lgr]r?[0-9a-f]', text) and "nyt advis" not in text


def test_a_new_alert_is_announced_and_does_not_enter(client: TestClient, token: str, it: Monday) -> None:
    shown = shown_in(client.get("/").text)
    it.view.tell(telling("c-1009", "overdue", "first-interview", TODAY - 2))
    it.view.tell(telling("c-1010", "overdue", "first-interview", TODAY - 2))
    text = heard(client, token, shown)
    assert "2 nye advis" in text and "c-1009</a>" not in text


def test_what_a_colleague_did_is_told_in_place(client: TestClient, token: str, it: Monday) -> None:
    shown = shown_in(client.get("/").text)
    known = it.view.entries[ANNA].telling
    assert known is not None
    it.view.add(action(known, "acknowledged", "cw-2"))
    assert "Kvitteret af Jonas Friis kl. 8.05" in said(heard(client, token, shown))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("resolved", "Løst kl. 8.05: samtalen er holdt"),
        ("withdrawn", "Trukket tilbage kl. 8.05 (rettet registrering)"),
        ("lapsed", "Bortfaldet kl. 8.05"),
    ],
)
def test_what_became_of_a_row_is_told_where_it_stood(
    client: TestClient, token: str, it: Monday, change: str, words: str
) -> None:
    shown = shown_in(client.get("/").text)
    known = it.view.entries[ANNA].telling
    assert known is not None
    it.view.tell(later(known, change))  # type: ignore[arg-type]  # one of the words above
    text = heard(client, token, shown)
    assert words in said(text)
    assert words not in said(heard(client, token, [each for each in shown if ANNA not in each] + shown_in(text)))


def test_another_municipalitys_alert_is_not_told_through_what_a_page_says_it_shows(
    client: TestClient, token: str, it: Monday
) -> None:
    elsewhere = telling("c-3001", "overdue", "first-interview", TODAY - 2)
    elsewhere = later(elsewhere, "resolved", municipality="101")
    it.view.tell(elsewhere)
    text = heard(client, token, [f"r0 0 {elsewhere.alert_id}"])
    assert "Ikke længere på listen." in text and "Løst" not in text


def test_midnight_changes_the_words_of_an_open_page(client: TestClient, token: str, it: Monday) -> None:
    shown = shown_in(client.get("/").text)
    it.clock.now += MICROSECONDS_A_DAY
    assert "6 dage over fristen" in said(heard(client, token, shown))


@pytest.mark.parametrize(
    ("as_of", "behind", "words"),
    [
        (None, 12, "henter data, de første er på vej"),
        (NOW, 1, "opdateret 08:05 · henter 1 hændelse endnu"),
        (NOW - 3 * MICROSECONDS_A_DAY, 0, "opdateret fredag 6. marts 08:05"),
    ],
)
def test_the_page_says_as_of_when_it_knows(
    client: TestClient, token: str, it: Monday, as_of: int | None, behind: int, words: str
) -> None:
    it.view.as_of, it.view.behind = as_of, behind
    assert words in client.get("/").text


def test_a_silent_municipality_is_said(client: TestClient, token: str, it: Monday) -> None:
    it.view.tell(telling("c-1001", "overdue", "first-offer", TODAY - 3, held_back=True))
    assert "Aarhus har ikke sendt data for nylig" in client.get("/").text


def test_what_a_silent_municipality_left_undone_is_shown_and_not_accused(
    client: TestClient, token: str, it: Monday
) -> None:
    it.view.tell(telling("c-1001", "overdue", "first-offer", TODAY - 3))
    assert "over fristen" in client.get("/").text
    it.view.silences = {MUNICIPALITY: Silence(MUNICIPALITY, NOW - 4 * MICROSECONDS_A_DAY)}
    page = client.get("/").text
    assert "Ingen nye data fra Aarhus siden torsdag 5. marts" in page
    assert "Vi ved ikke, om samtaler er holdt eller tilbud givet siden." in page
    assert page.count("ikke kendt siden torsdag 5. marts, ingen nye data") == page.count('class="line ')
    assert "line--late" not in page and "over fristen" not in page and "tilbageholdt, til der kommer data" in page
    assert "fristen var 6. marts" in page
    row = next(each for each in re.findall(r'/advis/raekke\?[^"]+', page) if "c-1001" in each)
    alone = client.get(row.replace("&amp;", "&")).text
    assert "ikke kendt siden torsdag 5. marts, ingen nye data. Vi ved ikke, om samtaler er holdt" in alone
    assert "Ingen nye data fra Aarhus siden" in client.get("/borger/c-1001").text


def test_data_that_come_again_are_told_to_an_open_page(client: TestClient, token: str, it: Monday) -> None:
    it.view.silences = {MUNICIPALITY: Silence(MUNICIPALITY, NOW - 4 * MICROSECONDS_A_DAY, everybody=True)}
    page = client.get("/").text
    assert "Ingen nye data fra nogen kommune siden torsdag 5. marts" in page
    it.view.silences = {}
    answer = heard(client, token, shown_in(page))
    assert 'hx-target="#silence"' in answer and "Ingen nye data" not in answer
    assert answer.count('hx-target="#lr') == page.count('class="line ')  # each row is told anew, without its mark


def test_silence_is_said_in_english_too(client: TestClient, token: str, it: Monday) -> None:
    it.view.silences = {MUNICIPALITY: Silence(MUNICIPALITY, NOW - 4 * MICROSECONDS_A_DAY)}
    client.post("/sprog", data={"token": token, "sprog": "en", "tilbage": "/"})
    page = client.get("/").text
    assert "No new data from Aarhus since Thursday 5 March" in page
    assert "held back until data come" in page and "past the deadline" not in page


def test_a_page_is_read_with_one_look_at_the_list(client: TestClient, token: str, it: Monday) -> None:
    before = it.view.reads
    client.get("/")
    assert it.view.reads - before == 3  # the list, how far it has come, and what changed laws did to it
