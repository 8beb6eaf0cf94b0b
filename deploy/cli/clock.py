"""`rettidig clock`: writes the wall clock's ticks, by which workers judge; more than one does no harm."""

from __future__ import annotations

from typing import Final

import structlog

from deploy.addresses import kafka_addressed
from streams import logs
from streams.clock_watch import ClockWatch
from streams.health import Health
from streams.leaving import Leaving
from streams.preflight import wait_for_topics
from streams.settings import load_settings
from streams.ticker import Ticker, tick_by_the_wall_clock

_log: Final = structlog.get_logger(__name__)


def clock() -> int:
    """Write a tick every RETTIDIG_TICK_INTERVAL_MS until Ctrl-C or SIGTERM."""
    settings = kafka_addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    leaving = Leaving("clock")
    leaving.heed_signals()
    watch = ClockWatch(settings.tick_interval_ms / 1000)
    health = Health(settings, "clock_port", watch.registry, watch.why_not_ready)
    health.start()
    _log.info("clock.started", servers=settings.bootstrap_servers, health=f"{settings.metrics_host}:{health.port}")
    try:
        if wait_for_topics(settings, leaving.pause):
            ticker = Ticker(settings.bootstrap_servers, settings.topics)
            tick_by_the_wall_clock(ticker, settings.tick_interval_ms, leaving.pause, watch.cut)
    finally:
        health.stop()
    return 0
