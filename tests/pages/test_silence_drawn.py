"""A municipality whose events stop coming, in a real browser: said at once, held back and not accused, until it is heard again."""

from __future__ import annotations

import re
from typing import Final

import msgspec
import pytest
from playwright.sync_api import Browser, expect

from alerts.held_back import Silence, silences_of
from alerts.municipal.life import MunicipalLives
from alerts.municipal.silence import Source, judge_silence
from alerts.policy import load_policy
from rules.civil import day, start_of_day
from tests.pages.browsing import keep, page_at, sign_in, violations
from tests.pages.lives import MUNICIPALITY
from tests.pages.monday import NOW, TODAY, Monday, telling
from tests.pages.numbers.town import aarhus

pytestmark = pytest.mark.browser
LAST_HEARD: Final = start_of_day(day("2026-03-04")) + 15 * 3_600_000_000
"""A Wednesday afternoon; it is Monday now."""


def silences() -> dict[str, Silence]:
    """What follows from events that stopped: by the law of silence, of Aarhus alone."""
    sources = [Source(MUNICIPALITY, 4096, LAST_HEARD), Source("101", 9000, NOW)]
    return silences_of(MunicipalLives().live_on(judge_silence(sources, NOW, load_policy()), NOW))


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_who_falls_silent_is_said_and_not_accused(
    browser: Browser, it: Monday, address: str, size: str, scheme: str
) -> None:
    it.figures.known[MUNICIPALITY] = aarhus()
    page = page_at(browser, size, scheme)
    sign_in(page, address, "Mette Kjær")
    late, said = page.locator(".line--late .due"), page.locator("#silence")
    expect(page.locator("#summary")).to_contain_text("2 over fristen")
    expect(said).to_be_empty()

    it.view.hear_of(silences())
    expect(said).to_contain_text("Ingen nye data fra Aarhus siden onsdag 4. marts")
    expect(page.get_by_text("fristen var 4. marts")).to_be_visible()
    expect(late).to_have_count(0)
    it.view.tell(telling("c-1009", "overdue", "first-interview", TODAY - 2))
    expect(page.locator("#shelves")).to_contain_text("8")
    expect(page.locator("a.news")).to_have_count(0)
    page.reload()
    expect(page.locator("#summary")).to_contain_text("8 tilbageholdt, til der kommer data")
    expect(page.get_by_text("over fristen")).to_have_count(0)
    found = {"list": violations(page)}
    keep(page, f"tavs-mine-advis-{size}-{scheme}")

    it.figures.known[MUNICIPALITY] = msgspec.structs.replace(aarhus(), heard_at=LAST_HEARD, is_silent=True)
    page.goto(f"{address}/tal")
    expect(page.get_by_text("Aarhus har ikke sendt data siden onsdag 4. marts")).to_be_visible()
    overdue = page.locator("article", has=page.get_by_role("heading", name="Frister overskredet"))
    expect(overdue).to_contain_text("ikke kendt siden 4. marts")
    expect(overdue).not_to_contain_text("%")
    found["figures"] = violations(page)
    keep(page, f"tavs-tal-{size}-{scheme}")
    page.goto(f"{address}/borger/c-1001")
    expect(page.get_by_text("Ingen nye data fra Aarhus siden onsdag 4. marts")).to_be_visible()
    expect(page.locator(".next")).to_contain_text("fristen var 4. marts")
    expect(page.get_by_text(re.compile(r"\d \w+ over fristen|Overskredet|Over fristen"))).to_have_count(0)
    found["citizen"] = violations(page)
    keep(page, f"tavs-borger-{size}-{scheme}")

    page.goto(address)
    it.view.hear_of({})
    expect(said).to_be_empty()
    expect(late.filter(has_text="5 dage over fristen")).to_have_count(1)
    page.context.close()
    assert found == {name: [] for name in found}
