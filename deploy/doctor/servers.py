"""Whether Redis answers and whether the roles say that they are ready."""

from __future__ import annotations

import http.client

import redis

from deploy.doctor.line import Line, fail, ok, warn
from streams.health import APPLICATION, KAFKA, TOPIC_PREFIX
from streams.settings import Settings, variable_of

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
    """Whether each role answers where the settings say that it serves its metrics; it may well run elsewhere.

    Where any tick is believed somebody plays the clock, and a role that ticks beside it would be wrong.
    """
    clock_role = [_serves("clock role", settings, "clock_port", "`rettidig clock`")] if settings.clock_ahead_s else []
    return [
        _serves("worker", settings, "worker_port", "`rettidig worker`"),
        *clock_role,
        _serves("figures", settings, "figures_port", "`rettidig figures serve`"),
        _serves("inbox", settings, "inbox_metrics_port", "`rettidig inbox serve`"),
        _serves("keeper", settings, "keeper_port", "`rettidig inbox serve`"),
    ]


def _serves(role: str, settings: Settings, setting: str, command: str) -> Line:
    """Whether the role says that it is ready, and of which Kafka; the reason why it is not ready is its own."""
    host, port = settings.metrics_host, getattr(settings, setting)
    where = f"http://{host}:{port} ({variable_of(setting)})"
    if not port:
        remedy = f"Its log names the port as `health`: ask with {variable_of(setting)} set to that"
        return warn(role, f"not asked: {variable_of(setting)}=0 is any free port", remedy)
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        said = answer.read(LONGEST_REASON_BYTES).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        unless = "it runs elsewhere or a demo plays the clock" if setting == "clock_port" else "it runs elsewhere"
        else_set = f"on another port or host: set {variable_of(setting)} or {variable_of('metrics_host')}"
        remedy = f"Start it with {command}, unless {unless}; {else_set}"
        return warn(role, f"{where}: no answer ({type(error).__name__})", remedy)
    finally:
        connection.close()
    if other := _other(settings, answer.getheader(KAFKA), answer.getheader(TOPIC_PREFIX)):
        remedy = (
            f"Start ours with {command} and another {variable_of(setting)}, or end the other, unless both are one Kafka"
        )
        return warn(role, f"{where}: serves another Kafka ({other}), not the one looked at here", remedy)
    theirs = answer.getheader(APPLICATION, settings.application_id)
    if role == "worker" and theirs != settings.application_id:
        remedy = f"Set {variable_of('application_id')}={theirs} to ask about it, or {variable_of(setting)} to ours"
        return warn(role, f"{where}: a worker of {theirs}, not of {settings.application_id}", remedy)
    if answer.status != http.client.OK:
        return fail(
            role, f"{where}: not ready: {said or answer.status}", f"If it stays so, look at the log of {command}"
        )
    return ok(role, f"ready, metrics at http://{host}:{port}/metrics ({variable_of(setting)})")


def _other(settings: Settings, servers: str | None, prefix: str | None) -> str:
    """Whom a role serves if not this installation; empty where it is the same, or where it does not say."""
    if servers is None or prefix is None:
        return ""
    if not _addresses(servers) & _addresses(settings.bootstrap_servers):
        return servers
    return f"{servers}, topics with the prefix {prefix or 'none'}" if prefix != settings.topic_prefix else ""


def _addresses(servers: str) -> set[str]:
    """One Kafka may be called by any of its brokers, and this machine by two names."""
    return {address.strip().replace("localhost:", "127.0.0.1:") for address in servers.split(",")}
