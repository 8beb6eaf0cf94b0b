"""The worker as a plain Faust agent would be: one event at a time, one table write each; the same intake and the same step.

It answers the same as long as nothing goes wrong, so the two can be compared for speed. What it has not is what the batch
path is for: a barrier, so a tick must come when everything is read; offsets that wait for the alerts; an index of who is
due, so that a tick looks at everybody; a guard against writing what another worker has taken over.
"""

from __future__ import annotations

import tempfile

import faust
from msgspec.structs import replace

from streams.citizen.judge import Judge
from streams.citizen.state import UNKNOWN_CLOCK, decode, due_at, encode
from streams.citizen.step import step
from streams.engine.ticks import decode_tick
from streams.intake.decode import Accepted
from streams.intake.decode import decode as read
from streams.settings import Settings, load_settings
from streams.topics import ALERTS, CLOCK, SOURCES


def plain_app(settings: Settings, judge: Judge) -> faust.App:
    """A worker's application, not started; the topics must be there."""
    topics, raw = settings.topics, {"key_type": bytes, "value_type": bytes}
    broker = [f"kafka://{server}" for server in settings.bootstrap_servers.split(",")]
    app = faust.App(
        topics.group,
        broker=broker,
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        datadir=tempfile.mkdtemp(prefix="plain-agent-"),
        web_enabled=False,
        autodiscover=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=topics.partitions,
        broker_commit_interval=settings.commit_interval_ms / 1000,
    )
    base_name = {topics.name(source): source for source in SOURCES}
    citizens = app.Table("citizens", **raw)
    alerts = app.topic(topics.name(ALERTS), **raw)

    async def take_in(events: faust.Stream) -> None:
        async for event in events.events():
            message = event.message
            intake = read(base_name[message.topic], message.key, message.value, message.headers)
            if isinstance(intake, Accepted):
                old = citizens.get(message.key)
                made = step(decode(old) if old else None, intake.citizen, (intake.fact,), UNKNOWN_CLOCK, judge)
                citizens[message.key] = encode(replace(made.state, partition=message.partition))

    async def judge_due(ticks: faust.Stream) -> None:
        async for event in ticks.events():
            message = event.message
            at = decode_tick(message.value, topics.sources, message.offset).at
            for key, value in list(citizens.items()):
                state = decode(value)
                due = due_at(state)
                if state.partition != message.partition or due is None or due > at:
                    continue
                made = step(state, key.decode(), (), at, judge)
                citizens[key] = encode(made.state)
                for told in made.messages:
                    await alerts.send(key=key, value=told.value)

    app.agent(app.topic(*topics.sources, **raw))(take_in)
    app.agent(app.topic(topics.name(CLOCK), **raw))(judge_due)
    return app


if __name__ == "__main__":
    faust.Worker(plain_app(load_settings(), Judge.load()), loglevel="WARN").execute_from_commandline()
