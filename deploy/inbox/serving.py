"""Serves the pages: puts Redis, Kafka, names and clock behind their ports and runs the application; knows no page."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, Final

import redis.asyncio
import structlog
import uvicorn
from starlette.types import ASGIApp

from alerts.inbox.quiet_start import QuietStart
from alerts.pages.app import create_app
from alerts.pages.doors import LOOPBACK
from alerts.policy import load_policy
from deploy.inbox.keeper_child import keep_beside
from deploy.inbox.names import names_from
from rules.load import load_lawbook
from streams.health import AddressTaken, Health
from streams.inbox.action_log import ActionLog
from streams.inbox.keys import Keys
from streams.inbox.listening import Listening
from streams.inbox.now import InboxClock
from streams.inbox.view import RedisView
from streams.inbox.watch import PagesWatch
from streams.leaving import Leaving
from streams.municipality.numbers_client import HttpFigures
from streams.settings import Settings

_LEAVE_S: Final = 2
_CANCEL_AGAIN_S: Final = 0.5
_ANSWER_S: Final = 2.0
_CONNECTIONS: Final = 64

_log: Final = structlog.get_logger(__name__)


class Inbox:
    """The ports of one process, and what keeps them up to date."""

    def __init__(self, settings: Settings, client: redis.asyncio.Redis) -> None:
        keys = Keys(settings.topic_prefix)
        self.watch = PagesWatch()
        self.listening = Listening(client, keys)
        self.view = RedisView(client, keys, self.listening)
        self.clock = InboxClock(self.view)
        self.actions = ActionLog(settings.bootstrap_servers, settings.topics, client, keys, self.watch)
        self.figures = HttpFigures(_figures_url(settings))
        self.watch.listeners.set_function(lambda: self.listening.listeners)

    def app(self, settings: Settings, quiet_start: QuietStart) -> ASGIApp:
        """The pages on these ports."""
        return create_app(
            view=self.view,
            actions=self.actions,
            names=names_from(settings.names),
            figures=self.figures,
            clock=self.clock,
            quiet_start=quiet_start,
            policy=load_policy(),
            book=load_lawbook(own=settings.lawbook),
            secret=settings.inbox_secret,
            is_invented=settings.names == "invented",
            hosts=LOOPBACK | set(filter(None, settings.inbox_names.lower().split(","))),
        )


def _figures_url(settings: Settings) -> str:
    return settings.figures_url or f"http://{settings.metrics_host}:{settings.figures_port}"


def serve_inbox(settings: Settings, quiet_start: QuietStart, *, with_keeper: bool) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises AddressTaken and AssetsNotBuilt."""
    asyncio.run(_serve(settings, quiet_start, with_keeper=with_keeper))


class Server(uvicorn.Server):
    """uvicorn's, but a signal to stop is an end like any other: it is not raised once more when everything has ended."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = Leaving("inbox")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop in order on SIGTERM and Ctrl-C; at once when asked twice."""
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(asked, self._heard, asked)
        yield

    def _heard(self, asked: signal.Signals) -> None:
        self._leaving.ask(asked)
        self.handle_exit(asked, None)


async def _serve(settings: Settings, quiet_start: QuietStart, *, with_keeper: bool) -> None:
    client = redis.asyncio.Redis.from_url(
        settings.redis_url, socket_timeout=_ANSWER_S, socket_connect_timeout=_ANSWER_S, max_connections=_CONNECTIONS
    )
    async with client:
        inbox = Inbox(settings, client)
        app = inbox.app(settings, quiet_start)
        with _listening_at(settings.inbox_host, settings.inbox_port) as door:
            health = Health(
                settings,
                "inbox_metrics_port",
                inbox.watch.registry,
                lambda: inbox.clock.why_not_ready,
            )
            health.start()
            host, port = door.getsockname()[:2]
            _log.info("inbox.started", pages=f"http://{host}:{port}/", health=f"{settings.metrics_host}:{health.port}")
            try:
                async with _running(inbox.listening.run(), inbox.clock.run()), _kept(with_keeper):
                    await Server(_config(app)).serve(sockets=[door])
            finally:
                inbox.actions.close()
                await inbox.figures.close()
                health.stop()
    _log.info("inbox.stopped")


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,  # our own logs; who reads which page is nobody's business here
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_LEAVE_S,  # pages that hear of changes never end by themselves
    )


@contextlib.asynccontextmanager
async def _running(*beside: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What runs beside the pages, for as long as they are served.

    Cancelled until it has ended: redis-py loses a cancellation that comes while it connects.
    """
    tasks = [asyncio.create_task(each) for each in beside]
    try:
        yield
    finally:
        while left := [task for task in tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=_CANCEL_AGAIN_S)


@contextlib.asynccontextmanager
async def _kept(with_keeper: bool) -> AsyncIterator[None]:  # whether at all is all there is to say
    """A keeper beside the pages, which leaves in its own time when they are served no more."""
    task = asyncio.create_task(keep_beside()) if with_keeper else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises AddressTaken."""
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise AddressTaken(
            f"can't serve pages at {host}:{port} ({error.strerror}): set RETTIDIG_INBOX_HOST or RETTIDIG_INBOX_PORT"
        ) from error
