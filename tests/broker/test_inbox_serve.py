"""`rettidig inbox serve` as an operator starts it: pages, health and a keeper beside them that never outlives them."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from rules.civil import day, start_of_day
from tests.broker.harness import Scene, lives
from tests.broker.inbox_scene import InboxScene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

pytestmark = pytest.mark.broker

NOON = start_of_day(day("2018-06-15")) + 12 * 3_600_000_000
EVENTS = lives(20)


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


def test_a_setting_that_cannot_be_read_is_named(scene: Scene) -> None:
    process = served(scene, notify_from="101=summer")
    assert process.wait_ended() == 2
    assert "RETTIDIG_NOTIFY_FROM" in process.log_tail()
