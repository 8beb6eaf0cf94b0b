"""Kommunens tal in a real browser: clean at every size and scheme, and it follows the figures by itself."""

from __future__ import annotations

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from alerts.inbox.ports import MeasureFigure
from tests.pages.browsing import SIZES, keep, sign_in, violations
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import Monday, monday
from tests.pages.numbers.town import aarhus, month_ends

pytestmark = pytest.mark.browser


@pytest.fixture
def it() -> Monday:
    made = monday()
    made.figures.known[MUNICIPALITY] = aarhus()
    made.figures.months[MUNICIPALITY] = month_ends()
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_is_clean_and_fits(browser: Browser, address: str, size: str, scheme: str) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]  # a width and a height; a word
    page = context.new_page()
    sign_in(page, address, "Leder i Aarhus")
    page.goto(f"{address}/tal")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(page, f"tal-{size}-{scheme}")
    page.locator("summary").first.click()
    assert violations(page) == []
    context.close()


def test_it_follows_the_figures_and_what_was_opened_stays_open(page: Page, it: Monday, address: str) -> None:
    page.clock.install()
    sign_in(page, address, "Leder i Aarhus")
    page.goto(f"{address}/tal")
    page.locator("summary").first.click()
    it.figures.known[MUNICIPALITY] = msgspec.structs.replace(
        aarhus(), measures=(*aarhus().measures[:-2], MeasureFigure("dagpenge", "offer-in-time", 668, 600))
    )
    page.clock.run_for(16_000)
    page.get_by_text("600 af 668").first.wait_for()
    assert page.locator("details[open]").count() == 1


def test_figures_that_go_away_leave_the_last_ones_and_a_message_that_goes_again(
    page: Page, it: Monday, address: str
) -> None:
    page.clock.install()
    sign_in(page, address, "Leder i Aarhus")
    page.goto(f"{address}/tal")
    it.figures.away = True
    page.clock.run_for(16_000)
    page.get_by_text("Vi kan ikke hente tallene lige nu").wait_for()
    assert page.get_by_text("541 af 668").count() > 0
    it.figures.away = False
    page.clock.run_for(16_000)
    page.get_by_text("Vi kan ikke hente tallene lige nu").wait_for(state="detached")
