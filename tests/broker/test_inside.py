"""Traps that only show from inside: a worker's application in the test's own process, with a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from faust.types import TP

from rules.civil import Instant, day, start_of_day
from streams import clock
from streams.agents.application import batch_app
from streams.agents.binding import rules
from streams.agents.watch import WorkerWatch
from streams.engine.application import BatchApp
from streams.settings import Settings
from tests.broker.expected import assert_as_folded, judge
from tests.broker.lives import lives
from tests.broker.scene import Scene

pytestmark = pytest.mark.broker

END = start_of_day(day("2020-01-01"))


@asynccontextmanager
async def running(scene: Scene, **given: str) -> AsyncIterator[BatchApp]:
    """A worker's application, ready to take in."""
    settings = Settings.model_validate(scene.settings(**given))
    app = batch_app(settings, rules(settings.topics, judge(), WorkerWatch()))
    starting = asyncio.create_task(app.start())
    try:
        await until(lambda: len(app.engine.couriers) == scene.topics.partitions)
        await until(lambda: all(courier.partition.is_begun for courier in app.engine.couriers.values()))
        yield app
    finally:
        starting.cancel()
        await app.stop()


async def until(is_so: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait for something in this process."""
    deadline = clock.monotonic() + within_s
    while not is_so():
        assert clock.monotonic() < deadline
        await asyncio.sleep(0.01)


async def handled(app: BatchApp, at: Instant) -> None:
    """Wait until every partition has handled a tick and everything is acknowledged."""
    partitions = [courier.partition for courier in app.engine.couriers.values()]
    await until(lambda: all(partition.clock == at for partition in partitions))
    await until(lambda: app.engine.is_drained)


@pytest.mark.parametrize("skipped", [3, 10_000], ids=["in the middle", "up to the end"])
async def test_records_that_the_fetcher_skipped_are_gone_back_to(scene: Scene, skipped: int) -> None:
    events = lives(15)
    async with running(scene) as app:
        scene.publish(events[:50])
        scene.tick(events[49].at)
        await handled(app, events[49].at)
        await app.consumer.commit()
        app.consumer.stop_flow()
        scene.publish(events[50:])
        ends, places = scene.ends(), [TP(*place) for place in app.engine.positions()]
        await app.consumer.seek_wait(
            {
                tp: min(app.engine.expected(tp.topic, tp.partition) + skipped, ends[tp.topic, tp.partition])
                for tp in places
            }
        )
        app.consumer.resume_flow()
        scene.tick(END)
        await handled(app, END)
    assert_as_folded(scene, events, END)


async def test_a_last_tick_that_the_fetcher_skipped_is_gone_back_to_although_none_follows(scene: Scene) -> None:
    events = lives(5)
    async with running(scene) as app:
        scene.publish(events)
        scene.tick(END - 1)
        await handled(app, END - 1)
        app.consumer.stop_flow()
        scene.tick(END)
        clocks = [TP(app.clock_topic, number) for number in app.engine.couriers]
        await app.consumer.seek_wait({tp: app.engine.expected(*tp) + 1 for tp in clocks})
        app.consumer.resume_flow()
        await handled(app, END)
    assert_as_folded(scene, events, END)


async def test_asking_twice_where_reading_starts_does_not_take_back_what_was_read_since(scene: Scene) -> None:
    events = lives(8)
    async with running(scene, commit_interval_ms="60000") as app:
        scene.publish(events)
        scene.tick(END - 1)
        await handled(app, END - 1)
        assert not any(scene.committed().values())
        await app.consumer.perform_seek()
        assert app.failure is None
        scene.tick(END)
        await handled(app, END)
    assert_as_folded(scene, events, END)


async def test_nothing_is_committable_before_its_state_and_its_alerts_are_acknowledged(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = lives(5)
    async with running(scene) as app:
        producer = app.producer._producer
        sent: list[str] = []
        gate = asyncio.Event()
        send_batch = producer.send_batch

        async def held_back(batch: object, topic: str, *, partition: int) -> object:
            sent.append(topic)
            await gate.wait()
            return await send_batch(batch, topic, partition=partition)

        monkeypatch.setattr(producer, "send_batch", held_back)
        scene.publish(events)
        scene.tick(END)
        await until(lambda: sum(app.engine.positions().values()) == len(events))
        await until(lambda: scene.topics.partitions <= len(sent))
        await app.consumer.commit()
        assert app.engine.out.changelog in sent
        assert app.engine.out.alerts not in sent
        assert not any(scene.committed().values())
        gate.set()
        await handled(app, END)
        await app.consumer.commit()
        assert scene.committed() == scene.ends()
    assert_as_folded(scene, events, END)


async def test_what_a_zombie_wrote_into_the_changelog_is_seen_and_written_over(scene: Scene) -> None:
    events = lives(10)
    async with running(scene) as app:
        scene.publish(events)
        scene.tick(END - 1)
        await handled(app, END - 1)
        old = {
            seen.key: seen
            for seen in reversed(scene.log("citizens-changelog").read())
            if b"\x00" not in (seen.key or b"")
        }
        scene.send_to("citizens-changelog", [(seen.partition, seen.key, seen.value) for seen in old.values()])
        scene.tick(END)
        await handled(app, END)
        assert await app.engine.settle(app.consumer_generation_id, timeout_s=20)
    assert_as_folded(scene, events, END)
