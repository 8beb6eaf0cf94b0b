"""What may befall the inbox: keepers killed or asleep, Redis killed, wiped or set back, a rebuild, and people who act meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

import redis
import redis.asyncio

from alerts.inbox.acting import act
from alerts.inbox.entry import Action, Entry
from alerts.inbox.people import User
from alerts.inbox.ports import NotWritten
from alerts.inbox.wanted import Acknowledge, Comment, HandOver, TakeNote, Wanted
from streams import clock
from streams.inbox.action_log import ActionLog
from streams.inbox.keeper import LEASE_S
from streams.inbox.rebuild import Rebuild, RebuildRefused
from streams.inbox.watch import PagesWatch
from streams.settings import load_settings
from streams.topic_ends import EndsUnknownError
from tests.broker.inbox_scene import InboxScene
from tests.eventually import eventually
from tests.soak.crew import Crew

_MOST_ACTIONS: Final = 3


class InboxMishaps:
    """Redis answers again when a mishap is over, with what it still has. `done`: the actions that people were told are done."""

    def __init__(self, inbox: InboxScene, crew: Crew) -> None:
        self._inbox = inbox
        self._scene = inbox.scene
        self._redis = inbox.scene.stack.redis
        self._crew = crew
        self.done: set[str] = set()

    # -- keepers ------------------------------------------------------------------------------------------------------

    def kill_keeper(self, dice: Random) -> str:
        self._crew.keepers.pop(dice.randrange(len(self._crew.keepers))).kill()
        self._crew.hire_keeper()
        return ""

    def doze_keeper(self, dice: Random) -> str:
        """Shorter than its lease, or so long that another one is at work when it goes on."""
        seconds = dice.choice((0.5, LEASE_S - 0.1, LEASE_S + 1, 3 * LEASE_S))
        sleeper = dice.choice(self._crew.keepers)
        sleeper.pause()
        clock.sleep(seconds)
        sleeper.go_on()
        return f" {seconds:.1f}"

    def join_keeper(self, dice: Random) -> str:
        return "" if self._crew.hire_keeper() else " too many"

    # -- Redis --------------------------------------------------------------------------------------------------------

    def kill_redis(self, dice: Random) -> str:
        seconds = dice.choice((0.0, 1.0, 4.0))
        self._redis.kill()
        clock.sleep(seconds)
        self._redis.start()
        return f" {seconds}"

    def doze_redis(self, dice: Random) -> str:
        seconds = dice.choice((0.5, 4.0, 11.0))
        self._redis.server.pause()
        clock.sleep(seconds)
        self._redis.server.go_on()
        return f" {seconds}"

    def wipe_redis(self, dice: Random) -> str:
        """Somebody empties it while it runs."""
        self._inbox.redis.flushall()
        return ""

    def lose_redis(self, dice: Random) -> str:
        """It dies with its disk, and an empty one comes."""
        self._redis.kill()
        self._redis.forget()
        self._redis.start()
        return ""

    def cut_redis(self, dice: Random) -> str:
        """The power goes: the last that it had written never reached the disk, so it is as it was some time ago."""
        lost = dice.choice((1, 1_000, 100_000))
        self._redis.kill()
        for log in sorted(self._redis.directory.rglob("*.incr.aof"))[-1:]:
            _shorten(log, lost)
        self._redis.start()
        return f" {lost} bytes"

    # -- rebuilding ---------------------------------------------------------------------------------------------------

    def rebuild(self, dice: Random) -> str:
        """Built anew in the middle of work, and shown."""
        stack, topics = self._scene.stack, self._scene.topics
        settings = load_settings(
            bootstrap_servers=stack.bootstrap,
            redis_url=stack.redis_url,
            topic_prefix=topics.prefix,
            partitions=topics.partitions,
        )
        try:
            Rebuild(settings, lambda _left: None).swap()
        except (RebuildRefused, redis.RedisError, EndsUnknownError) as error:
            return f" refused ({type(error).__name__})"
        return ""

    def kill_rebuild(self, dice: Random) -> str:
        """It dies half-way, with half a view beside the one that is shown. Its claim would keep others off for a minute."""
        work = self._scene.role("inbox rebuild", redis_url=self._scene.stack.redis_url)
        work.may_fail = True
        with suppress(redis.RedisError):  # it is killed as well while it waits for Redis
            eventually(lambda: work.exit_status is not None or len(self._inbox.generations()) > 1, within_s=30.0)
        clock.sleep(dice.choice((0.0, 0.02, 0.2)))
        if work.exit_status is not None:
            return " too late"
        work.kill()
        with suppress(redis.RedisError):
            self._inbox.redis.delete(self._inbox.keys.rebuilding)
        return ""

    # -- people -------------------------------------------------------------------------------------------------------

    def act(self, dice: Random) -> str:
        """Leaders do something with open alerts; Kafka or Redis may be away."""
        entries = self._inbox.expected().values()
        is_open = [entry for entry in entries if entry.telling is not None and entry.telling.is_open]
        is_open.sort(key=lambda entry: entry.telling.alert_id if entry.telling else "")
        decided = [_decided(entry, dice) for entry in dice.sample(is_open, min(_MOST_ACTIONS, len(is_open)))]
        return f" {asyncio.run(self._written(decided))}"

    async def _written(self, decided: Sequence[Action]) -> str:
        """How many of them people were told are done."""
        stack, written = self._scene.stack, 0
        async with redis.asyncio.Redis.from_url(stack.redis_url, socket_timeout=2) as client:
            log = ActionLog(stack.bootstrap, self._scene.topics, client, self._inbox.keys, PagesWatch())
            for action in decided:
                try:
                    self.done.update(each.id for each in await log.write([action]))
                except NotWritten:
                    continue
                written += 1
        return f"{written} of {len(decided)}"


def _decided(entry: Entry, dice: Random) -> Action:
    telling = entry.telling
    assert telling is not None
    leader = User(f"leder-{telling.municipality}", telling.municipality, "leader")
    wanted: Wanted = dice.choice((Acknowledge(), HandOver("w-x", ["w-x"]), Comment("ringet"), TakeNote()))
    found = act(entry, leader, wanted, clock.now())
    if not isinstance(found, Action):  # it was done before
        found = act(entry, leader, Comment(f"ringet {dice.randrange(1_000_000)}"), clock.now())
    assert isinstance(found, Action), found
    return found


def _shorten(file: Path, lost: int) -> None:
    size = file.stat().st_size
    with file.open("r+b") as log:
        log.truncate(max(0, size - lost))
