"""The plain Faust binding of the step answers as the engine does when nothing goes wrong: what is measured is comparable."""

from __future__ import annotations

import asyncio

import pytest

from rules.civil import day, start_of_day
from streams import clock
from streams.settings import Settings
from tests.broker.expected import judge, told
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.topic_log import TopicLog
from tests.twins.plain_agent import plain_app

pytestmark = pytest.mark.broker

END = start_of_day(day("2020-01-01"))


async def test_a_plain_agent_tells_the_canonical_log_too(scene: Scene) -> None:
    events = lives(8)
    app = plain_app(Settings.model_validate(scene.settings()), judge())
    starting = asyncio.create_task(app.start())
    try:
        scene.publish(events)
        await until_written(scene, f"{scene.topics.group}-plain-citizens-changelog", len(events))
        scene.tick(END)
        expected = told(events, END)
        deadline = clock.monotonic() + 30
        while scene.alerts_by_citizen() != expected:
            assert clock.monotonic() < deadline
            await asyncio.sleep(0.1)
    finally:
        await app.stop()
        starting.cancel()


async def until_written(scene: Scene, topic: str, records: int) -> None:
    """Wait until a topic that may not be there yet has that many records."""
    log = TopicLog(scene.stack.bootstrap, topic, scene.topics.partitions)
    deadline = clock.monotonic() + 60
    try:
        while sum(log.ends_if_known() or [0]) < records:
            assert clock.monotonic() < deadline
            await asyncio.sleep(0.1)
    finally:
        log.close()
