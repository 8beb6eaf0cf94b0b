"""Where actions go: into the topic `alert-actions`, and then into Redis at once; the port `alerts.inbox.ports.Actions`.

The log comes first. What is in it is done, also when Redis can't be told: the keeper will store it. What both store is the
same action, and folding it twice changes nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import redis.asyncio
import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer
from redis import RedisError, WatchError

from alerts.inbox.action_message import encode_action
from alerts.inbox.entry import Action
from alerts.inbox.fold import EMPTY, with_actions
from alerts.inbox.ports import NotWritten, ViewAway
from alerts.policy import load_policy
from streams import clock
from streams.inbox.calling import calls
from streams.inbox.keys import Keys
from streams.inbox.placing import Move, commands, decode_entry
from streams.inbox.watch import PagesWatch
from streams.topics import ALERT_ACTIONS, PARTITIONER, Topics

_ANSWER_S: Final = 5.0
_LOOK_S: Final = 0.001
_TRIES: Final = 20

_log: Final = structlog.get_logger(__name__)


class ActionLog:
    """Writes actions. `watch` counts them."""

    def __init__(
        self, bootstrap: str, topics: Topics, client: redis.asyncio.Redis, keys: Keys, watch: PagesWatch
    ) -> None:
        self._topic = topics.name(ALERT_ACTIONS)
        self._client = client
        self._keys = keys
        self._undo_s = load_policy().undo_seconds
        self._watch = watch
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "acks": "all",
                "enable.idempotence": True,
                "partitioner": PARTITIONER,
                "linger.ms": 0,
                "message.timeout.ms": int(_ANSWER_S * 1000),
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )

    async def write(self, action: Action) -> None:
        """Durable in the log when this returns, and visible in the view unless Redis is away. Raises NotWritten.

        After NotWritten the action may still be in the log, if it was the broker's answer that was lost; the one who tries
        again then finds it done, and the second one changes nothing that matters.
        """
        began = clock.monotonic()
        try:
            await self._logged(action)
        except NotWritten:
            self._watch.acted(action.type, began, is_written=False)
            raise
        await self._show(action)
        self._watch.acted(action.type, began, is_written=True)

    async def undoable(self, action: str) -> bool:
        """Whether the action of this id was written so short a time ago that it may be taken back. Raises ViewAway."""
        try:
            return bool(await self._client.exists(self._keys.undo(action)))
        except (RedisError, OSError) as error:
            raise ViewAway(f"Redis does not answer ({type(error).__name__})") from error

    def close(self) -> None:
        """Wait for what is on its way."""
        self._producer.flush(_ANSWER_S)

    async def _logged(self, action: Action) -> None:
        loop = asyncio.get_running_loop()
        written: asyncio.Future[KafkaError | None] = loop.create_future()

        def answered(error: KafkaError | None, _message: Message) -> None:
            if not written.done():
                written.set_result(error)

        try:
            self._producer.produce(
                self._topic, key=action.citizen.encode(), value=encode_action(action), on_delivery=answered
            )
        except (KafkaException, BufferError) as error:
            raise NotWritten(f"Kafka does not take it ({type(error).__name__})") from error
        while not written.done():
            self._producer.poll(0)  # the broker's answers come in here, in the thread of the loop
            await asyncio.sleep(_LOOK_S)
        refused = written.result()
        if refused is not None:
            raise NotWritten(f"Kafka did not take it ({refused.name()})")

    async def _show(self, action: Action) -> None:
        try:
            await self._client.set(self._keys.undo(action.id), action.by, ex=self._undo_s)
            await self._stored(action)
        except (RedisError, OSError) as error:
            _log.warning("inbox.shown_later", reason=type(error).__name__)

    async def _stored(self, action: Action) -> None:
        """Fold it into the live generation, unless that is wiped or replaced meanwhile: then the keeper does."""
        for _ in range(_TRIES):
            live: Any = await self._client.get(self._keys.live)
            if live is None:
                return
            generation = self._keys.generation(live.decode())
            key = generation.citizen(action.citizen)
            pipeline: Any = self._client.pipeline(transaction=True)  # redis-py leaves parts of a pipeline untyped
            async with pipeline as tx:
                await tx.watch(self._keys.live, key)
                if await tx.get(self._keys.live) != live:
                    continue
                stored = await tx.hget(key, action.alert_id)
                was = None if stored is None else decode_entry(stored)
                is_now = with_actions(was or EMPTY, (action,))
                if was == is_now:
                    return
                move = Move(action.alert_id, action.citizen, was, is_now)
                tx.multi()
                for command in commands((move,), generation):
                    tx.execute_command(*command)
                for channel, message in calls((move,), self._keys):
                    tx.publish(channel, message)
                try:
                    await tx.execute()
                except WatchError:
                    continue
                return
