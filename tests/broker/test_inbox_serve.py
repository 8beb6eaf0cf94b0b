"""`rettidig inbox serve` as an operator starts it: pages, health and a keeper beside them that never outlives them."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from alerts.inbox.entry import Telling
from alerts.inbox.wanted import seen_of
from rules.civil import day, start_of_day
from tests.broker.inbox_scene import InboxScene, lists_of
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

pytestmark = pytest.mark.broker

NOON = start_of_day(day("2018-06-15")) + 12 * 3_600_000_000
EVENTS = lives(20)
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def served(scene: Scene, **given: str) -> RoleProcess:
    """Pages with everything on free ports."""
    ports = {"inbox_port": "0", "inbox_metrics_port": "0", "keeper_port": "0"}
    return scene.role("inbox serve", redis_url=scene.stack.redis_url, **ports, **given)


def page(process: RoleProcess, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    address = str(process.logged("inbox.started")[-1]["pages"]).removeprefix("http://").rstrip("/")
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


@contextmanager
def signed_in(process: RoleProcess, municipality: str, who: str) -> Iterator[httpx2.Client]:
    """A browser in which somebody has signed in."""
    address = str(process.logged("inbox.started")[-1]["pages"])
    with httpx2.Client(base_url=address, timeout=20, trust_env=False) as browser:
        token = TOKEN.findall(browser.get("/bruger").text)[0]
        chosen = browser.post("/bruger", data={"token": token, "kommune": municipality, "bruger": who})
        assert chosen.status_code == 303, chosen.text
        browser.headers["x-test-token"] = TOKEN.findall(browser.get("/").text)[0]
        yield browser


def pressed(browser: httpx2.Client, telling: Telling, handling: str, **given: str) -> httpx2.Response:
    """A button of a row is pressed, on a page that showed it as it is."""
    about = {"token": browser.headers["x-test-token"], "om": f"{telling.alert_id} {seen_of(telling).text()}"}
    return browser.post("/advis/handling", data=about | {"handling": handling, "fra": "/"} | given)


def keepers_at_work(inbox: InboxScene) -> bool:
    """Whether a keeper holds the lease."""
    return bool(inbox.redis.exists(inbox.keys.keeper))


def test_pages_are_served_with_a_keeper_that_ends_with_them(scene: Scene) -> None:
    inbox = InboxScene(scene)
    inbox.tell(EVENTS, NOON)
    inbox.handled(NOON)
    scene.tick(NOON)
    first, second = served(scene, names="invented", notify_from="*=2018-01-01"), served(scene)
    for process in (first, second):
        process.wait_ready()
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    status, text = page(first, "/bruger")
    assert status == 200 and "København" in text
    assert eventually(lambda: inbox.ask(lambda view: view.now())) == NOON
    assert first.metric("rettidig_inbox_listeners") == 0
    first.kill()
    inbox.tell(EVENTS, NOON + 86_400_000_000 * 30)
    inbox.wait_shown()
    assert page(second, "/bruger")[0] == 200
    assert second.terminate() == 0
    assert second.logged("inbox.stopped")
    eventually(lambda: keepers_at_work(inbox), lambda at_work: not at_work)
    eventually(lambda: first.logged("keeper.stopped"))
    assert second.logged("keeper.stopped")


def test_what_one_does_the_other_sees_at_another_process(scene: Scene) -> None:
    inbox = InboxScene(scene)
    inbox.tell(EVENTS, NOON)
    inbox.handled(NOON)
    scene.tick(NOON)
    mine, other = served(scene), served(scene)
    for process in (mine, other):
        process.wait_ready()
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    lists = lists_of(inbox.expected().values())
    (where, who), entries = next((key, some) for key, some in sorted(lists.items()) if key[1])
    telling = next(entry.telling for _, entry in sorted(entries.items()) if entry.telling is not None)
    with signed_in(mine, where, who) as one, signed_in(other, where, who) as two:
        assert pressed(one, telling, "note", note="ring <script>alert(1)</script>").status_code == 303
        assert pressed(two, telling, "kvitter").status_code == 303
        found = inbox.ask(lambda view: view.entry(telling.alert_id))
        assert found is not None
        assert [(each.type, each.by) for each in found.actions] == [("commented", who), ("acknowledged", who)]
        undone = found.actions[1].id
        assert pressed(one, telling, "fortryd", om=f"{telling.alert_id} {undone}").status_code == 303
        refused = pressed(two, telling, "udsaet", til="2018-06-15")
        assert (refused.status_code, "<script>alert" in two.get("/").text) == (409, False)
    inbox.wait_shown()
    assert [each.type for each in inbox.expected()[telling.alert_id].actions] == ["commented", "acknowledged", "undone"]
    assert mine.metric("rettidig_inbox_actions_total") + other.metric("rettidig_inbox_actions_total") == 3
    for process in (mine, other):
        assert process.terminate() == 0


def test_a_setting_that_cannot_be_read_is_named(scene: Scene) -> None:
    process = served(scene, notify_from="101=summer")
    assert process.wait_ended() == 2
    assert "RETTIDIG_NOTIFY_FROM" in process.log_tail()
