"""A changed law in a real browser: it comes under a reader's eyes, opens in place, and is clean at every size by day and night."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.browsing import PATIENCE_MS, SIZES, keep, page_at, sign_in, violations
from tests.pages.changed_rules import change_rules
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import Monday
from tests.pages.numbers.town import aarhus

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_one_line_comes_and_opens_to_the_citizens(
    browser: Browser, it: Monday, address: str, size: str, scheme: str
) -> None:
    it.figures.known[MUNICIPALITY] = aarhus()
    page = page_at(browser, size, scheme)
    sign_in(page, address, "Mette Kjær")
    expect(page.get_by_role("heading", name="Anna Holm")).to_be_visible()
    change_rules(it)
    line = page.locator("details.law")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("4 advis er faldet bort, 1 er kommet til, 1 er ændret")
    expect(page.get_by_text("Trukket tilbage kl. 8.05 (ændrede regler)")).to_have_count(3)
    page.reload()
    line.locator("summary").click()
    expect(line.get_by_role("link", name="Dennis Vad")).to_be_visible()
    found = {"list": violations(page)}
    keep(page, f"regler-{size}-{scheme}")
    page.goto(f"{address}/tal")
    found["figures"] = violations(page)
    page.get_by_role("button", name="Skift bruger").click()
    sign_in(page, address, "Leder i Aarhus")
    expect(page.locator("details.law")).to_contain_text("2 er ændret")
    found["leader"] = violations(page)
    keep(page, f"regler-leder-{size}-{scheme}")
    is_wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.context.close()
    assert found == {name: [] for name in found}
    assert not is_wider


def test_without_scripts_it_is_a_page_of_its_own(browser: Browser, it: Monday, address: str) -> None:
    change_rules(it)
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)  # type: ignore[arg-type]  # a width and a height
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, address, "Mette Kjær")
    page.locator("details.law summary").click()
    page.get_by_role("link", name="Vis borgerne").click()
    expect(page.get_by_role("heading", name="Ændrede regler")).to_be_visible()
    expect(page.get_by_role("link", name="Anna Holm")).to_be_visible()
    page.get_by_role("link", name="Til Mine advis").click()
    expect(page.get_by_role("heading", name="Mine advis")).to_be_visible()
    context.close()
