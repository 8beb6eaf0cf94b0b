"""What becomes of a role that is asked to stop while it still imports what it needs; knows the roles' names and imports nothing.

Until a role heeds signals in its own way it has begun nothing: it ends at once, with the status with which it would leave.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from itertools import takewhile
from types import FrameType
from typing import Final

ROLES: Final = frozenset({"worker", "clock", "figures serve", "inbox", "inbox serve", "inbox keep", "stack"})
"""Commands that run until they are asked to stop, and whose status is 0 then."""
_LEFT: Final = 0


def heed_signals(arguments: Sequence[str]) -> None:
    """If these are a role's arguments: from now on, until it says otherwise, SIGTERM and Ctrl-C end it at once and well."""
    role = " ".join(takewhile(lambda argument: not argument.startswith("-"), arguments))
    if role not in ROLES:
        return

    def leave(_asked: int, _at: FrameType | None) -> None:
        try:
            os.write(2, f"rettidig {role}: asked to stop while it started; nothing was begun\n".encode())
        finally:
            os._exit(_LEFT)

    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, leave)
