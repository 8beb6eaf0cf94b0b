"""Lines for people, in the width of their terminal; what goes to a file or to another program stays as it is."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import Final, TextIO

_NARROWEST: Final = 40
_INDENT: Final = "    "


def fitted(text: str, stream: TextIO) -> str:
    """Each line broken between words where it is longer than the terminal is wide, and set in below itself.

    A name, a path or an address is never broken: it is there to be copied.
    """
    columns = _columns(stream)
    if columns is None:
        return text
    lines = (_broken(line, columns) if len(line) > columns else [line] for line in text.split("\n"))
    return "\n".join(part for parts in lines for part in parts)


def tell(text: str) -> None:
    """Say something to whoever runs the command, beside what it prints."""
    print(fitted(text, sys.stderr), file=sys.stderr)


def _broken(line: str, columns: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())] or _INDENT
    return textwrap.wrap(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _columns(stream: TextIO) -> int | None:
    """How wide it is, by COLUMNS or as a terminal says; None where nobody knows."""
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return None
    return max(_NARROWEST, shutil.get_terminal_size().columns)
