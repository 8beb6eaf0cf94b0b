"""The inbox's view on a real Kafka and a real Redis: it is what the topics say, whoever is killed, wiped or away meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.held_back import Silence
from alerts.inbox.acting import act
from alerts.inbox.entry import Action, Entry
from alerts.inbox.law_change import deeds_in
from alerts.inbox.people import User
from alerts.inbox.standing import owner_of
from alerts.inbox.wanted import Acknowledge, Comment, HandOver, TakeNote, Wanted
from alerts.municipal.life import MunicipalLives
from alerts.municipal.silence import Source, judge_silence
from alerts.policy import load_policy
from rules.civil import Instant, civil_day, day, start_of_day
from streams.citizen.judge import Judge
from streams.inbox.view import RedisView
from streams.municipality.municipal_log import MunicipalLog
from streams.topics import MUNICIPAL_ALERTS
from tests.broker.expected import folded
from tests.broker.inbox_scene import InboxScene, by_id, lists_of
from tests.broker.installation import rettidig_at
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.eventually import eventually

pytestmark = pytest.mark.broker

NOON = start_of_day(day("2018-06-15")) + 12 * 3_600_000_000
LATER = start_of_day(day("2018-09-14"))
EVENTS = lives(60)
ANOTHER_LAW = Path(__file__).parents[1] / "upgrades" / "another-law.yaml"


@pytest.fixture
def inbox(scene: Scene) -> Iterator[InboxScene]:
    yield InboxScene(scene)


@pytest.fixture
def own_inbox(own_scene: Scene) -> Iterator[InboxScene]:
    yield InboxScene(own_scene)


def deeds(entries: list[Entry], at: Instant, to: str = "w-x") -> list[Action]:
    """Something of everything, done by leaders of the municipalities."""
    done = []
    for number, entry in enumerate(entry for entry in entries if entry.telling and entry.telling.is_open):
        assert entry.telling is not None
        leader = User(f"leder-{entry.telling.municipality}", entry.telling.municipality, "leader")
        wanted: list[Wanted] = [Acknowledge(), HandOver(to, [to]), Comment("ringet"), TakeNote()]
        found = act(entry, leader, wanted[number % 4], at)
        assert isinstance(found, Action)
        done.append(found)
    return done


def assert_shown(inbox: InboxScene) -> None:
    """Every list, queue, count and citizen is what the topics say."""
    expected = inbox.expected()
    assert inbox.shown() == expected
    lists = lists_of(expected.values())
    assert len(lists) > 5

    async def all_lists(view: RedisView) -> None:
        assert await view.municipalities() == sorted({e.telling.municipality for e in expected.values() if e.telling})
        for municipality in await view.municipalities():
            counted = dict(await view.caseworkers(municipality))
            mine = {owner: some for (where, owner), some in lists.items() if where == municipality}
            assert {name: count for name, count in counted.items() if count} == {
                owner: len(some) for owner, some in mine.items() if owner
            }
            for owner in {*counted, *mine} - {""}:
                assert by_id(await view.of_caseworker(municipality, owner)) == mine.get(owner, {})
            assert by_id(await view.unassigned(municipality)) == mine.get("", {})
            for whose in (None, *counted, ""):
                touched = [
                    entry
                    for entry in expected.values()
                    if entry.telling is not None
                    and entry.telling.by_law is not None
                    and entry.telling.municipality == municipality
                    and whose in (None, owner_of(entry))
                ]
                assert await view.told_by_law(municipality, whose) == deeds_in(touched)
                assert by_id(await view.touched_by_law(municipality, whose, 0)) == by_id(touched)
                assert not await view.touched_by_law(municipality, whose, civil_day(LATER) + 1)

    inbox.ask(all_lists)


def test_the_view_is_what_the_topics_say_and_goes_on_after_a_kill(
    inbox: InboxScene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inbox.progress() == (None, 1)
    inbox.tell(EVENTS, NOON)
    first = inbox.keeper()
    inbox.handled(NOON)
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    second = inbox.keeper()
    inbox.done(deeds(list(inbox.expected().values()), NOON))
    inbox.wait_shown()
    assert_shown(inbox)
    first.kill()
    inbox.tell(EVENTS, LATER)  # with everything once more that was told before
    inbox.change_law(EVENTS, LATER, Judge.load(ANOTHER_LAW))
    inbox.handled(LATER)
    inbox.wait_whole(LATER)
    inbox.wait_shown()
    assert_shown(inbox)
    changes = Counter(e.telling.by_law.change for e in inbox.expected().values() if e.telling and e.telling.by_law)
    assert {"raised", "withdrawn"} <= changes.keys()
    second.wait_ready()

    states = folded(EVENTS, LATER)
    for citizen in sorted(states)[:10]:
        assert inbox.facts(citizen) == states[citizen].facts
    assert inbox.facts("nobody") == ()

    rettidig = rettidig_at(inbox.scene.stack, inbox.scene.topics, monkeypatch)
    assert rettidig("inbox", "rebuild", "--compare") == 0
    assert "equal, key by key" in capsys.readouterr().out
    before = inbox.live()
    assert rettidig("inbox", "rebuild") == 0
    assert inbox.live() != before
    assert_shown(inbox)
    inbox.done(deeds(list(inbox.expected().values()), LATER, to="w-y"))
    inbox.wait_shown()
    assert_shown(inbox)
    assert inbox.generations() == {inbox.live()}
    assert second.terminate() == 0


def test_a_view_that_was_tampered_with_is_found_out_and_mended(
    inbox: InboxScene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.tell(EVENTS, NOON)
    inbox.handled(NOON)
    keeper = inbox.keeper()
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    rettidig = rettidig_at(inbox.scene.stack, inbox.scene.topics, monkeypatch)
    assert rettidig("inbox", "rebuild", "--compare") == 0
    live = inbox.keys.generation(inbox.live())
    [(where, owner), *_] = sorted(key for key in lists_of(inbox.expected().values()) if key[1])
    wrong = [live.list(where, owner), live.open(where), live.facts("nobody")]
    inbox.redis.hset(wrong[0], "an alert", "that is none")
    inbox.redis.zincrby(wrong[1], 1, owner)
    inbox.redis.set(wrong[2], "x")
    capsys.readouterr()
    assert rettidig("inbox", "rebuild", "--compare") == 3
    named = capsys.readouterr().err.splitlines()[1:]
    assert sorted(named) == sorted(f"  {key.removeprefix(live.root)}" for key in wrong)
    assert inbox.live() == live.name
    assert rettidig("inbox", "rebuild") == 0
    assert_shown(inbox)
    assert rettidig("inbox", "rebuild", "--compare") == 0
    keeper.kill()

    inbox.redis.set(inbox.keys.rebuilding, "somebody else", ex=60)
    assert rettidig("inbox", "rebuild") == 1
    assert "another rebuild" in capsys.readouterr().err
    inbox.redis.delete(inbox.keys.rebuilding)
    monkeypatch.setenv("RETTIDIG_REDIS_URL", "redis://127.0.0.1:1/0")
    assert rettidig("inbox", "rebuild") == 1
    assert "Redis does not answer" in capsys.readouterr().err
    monkeypatch.setenv("RETTIDIG_REDIS_URL", inbox.scene.stack.redis_url)
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    assert rettidig("inbox", "rebuild") == 1
    assert "Kafka does not answer" in capsys.readouterr().err
    assert_shown(inbox)


def test_a_municipality_that_falls_silent_is_said_and_heard_again_also_after_a_wipe(inbox: InboxScene) -> None:
    scene, lives_of = inbox.scene, MunicipalLives()
    log = MunicipalLog(scene.stack.bootstrap, scene.topics.name(MUNICIPAL_ALERTS), scene.topics.prefix + "a-test")
    heard = NOON - NOON % 3_600_000_000

    def tell(as_of: Instant, laesoe_heard: Instant) -> None:
        sources = [Source("825", 600, laesoe_heard), Source("751", 60_000, as_of)]
        log.write(lives_of.live_on(judge_silence(sources, as_of, load_policy()), as_of))

    def said() -> dict[str, Silence]:
        return dict(inbox.ask(lambda view: view.progress()).silences)

    tell(LATER, heard)
    inbox.keeper().wait_ready()
    silent = {"825": Silence("825", heard)}
    eventually(said, silent.__eq__)
    inbox.redis.delete(inbox.keys.progress, inbox.keys.live)
    eventually(said, silent.__eq__)
    tell(LATER + 1, LATER)
    eventually(said, {}.__eq__)
