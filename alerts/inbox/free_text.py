"""What people may write beside an alert: something, not too much, and no person number; knows no alert."""

from __future__ import annotations

import re
from typing import Final

from alerts.inbox.refusal import Refused

# As people type one: with a blank or a dash or neither. Wider than the wire's rule (contracts/events.md), because here
# somebody is there to write it differently.
_PERSON_NUMBER: Final = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-–\s]{0,3}\d{4}(?!\d)")
_CONTROLS: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def cleaned(text: str | None) -> str:
    """The text without control characters, without carriage returns and without blanks around it."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()


def refused_text(text: str, most_characters: int) -> Refused | None:
    """Why a cleaned text is not accepted; None if it is. An empty one is the caller's question."""
    if len(text) > most_characters:
        return Refused("too-long", limit=most_characters)
    if _PERSON_NUMBER.search(text):
        return Refused("person-number")
    return None
