"""Whether Redis answers and whether the roles say that they are ready."""

from __future__ import annotations

import http.client

import redis

from deploy.doctor.line import Line, fail, ok, warn
from streams.settings import Settings

ANSWER_S = 3.0
LONGEST_REASON_BYTES = 300


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
    """Whether worker, figures, pages and keeper answer on this machine; they may well run on another."""
    return [
        _serves("worker", settings.metrics_host, settings.worker_port, "`rettidig worker`"),
        _serves("figures", settings.metrics_host, settings.figures_port, "`rettidig figures serve`"),
        _serves("inbox", settings.metrics_host, settings.inbox_metrics_port, "`rettidig inbox serve`"),
        _serves("keeper", settings.metrics_host, settings.keeper_port, "`rettidig inbox serve`"),
    ]


def _serves(role: str, host: str, port: int, command: str) -> Line:
    """Whether the role says that it is ready; the reason why it is not is its own."""
    where = f"http://{host}:{port}"
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        said = answer.read(LONGEST_REASON_BYTES).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        remedy = f"Start it with {command}, unless it runs elsewhere"
        return warn(role, f"{where}: no answer ({type(error).__name__})", remedy)
    finally:
        connection.close()
    if answer.status != http.client.OK:
        return fail(
            role, f"{where}: not ready: {said or answer.status}", f"If it stays so, look at the log of {command}"
        )
    return ok(role, f"ready, metrics at {where}/metrics")
