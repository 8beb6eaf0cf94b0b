"""A real Chromium on real pages: a server in a thread of its own, and a browser that drives it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from tests.eventually import eventually

ROOT: Final = Path(__file__).parents[2]
SCREENSHOTS: Final = ROOT / "build" / "screenshots"
AXE: Final = ROOT / "alerts" / "pages" / "assets-src" / "node_modules" / "axe-core" / "axe.min.js"
SIZES: Final = {"desk": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
PATIENCE_MS: Final = 20_000
"""For what a page does; a busy machine is no fault of the page, and only a failing test waits so long."""
_ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    """The browser to drive. Without one the test fails: a page that nobody has looked at is not tested."""
    named = os.environ.get("RETTIDIG_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail(
            "no Chromium for the tests of the pages: install it (Debian: apt-get install chromium; as root `make setup` "
            "does), or name one with RETTIDIG_TEST_CHROMIUM=…"
        )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for a session of tests."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The application on a free port of this machine; its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        eventually(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def page_at(browser: Browser, size: str, scheme: str) -> Page:
    """A page at a size of SIZES, by day or by night, of a Danish reader; who is done with it closes its context."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="da-DK")  # type: ignore[arg-type]  # words of the driver
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def sign_in(page: Page, address: str, name: str) -> None:
    """As a person would: choose herself."""
    page.goto(f"{address}/bruger")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(f"{address}/")


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, one line each."""
    page.evaluate(AXE.read_text("utf-8"))  # not as a script of the page: its policy forbids that, as it should
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def keep(page: Page, name: str) -> None:
    """A screenshot of the whole page for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
