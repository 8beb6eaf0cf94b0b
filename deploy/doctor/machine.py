"""Which versions run, and which Java and Redis a stack would use; asks no server."""

from __future__ import annotations

import importlib.metadata
import platform

from deploy.doctor.line import Line, ok, warn
from deploy.stack.errors import StackError
from deploy.stack.jars import KAFKA_VERSION
from deploy.stack.java import find_java
from deploy.stack.redis_server import find_redis_server
from streams.settings import Settings

SHOWN = ("rettidig", "faust-streaming", "aiokafka", "confluent-kafka", "redis")


def versions() -> Line:
    """What is installed."""
    installed = [f"{name} {importlib.metadata.version(name)}" for name in SHOWN]
    return ok("versions", ", ".join([f"Python {platform.python_version()}", *installed]))


def embedded(settings: Settings) -> list[Line]:
    """What the embedded stack would run; only a warning, since a stack may be running elsewhere."""
    lines = []
    if not settings.bootstrap_servers:
        try:
            java = find_java(settings.java)
            lines.append(ok("java", f"Java {java.version} ({java.origin}) for Apache Kafka {KAFKA_VERSION}"))
        except StackError as error:
            lines.append(warn("java", "none that can run Kafka", str(error)))
    if not settings.redis_url:
        try:
            lines.append(ok("redis-server", str(find_redis_server(settings.redis_server))))
        except StackError as error:
            lines.append(warn("redis-server", "none", str(error)))
    return lines
