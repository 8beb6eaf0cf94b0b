"""`rettidig worker`: keeps citizens' states, tells alerts and counts, for its share of the partitions."""

from __future__ import annotations

import structlog

from deploy.addresses import kafka_addressed
from deploy.compiled.use import runs_compiled
from deploy.fitted import tell
from streams import logs
from streams.agents.worker import FAILED, WorkerFailed, run_worker
from streams.settings import load_settings


def worker() -> int:
    """Take in events and judge by the clock's ticks until Ctrl-C or SIGTERM; any number may run at once."""
    settings = kafka_addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    structlog.get_logger(__name__).info("law.loaded", runs_as="compiled" if runs_compiled() else "plain Python")
    try:
        run_worker(settings)
    except WorkerFailed as failure:
        tell(f"rettidig: the worker could not go on: {failure}")
        return FAILED
    return 0
