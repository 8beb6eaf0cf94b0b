"""Starts, watches and ends one server that is a process of its own; knows neither Kafka nor Redis."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.stack.errors import NotReady
from deploy.stack.leash import Leash
from streams import clock

LOOK_AGAIN_S = 0.02
LOG_TAIL_LINES = 12
STOP_GRACE_S = 30.0


class Server:
    """A child process on the leash of its stack, in a session of its own, writing to a log file."""

    def __init__(self, name: str, log: Path, leash: Leash) -> None:
        self.name = name
        self.log = log
        self._leash = leash
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, or None while it is down."""
        return self._child.pid if self._child and self._child.poll() is None else None

    @property
    def ended(self) -> str:
        """How a process that was started and not stopped has ended, in words; empty while it runs, or is down on purpose."""
        status = self._child.poll() if self._child else None
        if status is None:
            return ""
        how = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"{self.name} ended {how}"

    def spawn(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Start the process. Raises NotReady if it is running already."""
        if self.pid is not None:
            raise NotReady(f"{self.name} is running already, as process {self.pid}")
        self._forget()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,  # a Ctrl-C in the terminal is for the stack, which stops its servers in order
            )
        self._leash.hold(self._child.pid)

    def wait_until(self, answers: Callable[[], bool], timeout_s: float) -> None:
        """Ask until the server answers. Raises NotReady if it ends meanwhile, or after `timeout_s`."""
        deadline = clock.monotonic() + timeout_s
        while not answers():
            if self.ended:
                raise NotReady(f"{self.ended}.{self.log_tail()}")
            if clock.monotonic() > deadline:
                raise NotReady(f"{self.name} did not answer within {timeout_s:.0f} s.{self.log_tail()}")
            clock.sleep(LOOK_AGAIN_S)

    def stop(self) -> None:
        """Ask it to stop in order (SIGTERM), and wait; one that does not listen is killed. Harmless when it is down."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._forget()

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would."""
        if self._child is not None:
            self._child.kill()
            self._forget()

    def pause(self) -> None:
        """Have it stand still (SIGSTOP): connections stay, nothing is answered. Harmless when it is down."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it go on after a pause. Harmless when it is down."""
        self._send(signal.SIGCONT)

    def _send(self, sign: signal.Signals) -> None:
        if self._child is not None:
            self._child.send_signal(sign)

    def log_tail(self) -> str:
        """The last lines of its log, for an error message."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return f" The last lines of {self.log}:\n" + "\n".join(f"  {line}" for line in lines)

    def _forget(self) -> None:
        if self._child is not None:
            self._child.wait()
            self._leash.release(self._child.pid)
            self._child = None
