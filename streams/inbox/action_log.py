"""Where actions go: into the topic `alert-actions`, and then into Redis at once; the port `alerts.inbox.ports.Actions`.

The log comes first. What is in it is done, also when Redis can't be told: the keeper will store it. What both store is the
same action, and folding it twice changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import redis.asyncio
import structlog
from confluent_kafka import KafkaError, KafkaException, Producer
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
_TOGETHER_MS: Final = 5
"""How long what one press does is gathered before it is sent: longer than it takes to hand it over, and nobody notices it."""
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
                "linger.ms": _TOGETHER_MS,
                "message.timeout.ms": int(_ANSWER_S * 1000),
                "log_level": 0,
                "error_cb": lambda _error: None,
            }
        )

    async def write(self, actions: Sequence[Action]) -> Sequence[Action]:
        """Those that are durable in the log; they are visible in the view too, unless Redis is away. Raises NotWritten.

        Alerts of one citizen lie in one partition, so what one press does with them goes as one batch, which the broker
        appends whole or not at all. After NotWritten an action may still be in the log, if it was the broker's answer that
        was lost; the one who tries again then finds it done, and the second one changes nothing that matters.
        """
        began = clock.monotonic()
        written, refused = await self._logged(actions)
        await self._show(written)
        for action in actions:
            self._watch.acted(action.type, began, is_written=action in written)
        if not written:
            raise NotWritten(f"Kafka did not take it ({refused})")
        return written

    async def undoable(self, action: str) -> bool:
        """Whether the action of this id was written so short a time ago that it may be taken back. Raises ViewAway."""
        try:
            return bool(await self._client.exists(self._keys.undo(action)))
        except (RedisError, OSError) as error:
            raise ViewAway(f"Redis does not answer ({type(error).__name__})") from error

    def close(self) -> None:
        """Wait for what is on its way."""
        self._producer.flush(_ANSWER_S)

    async def _logged(self, actions: Sequence[Action]) -> tuple[list[Action], str]:
        """Those that the log has, and why it has no others."""
        answers: dict[str, KafkaError | None] = {}
        batch: list[dict[str, Any]] = [
            {
                "key": action.citizen.encode(),
                "value": encode_action(action),
                "callback": lambda error, _message, name=action.id: answers.update({name: error}),
            }
            for action in actions
        ]
        try:
            queued = self._producer.produce_batch(self._topic, batch)
        except (KafkaException, BufferError) as error:
            return [], type(error).__name__
        while len(answers) < queued:
            self._producer.poll(0)  # the broker's answers come in here, in the thread of the loop
            await asyncio.sleep(_LOOK_S)
        refused = [error.name() for error in answers.values() if error is not None]
        written = [action for action in actions if action.id in answers and answers[action.id] is None]
        return written, refused[0] if refused else "its queue is full"

    async def _show(self, actions: Sequence[Action]) -> None:
        if not actions:
            return
        try:
            async with self._client.pipeline(transaction=False) as taking_back:
                for action in actions:
                    taking_back.set(self._keys.undo(action.id), action.by, ex=self._undo_s)
                await taking_back.execute()
            await self._stored(actions)
        except (RedisError, OSError) as error:
            _log.warning("inbox.shown_later", reason=type(error).__name__)

    async def _stored(self, actions: Sequence[Action]) -> None:
        """Fold them into the live generation at once, unless that is wiped or replaced meanwhile: then the keeper does."""
        for _ in range(_TRIES):
            live: Any = await self._client.get(self._keys.live)
            if live is None:
                return
            generation = self._keys.generation(live.decode())
            key = generation.citizen(actions[0].citizen)
            pipeline: Any = self._client.pipeline(transaction=True)  # redis-py leaves parts of a pipeline untyped
            async with pipeline as tx:
                await tx.watch(self._keys.live, key)
                if await tx.get(self._keys.live) != live:
                    continue
                stored = await tx.hmget(key, [action.alert_id for action in actions])
                moves = _moves(actions, stored)
                if not moves:
                    return
                tx.multi()
                for command in commands(moves, generation):
                    tx.execute_command(*command)
                for channel, message in calls(moves, self._keys):
                    tx.publish(channel, message)
                try:
                    await tx.execute()
                except WatchError:
                    continue
                return


def _moves(actions: Sequence[Action], stored: Sequence[bytes | None]) -> list[Move]:
    """What changes of the entries that the actions are about; nothing where all is there already."""
    was = {
        action.alert_id: None if old is None else decode_entry(old) for action, old in zip(actions, stored, strict=True)
    }
    is_now = {alert_id: old or EMPTY for alert_id, old in was.items()}
    for action in actions:
        is_now[action.alert_id] = with_actions(is_now[action.alert_id], (action,))
    citizen = actions[0].citizen
    return [Move(alert_id, citizen, was[alert_id], now) for alert_id, now in is_now.items() if was[alert_id] != now]
