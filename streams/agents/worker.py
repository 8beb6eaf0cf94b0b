"""A worker's life: wait for the broker, run the application, watch over it, leave cleanly or end with a reason."""

from __future__ import annotations

import asyncio
import gc
from typing import Final, NamedTuple

import structlog
from aiokafka.errors import KafkaConnectionError, KafkaError

from streams.agents.application import batch_app
from streams.agents.binding import rules
from streams.agents.inspecting import PREFIX, Inspecting
from streams.agents.readiness import Readiness, time_still_us
from streams.agents.watch import WorkerWatch
from streams.broker_watch import REMEDY
from streams.citizen.judge import Judge
from streams.complaints import ToldOnce, named
from streams.engine.application import BatchApp
from streams.engine.engine import EngineError
from streams.health import Health
from streams.leaving import Leaving
from streams.preflight import wait_for_topics
from streams.settings import Settings

FAILED: Final = 70
"""Exit status of a worker that ended because it could not go on (EX_SOFTWARE)."""
_LOOK_S: Final = 1.0
_LEAVE_S: Final = 45.0
_LONGEST_LEAVE_S: Final = 55.0
"""Faust may swallow that its time is over. Containers are killed after 60 s (docker-compose.yml), and that names nothing."""
_LONGEST_STILL_S: Final = 180.0
"""Faust's consumers have been seen to go silent for good after an outage: better to end, and be started again."""
_COLLECTIONS: Final = (100_000, 20, 50)
"""States are many, live long and hold no cycles: looking through them for garbage at Python's usual rate finds none."""


class WorkerFailed(ToldOnce):
    """The worker could not go on; nothing was committed over what failed."""


_log: Final = structlog.get_logger(__name__)


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C. Raises TopicsNotReadyError, UnknownVersionError, LawbookError and WorkerFailed."""
    judge = Judge.load(settings.lawbook)  # one that can't be law is refused before anybody waits for a broker
    leaving = Leaving("worker", _LONGEST_LEAVE_S)
    leaving.heed_signals()
    watch, readiness = WorkerWatch(settings.topics.sources), Readiness(settings.session_timeout_ms / 1000)
    inspecting = Inspecting(
        settings.topics, Judge.load(settings.lawbook)
    )  # a law of its own: it asks in another thread
    pages = {PREFIX: inspecting}
    health = Health(settings, "worker_port", watch.registry, readiness.why_not, pages)
    health.start()
    _log.info(
        "worker.started",
        servers=settings.bootstrap_servers,
        health=f"{settings.metrics_host}:{health.port}",
        lawbook=judge.name,
        amended_by=list(judge.book.origins),
    )
    try:
        while wait_for_topics(settings, leaving.pause):
            try:
                asyncio.run(_work(settings, judge, Outlook(watch, readiness, inspecting), leaving))
                break
            except KafkaConnectionError as gone:
                leaving.done()
                _log.warning("broker.away", servers=settings.bootstrap_servers, reason=str(gone), remedy=REMEDY)
    finally:
        health.stop()
    _log.info("worker.stopped")


class Outlook(NamedTuple):
    """What can be seen of a worker from outside."""

    watch: WorkerWatch
    readiness: Readiness
    inspecting: Inspecting


def is_explained(failure: BaseException) -> bool:
    """Whether what it says is all that there is to know: it is an expected end or Kafka's word, and no defect of ours."""
    because = failure.__cause__ or failure if isinstance(failure, EngineError) else failure
    return isinstance(because, (ToldOnce, KafkaError))


async def _work(settings: Settings, judge: Judge, outlook: Outlook, leaving: Leaving) -> None:
    """One application's life. Raises WorkerFailed, and KafkaConnectionError if the broker went before it had begun."""
    watch, readiness, inspecting = outlook
    undoes = int(settings.lawbook_undoes, 16) if settings.lawbook_undoes else None
    app = batch_app(settings, rules(settings.topics, judge, watch, undoes))  # here: it binds to the running loop
    inspecting.serve(app.engine)
    collect_rarely()
    starting = asyncio.create_task(app.start())
    while leaving.goes_on() and app.failure is None and not app.crashed:
        if starting.done() and starting.exception() is not None:
            app.failure = starting.exception()
            break
        readiness.look(app)
        watch.looked(readiness.lags, is_ready=not readiness.why_not(), still_us=time_still_us(app))
        watch.law_change.look((courier.partition.anew for courier in app.engine.couriers.values()), judge.version)
        if readiness.still_s > _LONGEST_STILL_S:
            app.failure = WorkerFailed(
                f"nothing moved for {readiness.still_s:.0f} s, with events to be taken in or partitions to be read back"
            )
        await asyncio.sleep(_LOOK_S)
    readiness.leave()
    starting.cancel()
    leaving.begin(named(reason) if (reason := app.failure or app.crash_reason) else "", FAILED)
    await _leave(app)
    failure = app.failure or app.crash_reason
    if failure is not None and not is_explained(failure):
        _log.error("worker.failed", exc_info=failure)
    if isinstance(failure, KafkaConnectionError) and not app.engine.membership.is_known:
        raise failure
    if failure is not None:
        raise WorkerFailed(named(failure)) from failure


def collect_rarely() -> None:
    """Look for garbage as seldom as suits a worker; lawbook and modules live as long as the process, so never at them."""
    gc.set_threshold(*_COLLECTIONS)
    gc.freeze()


async def _leave(app: BatchApp) -> None:
    """Commit what is acknowledged, leave the group. One that cannot be done in time is what a crash would be: harmless."""
    try:
        await asyncio.wait_for(app.stop(), _LEAVE_S)
    except TimeoutError:
        _log.warning("worker.left_in_a_hurry", after_s=_LEAVE_S)
    except Exception as error:  # Faust raises again here what it crashed of
        app.failure = app.failure or error
