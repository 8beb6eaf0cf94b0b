"""Whether Redis answers and whether the roles serve their metrics."""

from __future__ import annotations

import http.client

import redis

from deploy.doctor.line import Line, fail, ok, warn
from streams.settings import Settings

ANSWER_S = 3.0


def redis_answers(url: str) -> Line:
    """Whether Redis answers. Its address is not shown: it may hold a password."""
    try:
        with redis.Redis.from_url(url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S) as client:
            version = client.info("server")["redis_version"]
    except (redis.RedisError, OSError, ValueError) as error:
        remedy = "Start one with `rettidig stack`, or set RETTIDIG_REDIS_URL to one that runs"
        return fail("redis", f"no answer ({type(error).__name__})", remedy)
    return ok("redis", f"Redis {version} answers")


def roles(settings: Settings) -> list[Line]:
    """Whether the worker and the figures answer on this machine; they may well run on another."""
    return [
        _serves("worker", settings.metrics_host, settings.worker_port, "`rettidig worker`"),
        _serves("figures", settings.metrics_host, settings.figures_port, "`rettidig figures serve`"),
    ]


def _serves(role: str, host: str, port: int, command: str) -> Line:
    where = f"http://{host}:{port}/metrics"
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/metrics")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return warn(
            role, f"{where}: no answer ({type(error).__name__})", f"Start it with {command}, unless it runs elsewhere"
        )
    finally:
        connection.close()
    if status != http.client.OK:
        return fail(role, f"{where}: status {status}", f"Look at the log of {command}")
    return ok(role, where)
