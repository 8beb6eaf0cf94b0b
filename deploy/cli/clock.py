"""`rettidig clock`: writes the wall clock's ticks, by which workers judge; more than one does no harm."""

from __future__ import annotations

import signal
import threading

from deploy.addresses import kafka_addressed
from streams import logs
from streams.agents.preflight import wait_for_topics
from streams.settings import load_settings
from streams.ticker import Ticker, tick_by_the_wall_clock


def clock() -> int:
    """Write a tick every RETTIDIG_TICK_INTERVAL_MS until Ctrl-C or SIGTERM."""
    settings = kafka_addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    asked_to_stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: asked_to_stop.set())

    def goes_on(seconds: float) -> bool:
        return not asked_to_stop.wait(seconds)

    if wait_for_topics(settings, goes_on):
        tick_by_the_wall_clock(Ticker(settings.bootstrap_servers, settings.topics), settings.tick_interval_ms, goes_on)
    return 0
