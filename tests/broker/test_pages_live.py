"""The whole way in a browser: an event is published and a row appears by itself; people act; servers go and come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, Page, expect

from rules.civil import MICROSECONDS_A_DAY, Instant, day, start_of_day
from rules.facts import Fact
from streams.intake.encode import encode_line
from tests.broker.lives import event_of
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.pages.browsing import SIZES, chromium, sign_in
from tests.pages.lives import LIVES, began, held

pytestmark = [pytest.mark.broker, pytest.mark.browser]

MORNING: Instant = start_of_day(day("2026-03-09")) + 8 * 3_600_000_000
MINUTE = 60_000_000
PATIENCE_MS = 60_000


class Office:
    """A worker and the pages on a scene, with the lives of a Monday in Aarhus."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.now = MORNING
        self.worker = scene.worker()
        ports = {"inbox_port": "0", "inbox_metrics_port": "0", "keeper_port": "0"}
        self.inbox: RoleProcess = scene.role("inbox serve", redis_url=scene.stack.redis_url, **ports)
        for citizen, facts in LIVES.items():
            self.learn(citizen, facts)
        self.tick()
        self.inbox.wait_ready()
        self.address = str(self.inbox.logged("inbox.started")[-1]["pages"]).rstrip("/")

    def learn(self, citizen: str, facts: list[Fact]) -> None:
        """Facts of a citizen are published. Ids are unique among all citizens, as they are in a real source."""
        named = [replace(fact, id=f"{citizen}-{fact.id}") for fact in facts]
        self.scene.publish(event_of(encode_line(citizen, fact)) for fact in named)

    def tick(self, later: Instant = MINUTE) -> None:
        """Time passes, and everything that was published is told."""
        self.now += later
        self.scene.tick(self.now)
        self.scene.wait_until_handled(self.now)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def reads(browser: Browser, office: Office, name: str, path: str = "/") -> Page:
    """Somebody who has signed in and looks at a page; the view may still be filling."""
    page = browser.new_context(viewport=SIZES["desk"]).new_page()  # type: ignore[arg-type]  # a width and a height
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    for _ in range(60):
        page.goto(f"{office.address}/bruger")
        if page.get_by_role("button", name=name).count():
            break
        page.wait_for_timeout(250)
    sign_in(page, office.address, name)
    page.goto(f"{office.address}{path}")
    return page


def card(page: Page, citizen: str) -> Locator:
    """What the page shows of a citizen, who is called by her pseudonym where no names are connected."""
    return page.locator("section.citizen", has=page.get_by_role("link", name=citizen, exact=True))


def test_a_published_event_becomes_a_row_and_a_held_interview_resolves_it_without_a_reload(
    scene: Scene, browser: Browser
) -> None:
    office = Office(scene)
    page = reads(browser, office, "cw-1")
    expect(card(page, "c-1001")).to_contain_text("5 dage over fristen")
    office.learn("c-1100", [began("2026-02-26", "jobparat", "kontanthjaelp")])
    office.tick()
    news = page.get_by_role("link", name="1 nyt advis · vis")
    expect(news).to_be_visible()
    news.click()
    expect(card(page, "c-1100")).to_contain_text("4 dage over fristen")
    office.learn("c-1001", [replace(held("2026-03-09")[0], learnt_at=office.now + 1)])
    office.tick()
    expect(page.get_by_text("samtalen er holdt")).to_be_visible()
    office.tick(MICROSECONDS_A_DAY)
    expect(card(page, "c-1100")).to_contain_text("5 dage over fristen")
    page.context.close()


def test_what_one_does_the_other_sees_and_a_wiped_view_forgets_none_of_it(own_scene: Scene, browser: Browser) -> None:
    office = Office(own_scene)
    mette, jonas = reads(browser, office, "cw-1", "/koe"), reads(browser, office, "cw-2", "/koe")
    card(mette, "c-1007").get_by_role("button", name="Tag sagen").click()
    expect(card(mette, "c-1007")).to_contain_text("Overdraget til dig af dig")
    expect(jonas.locator(".became")).to_contain_text("Overdraget til cw-1 af cw-1")
    mette.goto(f"{office.address}/")
    expect(card(mette, "c-1007")).to_be_visible()

    own_scene.stack.redis.kill()
    expect(mette.locator("#messages")).to_contain_text("Vi kan ikke hente advis lige nu")
    expect(card(mette, "c-1007")).to_be_visible()
    with mette.expect_response(lambda answer: answer.request.method == "POST") as refused:
        card(mette, "c-1007").get_by_role("button", name="Kvittér").click()
    assert refused.value.status == 503
    own_scene.stack.redis.start()
    expect(mette.locator("#messages")).to_be_empty(timeout=60_000)
    card(mette, "c-1007").get_by_role("button", name="Kvittér").click()
    expect(card(mette, "c-1007")).to_contain_text("Kvitteret af dig")

    own_scene.stack.kafka.kill()
    card(mette, "c-1001").get_by_role("button", name="Kvittér").click()
    expect(card(mette, "c-1001")).to_contain_text("Det blev ikke gemt")
    expect(card(mette, "c-1001").get_by_role("button", name="Kvittér")).to_be_visible()
    mette.context.close()
    jonas.context.close()
