"""The roles as child processes of the demo; knows how they are started and asked, not what they do."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from deploy.stack.errors import PortTaken, StackError
from deploy.stack.leash import Leash
from deploy.stack.ports import LOOPBACK, is_free
from deploy.stack.server import Server
from streams.settings import PREFIX, Settings, variable_of

START_S: Final = 60.0
ANSWER_S: Final = 5.0
EVERYWHERE: Final = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


class RoleDied(StackError):
    """A process of the demo ended; the message ends with the last lines of its log."""


class Role:
    """One `rettidig` command as a process of its own, with metrics on a port of this machine."""

    def __init__(self, name: str, arguments: tuple[str, ...], port: int, settings: Settings, log: Path) -> None:
        self.name = name
        self.host = LOOPBACK if settings.metrics_host in EVERYWHERE else settings.metrics_host
        self.port = port
        self._arguments = arguments
        self._settings = settings
        self._log = log
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """Where its metrics are."""
        return f"http://{self.host}:{self.port}/metrics"

    @property
    def log(self) -> Path:
        """What it says."""
        return self._log

    def begin(self, leash: Leash) -> None:
        """Start it; it ends with the leash."""
        self._server = self._server or Server(self.name, self._log, leash)
        program = [sys.executable, "-c", "from deploy.cli import main; main()", *self._arguments]
        self._server.spawn(program, _environment(self._settings))

    def wait_until_ready(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait until it says that it is ready, with `meanwhile` before each look. Raises NotReady, with the end of its log."""

        def is_ready() -> bool:
            meanwhile()
            return self.get("/ready")[0] == http.client.OK

        self._begun.wait_until(is_ready, START_S)

    def check(self) -> None:
        """Raises RoleDied if it has ended."""
        if self._begun.pid is None:
            raise RoleDied(f"the {self.name} ended.{self._begun.log_tail()}")

    def stalled(self, what: str) -> RoleDied:
        """The error for a role that lives but does not go on."""
        return RoleDied(f"{what}.{self._begun.log_tail()}")

    def get(self, path: str) -> tuple[int, bytes]:
        """(status, body) of a page; status 0 where nobody answers."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_S)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._begun.kill()

    def stop(self) -> None:
        """Let it end in order."""
        if self._server is not None:
            self._server.stop()

    @property
    def _begun(self) -> Server:
        if self._server is None:
            raise RoleDied(f"the {self.name} was never started")
        return self._server


_PORTS: Final = ("worker_port", "figures_port", "inbox_port", "inbox_metrics_port", "keeper_port")


def with_free_ports(settings: Settings) -> Settings:
    """The settings with ports on which the roles can listen: a default that is taken gives way to a free one.

    Raises PortTaken for a port that was set.
    """
    chosen: dict[str, int] = {}
    for field in _PORTS:
        port: int = getattr(settings, field)
        if port and is_free(port) and port not in chosen.values():
            continue
        if port and field in settings.model_fields_set:
            raise PortTaken(f"port {port} ({variable_of(field)}) is used by another program: name another one")
        chosen[field] = any_free_port(settings, chosen.values())
    return settings.model_copy(update=chosen)


def any_free_port(settings: Settings, taken: Iterable[int] = ()) -> int:
    """A port that no role of these settings has. Raises PortTaken."""
    near = {*(getattr(settings, field) for field in _PORTS), *taken}
    for port in range(9106, 9200):
        if port not in near and is_free(port):
            return port
    raise PortTaken(f"no port between 9106 and 9199 is free: set {', '.join(map(variable_of, _PORTS))}")


def _environment(settings: Settings) -> dict[str, str]:
    """Ours, but for the settings: those are all said."""
    ours = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    said = settings.model_dump(exclude_none=True)
    return ours | {variable_of(field): str(value) for field, value in said.items()}
