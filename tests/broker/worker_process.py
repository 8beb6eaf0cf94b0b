"""A `rettidig` role as a process of its own, that a test starts, asks, pauses, kills and stops; knows no topic."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.compiled.use import ASKED_BY
from deploy.stack.leash import Leash
from tests.eventually import eventually

RETTIDIG = Path(sys.executable).with_name("rettidig")
STARTUP_S = 60.0
_SPEAKS_AS = {"inbox keep": "keeper"}
"""The name in a role's log entries, where it is not the command's first word."""


class RoleProcess:
    """One process of a role with its log. `environment`: its RETTIDIG_ settings, without the prefix.

    `program`: what to run instead of `rettidig`, with the role as its arguments.
    """

    def __init__(
        self,
        role: str,
        environment: Mapping[str, str],
        log: Path,
        leash: Leash,
        program: Sequence[str] = (str(RETTIDIG),),
    ) -> None:
        self.log = log
        self.may_fail = False
        self._started = f"{_SPEAKS_AS.get(role, role.split(maxsplit=1)[0])}.started"
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("RETTIDIG_") or name == ASKED_BY
        }
        settings = {f"RETTIDIG_{name.upper()}": value for name, value in environment.items()}
        with log.open("ab") as out:
            self._child = subprocess.Popen(
                [*program, *role.split()],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=inherited | settings,
                start_new_session=True,
            )
        leash.hold(self._child.pid)
        self._leash = leash

    @property
    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._child.poll()

    def logged(self, event: str) -> list[dict[str, object]]:
        """The log entries of one event so far."""
        entries = []
        for line in self.log.read_text("utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and entry.get("event") == event:
                entries.append(entry)
        return entries

    def says(self, words: str) -> int:
        """How often its log has these words so far."""
        return self.log.read_text("utf-8", errors="replace").count(words)

    @property
    def address(self) -> str:
        """Where its own web server listens, `host:port`; empty before it does."""
        started = self.logged(self._started)
        return str(started[-1]["health"]) if started else ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of the role's own web server; (0, "") while it does not answer."""
        if not self.address:
            return 0, ""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    def wait_ready(self, within_s: float = STARTUP_S) -> None:
        """Until /ready says yes. Raises AssertionError with the reason it gave, or with its log when it ended."""
        eventually(self._readiness, lambda answer: answer[0] == 200, within_s)

    def _readiness(self) -> tuple[int, str]:
        assert self.exit_status is None, f"ended with {self.exit_status}:\n{self.log_tail()}"
        return self.get("/ready")

    def metric(self, name: str) -> float:
        """The sum of a metric's series."""
        lines = [line for line in self.get("/metrics")[1].splitlines() if line.split("{")[0].split(" ")[0] == name]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    def pause(self) -> None:
        """Stand still (SIGSTOP)."""
        self._child.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Go on after a pause."""
        self._child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End at once (SIGKILL)."""
        self._child.kill()
        self._ended()

    def ask_to_leave(self) -> None:
        """SIGTERM, without waiting for it to go."""
        self._child.terminate()

    def terminate(self, within_s: float = 60.0) -> int:
        """Leave in order (SIGTERM); the exit status."""
        self._child.terminate()
        try:
            self._child.wait(within_s)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"did not leave within {within_s} s:\n{self.log_tail()}") from error
        return self._ended()

    def wait_ended(self, within_s: float = 60.0) -> int:
        """Until it ends by itself, which is then no surprise; the exit status."""
        self.may_fail = True
        self._child.wait(within_s)
        return self._ended()

    def log_tail(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-30:])

    def _ended(self) -> int:
        status = self._child.wait()
        self._leash.release(self._child.pid)
        return status
