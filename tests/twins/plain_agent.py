"""The same step bound the plain Faust way, event by event, to compare with and to measure against; run as a module.

What the manual shows: one agent for the events, one for the ticks, one table. It judges by the same law, but nothing of
the engine's is in it: an offset may be committed before its state is durable, and every record costs a task and a send.
"""

from __future__ import annotations

from typing import Any

import faust
from msgspec.structs import replace

from rules.civil import Instant
from streams.citizen.encoding import decode, encode
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, due_at
from streams.citizen.step import step
from streams.engine.ports import UNKNOWN_CLOCK
from streams.engine.ticks import decode_tick
from streams.intake.decode import Accepted
from streams.intake.decode import decode as decode_event
from streams.settings import Settings, load_settings
from streams.topics import ALERTS, CLOCK, SOURCES


def plain_app(settings: Settings, judge: Judge) -> faust.App:
    """The application; it makes its own changelog topic, `…-plain-citizens-changelog`."""
    topics = settings.topics
    settings.data_dir.mkdir(parents=True, exist_ok=True)  # Faust makes the last directory only
    app = faust.App(
        f"{topics.group}-plain",
        broker=f"kafka://{settings.bootstrap_servers}",
        store="memory://",
        datadir=settings.data_dir / "plain",  # Faust makes it at once, and its default is wherever one happens to stand
        topic_partitions=topics.partitions,
        topic_disable_leader=True,
        table_standby_replicas=0,
        web_enabled=False,
    )
    raw = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    table: Any = app.Table("citizens", key_type=bytes, value_type=bytes, partitions=topics.partitions)
    alerts = app.topic(topics.name(ALERTS), **raw)
    base_names = {topics.name(source): source for source in SOURCES}

    async def take(key: bytes, partition: int, state: CitizenState | None, facts: list[Any], now: Instant) -> None:
        stepped = step(state, key.decode(), facts, now, judge)
        for message in stepped.messages:
            await alerts.send(key=key, value=message.value, partition=partition)
        table[key] = encode(replace(stepped.state, partition=partition))

    async def events(stream: Any) -> None:
        async for event in stream.events():
            intake = decode_event(base_names[event.message.topic], event.key, event.value)
            if isinstance(intake, Accepted):
                stored = table.get(event.key)
                state = decode(stored) if stored else None
                await take(event.key, event.message.partition, state, [intake.fact], UNKNOWN_CLOCK)

    async def ticks(stream: Any) -> None:
        async for event in stream.events():
            now = decode_tick(event.value, topics.sources, event.message.offset).at
            for key, stored in list(table.items()):
                state = decode(stored)
                if state.partition == event.message.partition and (due_at(state) or now + 1) <= now:
                    await take(key, event.message.partition, state, [], now)

    app.agent(app.topic(*topics.sources, **raw))(events)
    app.agent(app.topic(topics.name(CLOCK), **raw))(ticks)
    return app


if __name__ == "__main__":
    faust.Worker(
        plain_app(load_settings(), Judge.load()), loglevel="WARN", override_logging=False
    ).execute_from_commandline()
