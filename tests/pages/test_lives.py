"""A caseworker's Monday in a real browser: reading, acting, news, colleagues, keyboard, paper, and servers that go away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.pages.app import create_app
from rules.civil import iso
from tests.pages.browsing import PATIENCE_MS, SCREENSHOTS, SIZES, keep, page_at, served, sign_in, violations
from tests.pages.monday import TODAY, Monday, action, later, monday, telling

pytestmark = pytest.mark.browser
ANNA = "overdue:interviews-in-period:c-1001:2025-09-04:3"


def row_of(page: Page, name: str):  # type: ignore[no-untyped-def] # a locator
    """The card of a citizen."""
    return page.locator("section.citizen", has=page.get_by_role("link", name=name, exact=True))


def known(it: Monday, alert_id: str = ANNA):  # type: ignore[no-untyped-def] # a telling
    """What is told of an alert."""
    found = it.view.entries[alert_id].telling
    assert found is not None
    return found


@pytest.fixture
def mette(page: Page, address: str) -> Page:
    """Mette, signed in, with an ear on the stream."""
    sign_in(page, address, "Mette Kjær")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_for_everybody_at_every_size_by_day_and_night(
    browser: Browser, it: Monday, address: str, size: str, scheme: str
) -> None:
    page = page_at(browser, size, scheme)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    it.view.add(action(known(it, "overdue:first-offer:c-1002:2025-08-11:1"), "acknowledged", "cw-1"))
    page.goto(f"{address}/bruger")
    found = {"chooser": violations(page)}
    keep(page, f"chooser-{size}-{scheme}")
    sign_in(page, address, "Mette Kjær")
    found["list"] = violations(page)
    keep(page, f"mine-advis-{size}-{scheme}")
    row_of(page, "Anna Holm").locator("summary").click()
    expect(page.locator(".panel-parts")).to_be_visible()
    found["panel"] = violations(page)
    keep(page, f"hvorfor-{size}-{scheme}")
    row_of(page, "Anna Holm").get_by_role("button", name="Kvittér").click()
    expect(page.get_by_role("button", name="Fortryd")).to_be_visible()
    found["undo"] = violations(page)
    page.goto(f"{address}/koe")
    found["queue"] = violations(page)
    keep(page, f"koe-{size}-{scheme}")
    is_wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.context.close()
    assert found == {name: [] for name in found}
    assert complaints == []
    assert not is_wider, "the page scrolls sideways"


def test_she_acknowledges_goes_on_from_the_undo_and_takes_it_back(mette: Page, it: Monday) -> None:
    card = row_of(mette, "Anna Holm")
    card.get_by_role("button", name="Kvittér").press("Enter")
    undo = card.get_by_role("button", name="Fortryd")
    expect(undo).to_be_focused()
    expect(card).to_contain_text("Kvitteret af dig kl. 8.05")
    undo.press("Enter")
    expect(card.get_by_role("button", name="Kvittér")).to_be_visible()
    assert [each.type for each in it.actions.written] == ["acknowledged", "undone"]


def test_the_undo_goes_after_ten_seconds(mette: Page) -> None:
    card = row_of(mette, "Anna Holm")
    card.get_by_role("button", name="Kvittér").click()
    undoing = card.locator(".undo")
    expect(undoing).to_be_visible()
    mette.evaluate("document.querySelector('.undo').getAnimations()[0].currentTime = 9900")
    expect(undoing).to_be_visible()
    mette.evaluate("document.querySelector('.undo').getAnimations()[0].finish()")
    expect(undoing).to_be_hidden()


def test_she_puts_off_with_a_reason_and_finds_it_on_its_shelf(mette: Page, it: Monday) -> None:
    card = row_of(mette, "Anna Holm")
    card.locator("summary").click()
    card.get_by_label("Tilbage på listen").fill(iso(TODAY + 3))
    card.get_by_label("Begrundelse").fill("Afventer lægen")
    card.get_by_role("button", name="Udsæt").click()
    expect(card).to_contain_text("Udskudt af dig, tilbage på torsdag")
    mette.get_by_role("link", name=re.compile("^Udskudt")).click()
    expect(row_of(mette, "Anna Holm")).to_contain_text("»Afventer lægen«")


def test_what_is_refused_is_said_beside_the_form_which_keeps_what_she_wrote(mette: Page, it: Monday) -> None:
    card = row_of(mette, "Anna Holm")
    card.locator("summary").click()
    note = card.get_by_role("textbox", name="Note")
    note.fill("Ring til 010190-1234")
    card.get_by_role("button", name="Gem note").click()
    expect(card.locator(".refused")).to_contain_text("ligner et personnummer")
    expect(note).to_have_value("Ring til 010190-1234")
    assert it.actions.written == []


def test_a_script_in_a_note_stays_text(mette: Page) -> None:
    card = row_of(mette, "Anna Holm")
    card.locator("summary").click()
    card.get_by_role("textbox", name="Note").fill("<img src=x onerror=alert(1)><script>alert(2)</script>")
    card.get_by_role("button", name="Gem note").click()
    expect(card.get_by_text("Noten er gemt.")).to_be_visible()
    card.locator("summary").click()
    expect(card.locator(".free")).to_have_text("<img src=x onerror=alert(1)><script>alert(2)</script>")


def test_new_rows_announce_themselves_and_enter_when_asked(mette: Page, it: Monday) -> None:
    before = mette.locator(".row").count()
    it.view.tell(telling("c-1009", "overdue", "first-interview", TODAY - 2))
    it.view.tell(telling("c-1010", "overdue", "first-interview", TODAY - 2))
    news = mette.get_by_role("link", name="2 nye advis · vis")
    expect(news).to_be_visible()
    assert mette.locator(".row").count() == before
    news.click()
    expect(mette.locator(".row")).to_have_count(before + 2)
    expect(news).to_be_hidden()


def test_what_others_do_and_what_is_resolved_is_told_in_place_without_moving_what_she_reads(
    mette: Page, it: Monday
) -> None:
    eva = row_of(mette, "Eva Møller")
    eva.locator("summary").click()
    eva.get_by_role("textbox", name="Note").fill("halvskrevet")
    place = eva.bounding_box()
    it.view.add(action(known(it), "acknowledged", "cw-2"))
    expect(row_of(mette, "Anna Holm")).to_contain_text("Kvitteret af Jonas Friis kl. 8.05")
    it.view.tell(later(known(it), "resolved", held=3))
    expect(row_of(mette, "Anna Holm")).to_contain_text("Løst kl. 8.05: samtalen er holdt")
    known_eva = known(it, "outcome-missing:interview:c-1005:2026-03-02:1")
    it.view.add(action(known_eva, "acknowledged", "cw-2"))
    expect(eva).to_contain_text("Kvitteret af Jonas Friis")
    expect(eva.get_by_role("textbox", name="Note")).to_have_value("halvskrevet")
    assert place is not None


def test_two_at_once_both_see_what_happened(browser: Browser, mette: Page, address: str, it: Monday) -> None:
    context = browser.new_context(viewport=SIZES["desk"])  # type: ignore[arg-type]  # a width and a height
    sara = context.new_page()
    sara.set_default_timeout(PATIENCE_MS)
    sign_in(sara, address, "Jonas Friis")
    sara.goto(f"{address}/koe")
    mette.goto(f"{address}/koe")
    row_of(mette, "Gitte Bak").get_by_role("button", name="Tag sagen").click()
    expect(row_of(mette, "Gitte Bak")).to_contain_text("Overdraget til dig af dig")
    expect(sara.locator(".became")).to_contain_text("Overdraget til Mette Kjær af Mette Kjær")
    context.close()


def test_without_the_view_the_page_says_so_and_recovers_by_itself(mette: Page, it: Monday) -> None:
    it.view.break_off()
    expect(mette.locator("#messages")).to_contain_text("Vi kan ikke hente advis lige nu")
    expect(row_of(mette, "Anna Holm")).to_be_visible()
    it.view.away = False
    expect(mette.locator("#messages")).to_be_empty(timeout=40_000)


def test_without_the_log_nothing_is_half_done(mette: Page, it: Monday) -> None:
    it.actions.away = True
    card = row_of(mette, "Anna Holm")
    card.get_by_role("button", name="Kvittér").click()
    expect(card).to_contain_text("Det blev ikke gemt")
    it.view.tell(telling("c-1009", "overdue", "first-interview", TODAY - 2))
    expect(mette.get_by_role("link", name="1 nyt advis · vis")).to_be_visible()
    expect(card).to_contain_text("Det blev ikke gemt")
    it.actions.away = False
    card.get_by_role("button", name="Kvittér").click()
    expect(card).to_contain_text("Kvitteret af dig")
    expect(card).not_to_contain_text("Det blev ikke gemt")


def test_a_press_whose_answer_never_came_is_said_to_be_unsure(mette: Page) -> None:
    card = row_of(mette, "Anna Holm")
    mette.context.set_offline(True)
    card.get_by_role("button", name="Kvittér").click()
    expect(card).to_contain_text("Forbindelsen røg. Om det blev gemt, viser siden, så snart den er tilbage.")
    mette.context.set_offline(False)
    card.get_by_role("button", name="Kvittér").click()
    expect(card).not_to_contain_text("Forbindelsen røg")


def test_by_keyboard_alone_from_the_top_of_the_page_to_a_row(mette: Page, it: Monday) -> None:
    mette.keyboard.press("Tab")
    expect(mette.get_by_role("link", name="Gå til indhold")).to_be_focused()
    mette.keyboard.press("Enter")
    for _ in range(20):
        mette.keyboard.press("Tab")
        if mette.evaluate("(document.activeElement.value ?? '').startsWith('kvitter')"):
            break
    mette.keyboard.press("Enter")
    expect(mette.get_by_role("button", name="Fortryd")).to_be_focused()
    assert it.actions.written[0].citizen == "c-1002"


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, address: str) -> None:
    """200 % zoom of a 1280 px window is a window of 640 CSS pixels with twice the pixels."""
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    sign_in(page, address, "Mette Kjær")
    row_of(page, "Anna Holm").locator("summary").click()
    expect(page.locator(".panel-parts")).to_be_visible()
    is_wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    assert not is_wider


def test_on_paper_there_is_what_to_do_and_nothing_to_press(mette: Page) -> None:
    mette.emulate_media(media="print")
    expect(mette.get_by_text("Hold en samtale").first).to_be_visible()
    expect(mette.get_by_role("button")).to_have_count(0)
    expect(mette.locator(".masthead")).to_be_hidden()


def test_without_scripts_everything_can_be_done(browser: Browser, address: str, it: Monday) -> None:
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)  # type: ignore[arg-type]  # a width and a height
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, address, "Mette Kjær")
    row_of(page, "Anna Holm").get_by_role("button", name="Kvittér").click()
    expect(page.get_by_text("Kvitteret.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text("Fortrudt.")).to_be_visible()
    row_of(page, "Anna Holm").locator("summary").click()
    row_of(page, "Anna Holm").get_by_role("link", name="Åbn på egen side").click()
    expect(page.get_by_text("Seks måneder efter er 4. marts 2026.")).to_be_visible()
    page.get_by_label("Begrundelse").fill("010190-1234")
    page.get_by_role("button", name="Udsæt").click()
    expect(page.get_by_role("alert")).to_contain_text("ligner et personnummer")
    expect(page.get_by_label("Begrundelse")).to_have_value("010190-1234")
    page.get_by_label("Begrundelse").fill("Afventer lægen")
    page.get_by_role("button", name="Udsæt").click()
    expect(page.get_by_text("Udskudt.", exact=True)).to_be_visible()
    context.close()
    assert [each.type for each in it.actions.written] == ["acknowledged", "undone", "snoozed"]


def test_she_reads_english_when_she_likes(mette: Page) -> None:
    mette.get_by_role("button", name="In English").click()
    expect(mette.get_by_role("heading", name="My alerts")).to_be_visible()
    expect(row_of(mette, "Anna Holm")).to_contain_text("5 days past the deadline")
    keep(mette, "my-alerts-english")


def test_nothing_to_do_is_good_news(browser: Browser) -> None:
    it = monday(with_alerts=False)
    it.view.tell(telling("c-9", "overdue", "first-interview", TODAY - 1, caseworker="cw-2"))
    with served(create_app(**it.ports())) as address:
        context = browser.new_context(viewport=SIZES["desk"])  # type: ignore[arg-type]  # a width and a height
        page = context.new_page()
        sign_in(page, address, "Jonas Friis")
        it.view.entries.clear()
        page.reload()
        expect(page.get_by_text("Ingen frister overskredet, og intet der haster.")).to_be_visible()
        keep(page, "good-news")
        context.close()


def test_a_full_monday_as_the_readme_shows_it(browser: Browser, it: Monday, address: str) -> None:
    """The pictures in docs/images are those that this test leaves in build/screenshots."""
    it.view.add(action(known(it, "overdue:first-offer:c-1002:2025-08-11:1"), "acknowledged", "cw-1"))
    later_on = telling("c-1011", "overdue", "first-interview", TODAY - 1, group="jobparat")
    it.view.tell(later_on)
    it.view.add(action(later_on, "snoozed", "cw-1", until=TODAY + 3, reason="Afventer svar"))
    for size, scheme, opens in (("desk", "light", True), ("phone", "dark", False)):
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="da-DK")  # type: ignore[arg-type]  # words of the driver
        page = context.new_page()
        sign_in(page, address, "Mette Kjær")
        if opens:
            row_of(page, "Anna Holm").locator("summary").click()
            expect(page.locator(".panel-parts")).to_be_visible()
        it.view.tell(telling(f"c-10{12 + opens}", "overdue", "first-interview", TODAY - 2))
        expect(page.locator("a.news")).to_be_visible()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"readme-{size}.png")
        context.close()
    assert {each.name for each in SCREENSHOTS.glob("readme-*.png")} == {"readme-desk.png", "readme-phone.png"}
