"""How a process leaves: asked once it leaves in order, asked twice at once, and one that cannot leave is ended; knows no role.

All of it is decided in a thread of its own, which the system's signals reach by a pipe: an event loop that hangs, or a library
that does not answer, cannot keep the process.
"""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable
from typing import Final, NoReturn

import structlog

from streams import clock

ENDED_BY_FORCE: Final = 75
"""Exit status of a process that was asked to leave and could not do so in time (EX_TEMPFAIL)."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_LEAVES: Final = 254
_HAS_LEFT: Final = 255
"""Said by ourselves in the same pipe; no signals have these numbers."""
_SAME_S: Final = 0.5
"""Within so long a second signal is the first one: `timeout` and some supervisors send it to a process and to its group."""
_SAY_S: Final = 2.0
_LONGEST_S: Final = 30.0
"""What a role gets that does not say otherwise."""
_REMEDY: Final = "nothing is lost: what was not noted as done is read again by whoever comes next"

_log: Final = structlog.get_logger(__name__)


class Leaving:
    """Whether a role was asked to stop, and the hard limit of its leave.

    `longest_s`: how long it may take from being asked, or from beginning to leave by itself, to the process's end.
    """

    def __init__(self, role: str, longest_s: float = _LONGEST_S) -> None:
        self._role = role
        self._longest_s = longest_s
        self._asked = threading.Event()
        self._why, self._status = "", ENDED_BY_FORCE
        self._heard, self._said = os.pipe()
        os.set_blocking(self._said, False)
        threading.Thread(target=self._watch, name="leaving", daemon=True).start()

    def heed_signals(self) -> None:
        """From now on SIGTERM and Ctrl-C ask to stop. For the main thread."""
        for each in _SIGNALS:
            signal.signal(each, lambda *_: None)  # what the system writes into the pipe is enough
        signal.set_wakeup_fd(self._said)

    def ask(self, asked_by: int = signal.SIGTERM) -> None:
        """Be asked to stop as by a signal, which somebody else has heard."""
        os.write(self._said, bytes([asked_by]))

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked.is_set()

    def goes_on(self) -> bool:
        """Whether nobody asked to stop."""
        return not self._asked.is_set()

    def pause(self, seconds: float) -> bool:
        """Wait for so long, or until somebody asks to stop; whether to go on."""
        return not self._asked.wait(seconds)

    def begin(self, why: str, status: int) -> None:
        """The role leaves without having been asked, because of `why`; if it cannot, the process ends with `status`."""
        self._why, self._status = why, status
        os.write(self._said, bytes([_LEAVES]))

    def done(self) -> None:
        """It has left. Who was not asked may begin anew; who was asked is still to end as a process."""
        os.write(self._said, bytes([_HAS_LEFT]))

    def _watch(self) -> None:
        until, asked_at = float("inf"), float("inf")
        while True:
            left_s = None if until == float("inf") else max(0.0, until - clock.monotonic())
            if not select.select([self._heard], [], [], left_s)[0]:
                self._end_late()
            for said in os.read(self._heard, 64):
                now = clock.monotonic()
                if said in _SIGNALS:
                    if now - asked_at > _SAME_S:
                        self._end_at_once(said)
                    asked_at = min(asked_at, now)
                    self._asked.set()
                if said in (*_SIGNALS, _LEAVES):
                    until = min(until, now + self._longest_s)
                elif said == _HAS_LEFT and not self.is_asked:
                    until = float("inf")

    def _end_late(self) -> NoReturn:
        status = ENDED_BY_FORCE if self.is_asked else self._status
        because = {"because": self._why} if self._why else {}

        def say() -> None:
            _log.error(
                f"{self._role}.ended_by_force", after_s=self._longest_s, status=status, remedy=_REMEDY, **because
            )

        _end(status, say)

    def _end_at_once(self, asked_by: int) -> NoReturn:
        status, name = 128 + asked_by, signal.Signals(asked_by).name
        _end(status, lambda: _log.warning(f"{self._role}.ended_at_once", asked_by=name, status=status, remedy=_REMEDY))


def _end(status: int, say: Callable[[], None]) -> NoReturn:
    """End the process, with a last word if that can be said: whatever hangs may hold the log."""
    last_word = threading.Thread(target=say, daemon=True)
    last_word.start()
    last_word.join(_SAY_S)
    os._exit(status)
