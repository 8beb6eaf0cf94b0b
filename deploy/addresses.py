"""Says where Kafka and Redis answer: where the settings say, else where the running stack of the data directory does."""

from __future__ import annotations

from typing import Final

from deploy.stack.errors import StackError
from deploy.stack.holder import running
from deploy.stack.places import DataDir
from streams.settings import Settings

DEMO: Final = "demo"
"""The directory in the data directory in which a demo runs its own stack."""


class NothingRuns(StackError):
    """No address was set, and no stack runs in the data directory."""


def addressed(settings: Settings) -> Settings:
    """The settings with `bootstrap_servers` and `redis_url` filled in. Raises NothingRuns if one can't be."""
    if settings.bootstrap_servers and settings.redis_url:
        return settings
    stack = running(DataDir(settings.data_dir))
    if stack is None or not stack.bootstrap:
        unset = "RETTIDIG_REDIS_URL" if settings.bootstrap_servers else "RETTIDIG_BOOTSTRAP_SERVERS"
        state = "the stack is still starting" if stack else "no stack runs"
        told = f"{unset} is not set, and {state} in {settings.data_dir}: start one with `rettidig stack`"
        demo = settings.data_dir / DEMO
        theirs = f". The demo's runs in {demo}: what it prints as `by hand` asks that" if running(DataDir(demo)) else ""
        raise NothingRuns(told + theirs)
    return settings.model_copy(
        update={
            "bootstrap_servers": settings.bootstrap_servers or stack.bootstrap,
            "redis_url": settings.redis_url or stack.redis_url,
        }
    )


def kafka_addressed(settings: Settings) -> Settings:
    """The same for a command that needs Kafka alone. Raises NothingRuns."""
    return settings if settings.bootstrap_servers else addressed(settings)
