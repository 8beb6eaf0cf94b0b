"""Standard output and error: closed from the start, read by nobody any more, not to be written to, or short of letters."""

from __future__ import annotations

import os
import select
import sys
from io import TextIOWrapper
from typing import TextIO


def open_closed() -> None:
    """Give each stream that this process was started without (`>&-`) a way to nowhere.

    Else the next socket or file would get its number, and who writes by number would write into that.
    """
    for name, flag, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_WRONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:  # the lowest free number is the one that is missing
            setattr(sys, name, os.fdopen(os.open(os.devnull, flag), mode, encoding="utf-8"))


def take_any_letter() -> None:
    """Write `?` for what a terminal's encoding lacks (`PYTHONIOENCODING=ascii`): better than to end in the middle."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def nobody_reads() -> bool:
    """Whether standard output or error is a pipe whose reader has gone."""
    asked = select.poll()
    for stream in (sys.stdout, sys.stderr):
        asked.register(stream.fileno(), 0)  # what is wrong is told unasked
    return bool(asked.poll(0))


def lead_broken_to_nowhere() -> OSError | None:
    """Write what is still to be written; where that can't be done let it go. Why standard output could not be written.

    Python would try once more at its end, complain, and change the exit status.
    """
    broken = None
    for stream in (sys.stderr, sys.stdout):
        try:
            stream.flush()
        except OSError as error:
            broken = error if stream is sys.stdout else None
            _lead_to_nowhere(stream)
    return broken


def _lead_to_nowhere(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
