"""Borgerens frister in a real browser: on a desk and a phone, by day and by night, with the keyboard, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.browsing import SCREENSHOTS, SIZES, keep, page_at, sign_in, violations
from tests.pages.lifeline import anna
from tests.pages.lifeline.test_page import LONG, SEVERAL
from tests.pages.monday import CITIZENS, Monday

pytestmark = pytest.mark.browser
SCHEMES = ("light", "dark")


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in SCHEMES], ids="-".join)
def looking(request: pytest.FixtureRequest, browser: Browser) -> Any:
    """(page, its name) at a size and in a scheme."""
    size, scheme = request.param
    page = page_at(browser, size, scheme)
    yield page, f"{size}-{scheme}"
    page.context.close()


def test_it_is_clean_and_fits(looking: tuple[Page, str], it: Monday, address: str) -> None:
    page, name = looking
    it.view.known_facts["c-8"], it.view.known_facts["c-9"] = tuple(LONG), tuple(SEVERAL)
    sign_in(page, address, "Mette Kjær")
    for citizen in ("c-1001", "c-1005", "c-8", "c-9"):
        page.goto(f"{address}/borger/{citizen}")
        for summary in page.locator("summary").all():
            if summary.is_visible():
                summary.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page itself never scrolls sideways"
        )
        assert violations(page) == []
        keep(page, f"borger-{citizen}-{name}")


def test_the_drawing_opens_at_the_latest_days_and_scrolls_by_keyboard(
    browser: Browser, it: Monday, address: str
) -> None:
    context = browser.new_context(viewport=SIZES["phone"])  # type: ignore[arg-type]  # a width and a height
    page = context.new_page()
    it.view.known_facts["c-8"] = tuple(LONG)
    sign_in(page, address, "Mette Kjær")
    page.goto(f"{address}/borger/c-8")
    today = page.locator(".ll-flag").bounding_box()
    assert today is not None and 0 < today["x"] < 390, "today is in sight without scrolling"
    region = page.get_by_role("region", name="Tidslinje")
    region.focus()
    before = region.evaluate("it => it.scrollLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("before => document.querySelector('.ll').scrollLeft < before", arg=before)
    context.close()


def test_a_name_leads_to_its_reason_in_place(page: Page, address: str) -> None:
    sign_in(page, address, "Mette Kjær")
    page.goto(f"{address}/borger/c-1002")
    page.locator("a.ll__title").first.click()
    page.locator(".frist details[open]").first.get_by_text("Regel", exact=True).wait_for()
    assert page.url.startswith(f"{address}/borger/c-1002#frist-")


def test_my_alerts_lead_here(page: Page, address: str) -> None:
    sign_in(page, address, "Mette Kjær")
    page.get_by_role("link", name=CITIZENS["c-1002"]).first.click()
    page.get_by_role("heading", name="Det næste").wait_for()


def test_everything_that_the_drawing_can_show_is_told_apart_by_its_shape(page: Page, it: Monday, address: str) -> None:
    it.clock.now = it.view.as_of = anna.NOW
    it.view.known_facts[anna.CITIZEN] = anna.FACTS
    it.view.entries.clear()
    it.view.tell(anna.OVERDUE)
    for done in anna.DONE:
        it.view.add(done)
    sign_in(page, address, "Mette Kjær")
    page.goto(f"{address}/borger/{anna.CITIZEN}")
    shapes = ("held", "joint", "a-kasse", "planned", "missed", "cancelled", "moved")
    for shape in shapes:
        assert page.locator(f".ll-mark--{shape} use").first.is_visible(), shape
    drawn = page.evaluate("[...document.querySelectorAll('.ll-defs symbol')].map(each => each.innerHTML.trim())")
    assert len(drawn) == len(set(drawn)) >= len(shapes)
    assert page.locator("g.ll-bar--overdue:not(.is-calm) .ll-beyond").count() == 1
    keep(page, "borgerens-frister")
    page.locator(".life").screenshot(path=SCREENSHOTS / "borgerens-frister-drawing.png")


def test_on_paper_the_whole_drawing_stands_without_a_scroll(page: Page, it: Monday, address: str) -> None:
    it.view.known_facts["c-8"] = tuple(LONG)
    sign_in(page, address, "Mette Kjær")
    page.goto(f"{address}/borger/c-8")
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate("(it => it.scrollWidth <= it.clientWidth + 1)(document.querySelector('.ll'))")
    keep(page, "borger-paper")
