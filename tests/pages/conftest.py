"""What the tests of the pages share: one browser a session, and a Monday morning that is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from alerts.pages.app import create_app
from tests.pages.browsing import PATIENCE_MS, SIZES, chromium, served
from tests.pages.monday import Monday, monday


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def it() -> Monday:
    return monday()


@pytest.fixture
def address(it: Monday) -> Iterator[str]:
    with served(create_app(**it.ports())) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own session, desk-sized."""
    context = browser.new_context(viewport=SIZES["desk"], locale="da-DK", timezone_id="Europe/Copenhagen")  # type: ignore[arg-type]  # a width and a height
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()
