"""`rettidig clock`: writes the wall clock's ticks, by which workers judge; more than one does no harm."""

from __future__ import annotations

import signal
import threading
from typing import Final

import structlog

from deploy.addresses import kafka_addressed
from streams import logs
from streams.agents.preflight import wait_for_topics
from streams.clock_watch import ClockWatch
from streams.health import Health
from streams.settings import load_settings
from streams.ticker import Ticker, tick_by_the_wall_clock

_log: Final = structlog.get_logger(__name__)


def clock() -> int:
    """Write a tick every RETTIDIG_TICK_INTERVAL_MS until Ctrl-C or SIGTERM."""
    settings = kafka_addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    asked_to_stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: asked_to_stop.set())

    def goes_on(seconds: float) -> bool:
        return not asked_to_stop.wait(seconds)

    watch = ClockWatch(settings.tick_interval_ms / 1000)
    health = Health(settings.metrics_host, settings.clock_port, watch.registry, watch.why_not_ready)
    health.start()
    _log.info("clock.started", servers=settings.bootstrap_servers, health=f"{settings.metrics_host}:{health.port}")
    try:
        if wait_for_topics(settings, goes_on):
            ticker = Ticker(settings.bootstrap_servers, settings.topics)
            tick_by_the_wall_clock(ticker, settings.tick_interval_ms, goes_on, watch.cut)
    finally:
        health.stop()
    return 0
