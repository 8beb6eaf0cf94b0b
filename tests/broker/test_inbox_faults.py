"""Whoever is wiped, killed or away: nothing that people did is lost, the view says that it catches up, and it gets there."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
import redis.asyncio

from alerts.inbox.acting import act
from alerts.inbox.entry import Action, Entry
from alerts.inbox.people import User
from alerts.inbox.ports import NotWritten, ViewAway
from alerts.inbox.wanted import Acknowledge, Comment, Wanted
from rules.civil import day, start_of_day
from streams.inbox.action_log import ActionLog
from streams.inbox.calling import EVERYTHING
from streams.inbox.listening import Listening
from streams.inbox.rebuild import Rebuild
from streams.inbox.view import RedisView
from streams.inbox.watch import PagesWatch
from streams.settings import load_settings
from streams.topics import ALERT_ACTIONS, ALERTS
from tests.broker.inbox_scene import InboxScene
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.eventually import eventually

pytestmark = pytest.mark.broker
T = TypeVar("T")

NOON = start_of_day(day("2018-06-15")) + 12 * 3_600_000_000
EVENTS = lives(20)


@pytest.fixture
def inbox(scene: Scene) -> InboxScene:
    return InboxScene(scene)


@pytest.fixture
def own_inbox(own_scene: Scene) -> Iterator[InboxScene]:
    yield InboxScene(own_scene)


class Desk:
    """The ports of one inbox process, in this one."""

    def __init__(self, inbox: InboxScene, client: redis.asyncio.Redis) -> None:
        self.listening = Listening(client, inbox.keys)
        self.view = RedisView(client, inbox.keys, self.listening)
        stack = inbox.scene.stack
        self.actions = ActionLog(stack.bootstrap, inbox.scene.topics, client, inbox.keys, PagesWatch())

    async def entry(self, alert_id: str) -> Entry:
        """An entry that is there."""
        found = await self.view.entry(alert_id)
        assert found is not None and found.telling is not None
        return found

    async def do(self, alert_id: str, wanted: Wanted) -> Action:
        """What a leader wants, decided on what is shown and written."""
        entry = await self.entry(alert_id)
        assert entry.telling is not None
        where = entry.telling.municipality
        action = act(entry, User(f"leder-{where}", where, "leader"), wanted, NOON)
        assert isinstance(action, Action)
        await self.actions.write([action])
        return action


def at_desk(inbox: InboxScene, story: Callable[[Desk], Awaitable[T]]) -> T:
    """What a story at a desk comes to."""

    async def told() -> T:
        async with redis.asyncio.Redis.from_url(inbox.scene.stack.redis_url, socket_timeout=2) as client:
            desk = Desk(inbox, client)
            async with _running(desk.listening):
                return await story(desk)

    return asyncio.run(told())


@asynccontextmanager
async def _running(listening: Listening) -> AsyncIterator[None]:
    task = asyncio.create_task(listening.run())
    try:
        await listening.is_heard.wait()
        yield
    finally:
        task.cancel()


def started(inbox: InboxScene) -> str:
    """An inbox with a keeper that is whole; the id of an open alert."""
    inbox.tell(EVENTS, NOON)
    inbox.handled(NOON)
    inbox.keeper()
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    return sorted(alert for alert, entry in inbox.expected().items() if entry.telling and entry.telling.is_open)[0]


def test_an_action_is_shown_when_it_is_written_and_to_everybody_whom_it_concerns(inbox: InboxScene) -> None:
    alert = started(inbox)

    async def story(desk: Desk) -> None:
        telling = (await desk.entry(alert)).telling
        assert telling is not None
        here = User("leder", telling.municipality, "leader")
        hears = aiter(desk.view.changes(here))
        hears_elsewhere = aiter(desk.view.changes(User("leder", "999", "leader")))
        news, silence = asyncio.ensure_future(anext(hears)), asyncio.ensure_future(anext(hears_elsewhere))
        await asyncio.sleep(0)
        action = await desk.do(alert, Acknowledge())
        assert (await desk.entry(alert)).actions == (action,)
        assert await asyncio.wait_for(news, 5) == alert
        assert await desk.actions.undoable(action.id)
        assert not await desk.actions.undoable("another")
        await desk.actions.write([action])  # the same click once more
        assert (await desk.entry(alert)).actions == (action,)
        assert not silence.done()
        silence.cancel()

    at_desk(inbox, story)
    inbox.wait_shown()


def test_what_one_press_does_to_a_row_reaches_kafka_as_one_batch_and_is_seen_at_once(inbox: InboxScene) -> None:
    """A batch is appended whole or not at all: of a row nothing is half done, whenever the broker goes."""
    started(inbox)
    by_citizen: dict[str, list[str]] = {}
    for alert, entry in inbox.expected().items():
        if entry.telling is not None and entry.telling.is_open:
            by_citizen.setdefault(entry.telling.citizen, []).append(alert)
    row = max(by_citizen.values(), key=len)
    assert len(row) > 1

    async def story(desk: Desk) -> None:
        entries = [await desk.entry(alert) for alert in row]
        where = {entry.telling.municipality for entry in entries if entry.telling is not None}.pop()
        decided = [act(entry, User("leder", where, "leader"), Acknowledge(), NOON) for entry in entries]
        actions = [each for each in decided if isinstance(each, Action)]
        assert list(await desk.actions.write(actions)) == actions
        assert [(await desk.entry(alert)).actions for alert in row] == [(action,) for action in actions]

    at_desk(inbox, story)
    assert batches_of(inbox, ALERT_ACTIONS) == [len(row)]
    inbox.wait_shown()


def batches_of(inbox: InboxScene, topic: str) -> list[int]:
    """How many records each batch of a topic holds, as they lie in the broker's own files.

    A batch's head (Kafka's message format 2): offset (8 bytes), length of what follows (4), …, number of records at byte 57.
    """
    found = []
    kafka = inbox.scene.stack.directory.kafka
    for log in sorted(kafka.rglob(f"{inbox.scene.topics.name(topic)}-*/*.log")):
        held, at = log.read_bytes(), 0
        while at + 61 <= len(held):
            length, records = (int.from_bytes(held[at + place : at + place + 4], "big") for place in (8, 57))
            if not length:
                break  # the file was made longer ahead of time
            found.append(records)
            at += 12 + length
    return found


def test_two_people_at_once_both_stand(inbox: InboxScene) -> None:
    alert = started(inbox)

    async def story(desk: Desk) -> None:
        entry = await desk.entry(alert)
        assert entry.telling is not None
        where = entry.telling.municipality
        people = [User(f"leder-{number}", where, "leader") for number in range(12)]
        done = [act(entry, person, Comment(f"fra {person.id}"), NOON) for person in people]
        await asyncio.gather(*(desk.actions.write([each]) for each in done if isinstance(each, Action)))
        assert {each.by for each in (await desk.entry(alert)).actions} == {person.id for person in people}

    at_desk(inbox, story)
    inbox.wait_shown()


def test_a_wiped_redis_is_noticed_said_and_filled_again(own_inbox: InboxScene) -> None:
    inbox = own_inbox
    alert = started(inbox)

    async def story(desk: Desk) -> None:
        await desk.do(alert, Acknowledge())
        entry = await desk.entry(alert)
        before, hears = inbox.live(), aiter(desk.view.changes(User("leder", "999", "leader")))
        news = asyncio.ensure_future(anext(hears))
        await asyncio.sleep(0)
        inbox.redis.flushall()
        assert (await desk.view.progress()).behind > 0 or inbox.live() not in ("", before)
        assert await asyncio.wait_for(news, 20) == EVERYTHING
        action = act(
            entry,
            User("leder", entry.telling.municipality if entry.telling else "", "leader"),
            Comment("midt i det"),
            NOON,
        )
        assert isinstance(action, Action)
        await desk.actions.write([action])
        assert inbox.live() != before

    at_desk(inbox, story)
    inbox.wait_shown()
    inbox.wait_whole(NOON)
    assert len(inbox.shown()[alert].actions) == 2


def test_a_rebuild_in_the_middle_of_work_loses_nothing_with_two_keepers_at_once(inbox: InboxScene) -> None:
    alert = started(inbox)
    inbox.keeper()
    topics, stack = inbox.scene.topics, inbox.scene.stack
    settings = load_settings(
        bootstrap_servers=stack.bootstrap,
        redis_url=stack.redis_url,
        topic_prefix=topics.prefix,
        partitions=topics.partitions,
    )
    before = inbox.live()

    def rebuilt() -> None:
        for _ in range(3):
            Rebuild(settings, lambda _left: None).swap()

    async def story(desk: Desk) -> list[Action]:
        rebuilding = asyncio.create_task(asyncio.to_thread(rebuilt))
        done: list[Action] = []
        while not rebuilding.done():
            done.append(await desk.do(alert, Comment(f"nr. {len(done)}")))
        await rebuilding
        return done

    done = at_desk(inbox, story)
    inbox.wait_shown()
    assert len(done) > 3 and {each.id for each in inbox.shown()[alert].actions} == {each.id for each in done}
    assert inbox.live() not in ("", before)
    eventually(inbox.generations, lambda names: names == {inbox.live()})


def test_with_redis_away_an_action_is_still_written_and_shown_when_it_is_back(own_inbox: InboxScene) -> None:
    inbox = own_inbox
    alert = started(inbox)

    async def story(desk: Desk) -> None:
        entry = await desk.entry(alert)
        assert entry.telling is not None
        user = User("leder", entry.telling.municipality, "leader")
        hears = asyncio.ensure_future(anext(aiter(desk.view.changes(user))))
        await asyncio.sleep(0)
        inbox.scene.stack.redis.kill()
        with pytest.raises(ViewAway):
            await desk.view.of_caseworker("101", "w1")
        with pytest.raises(ViewAway):
            await desk.view.progress()
        with pytest.raises(ViewAway):
            await desk.actions.undoable("any")
        action = act(entry, user, Comment("Redis er væk"), NOON)
        assert isinstance(action, Action)
        await desk.actions.write([action])
        inbox.scene.stack.redis.start()
        assert await asyncio.wait_for(hears, 20) == EVERYTHING

    at_desk(inbox, story)
    inbox.wait_shown()
    inbox.wait_whole(NOON)


def test_with_kafka_away_nothing_is_half_done_and_the_view_still_shows(own_inbox: InboxScene) -> None:
    inbox = own_inbox
    alert = started(inbox)

    async def story(desk: Desk) -> None:
        inbox.scene.stack.kafka.kill()
        with pytest.raises(NotWritten):
            await desk.do(alert, Acknowledge())
        assert (await desk.entry(alert)).actions == ()
        inbox.scene.stack.kafka.start()

    at_desk(inbox, story)

    async def once_more(desk: Desk) -> None:
        await desk.do(alert, Acknowledge())

    at_desk(inbox, once_more)
    inbox.tell(EVENTS, NOON + 86_400_000_000 * 60)
    inbox.wait_shown()
    eventually(lambda: len(inbox.shown()[alert].actions), lambda count: count == 1)


@pytest.mark.parametrize("told_by", ["offsets", "identity"])
def test_topics_that_were_made_anew_are_not_taken_for_the_old_ones(inbox: InboxScene, told_by: str) -> None:
    """The offsets in Redis are beyond the ends of the topics, or Kafka calls a topic otherwise: it was read from others."""
    inbox.tell(EVENTS, NOON)
    first = inbox.keeper()
    inbox.wait_shown()
    first.kill()
    before = inbox.live()
    generation = inbox.keys.generation(before)
    if told_by == "offsets":
        inbox.redis.hset(generation.offsets, f"{ALERTS}:0", 1_000_000)
    else:
        inbox.redis.hset(generation.topics, ALERTS, "another")
    inbox.keeper()
    eventually(inbox.live, lambda live: live not in ("", before), within_s=30)
    inbox.wait_shown()
    left = eventually(inbox.generations, lambda names: names == {inbox.live()})
    assert before not in left, "the view of the old topics is gone"


def test_what_comes_in_bulk_is_caught_up_on_and_said_so(inbox: InboxScene) -> None:
    started(inbox)
    [*messages] = [seen for seen in inbox.scene.log(ALERTS).read() if seen.value]
    copies = itertools.islice(itertools.cycle(messages), 60_000)
    [keeper] = inbox.keepers
    keeper.pause()
    inbox.scene.send((ALERTS, seen.key, seen.value) for seen in copies)
    keeper.go_on()
    inbox.tell(EVENTS, NOON + 86_400_000_000 * 90)
    inbox.wait_shown()
    eventually(lambda: keeper.logged("inbox.caught_up"))
    eventually(lambda: inbox.progress()[1], lambda behind: behind == 0)
    assert keeper.exit_status is None, "the keeper that stood still is the one that caught up"


def test_the_page_is_told_when_a_day_begins(inbox: InboxScene) -> None:
    started(inbox)
    inbox.scene.tick(NOON)
    eventually(lambda: inbox.ask(lambda view: view.now()), lambda now: now == NOON)

    async def story(desk: Desk) -> None:
        hears = aiter(desk.view.changes(User("w1", "101", "caseworker")))
        for days in (1, 2):
            news = asyncio.ensure_future(anext(hears))
            await asyncio.sleep(0)
            inbox.scene.tick(NOON + days * 86_400_000_000)
            assert await asyncio.wait_for(news, 10) == EVERYTHING

    at_desk(inbox, story)
