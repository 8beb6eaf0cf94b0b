"""The keeper as a process of its own, with its health page, until it is asked to stop."""

from __future__ import annotations

import sys
import threading
from typing import Final

import structlog

from streams.health import Health
from streams.inbox.keeper import Keeper
from streams.leaving import Leaving
from streams.preflight import wait_for_topics
from streams.settings import Settings

_log: Final = structlog.get_logger(__name__)


def run_keeper(settings: Settings, *, with_parent: bool = False) -> None:
    """Keep until SIGTERM or Ctrl-C, and with `with_parent` until standard input ends, which it does when the parent ends.

    Raises TopicsNotReadyError.
    """
    leaving = Leaving("keeper")
    leaving.heed_signals()
    if with_parent:
        threading.Thread(target=_until_orphaned, args=(leaving,), name="parent", daemon=True).start()
    keeper = Keeper(settings)
    health = Health(settings, "keeper_port", keeper.watch.registry, lambda: keeper.why_not_ready)
    health.start()
    _log.info("keeper.started", servers=settings.bootstrap_servers, health=f"{settings.metrics_host}:{health.port}")
    try:
        if wait_for_topics(settings, leaving.pause):
            keeper.keep(leaving.goes_on, leaving.pause)
    finally:
        health.stop()
    _log.info("keeper.stopped")


def _until_orphaned(leaving: Leaving) -> None:
    while sys.stdin.buffer.read(1):
        pass
    leaving.ask()
