"""That a message of ours can't be read, and why, without what it says; knows no kind of message."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_QUOTED: Final = re.compile(r"'[^']*'")


class UnreadableMessageError(ValueError):
    """A message of `alerts` or `alert-actions` that this version can't read; says why, without its contents."""


def why_unreadable(error: ValueError) -> str:
    """What is wrong and where, without the values that msgspec may quote: they can be anything."""
    if not isinstance(error, msgspec.MsgspecError):
        return "can't be read: its time has no offset"
    return f"can't be read: {_QUOTED.sub('…', str(error))}"
