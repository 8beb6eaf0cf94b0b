"""What people may write beside an alert: something, not too much, and no person number; knows no alert."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from alerts.inbox.refusal import Refused

# As people type one: with blanks, points, strokes and dashes of every kind, or none. Wider than the wire's rule
# (contracts/events.md), because here somebody is there to write it differently.
_BETWEEN: Final = r"[\s./\-\u2010-\u2015\u2212]{0,3}"
_PERSON_NUMBER: Final = re.compile(
    rf"(?<!\d)(?:0[1-9]|[12]\d|3[01]){_BETWEEN}(?:0[1-9]|1[0-2]){_BETWEEN}\d{{2}}{_BETWEEN}\d{{4}}(?!\d)"
)
_JOINERS: Final = "\u200c\u200d"
"""What nobody sees and some writing and every family of emoji needs; it stays."""


def cleaned(text: str | None) -> str:
    """The text without what nobody sees (control characters, marks that turn its direction) and without blanks around it.

    Empty where nothing can be seen of it.
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in lines if each in "\n\t" or each in _JOINERS or not _is_unseen(each)).strip()
    return kept if kept.strip(_JOINERS) else ""


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")


def _as_read(text: str) -> str:
    """The text as a person reads it: full-width digits are digits, and what joins them unseen is not there."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each in "\n\t" or not _is_unseen(each))


def refused_text(text: str, most_characters: int) -> Refused | None:
    """Why a cleaned text is not accepted; None if it is. An empty one is the caller's question."""
    if len(text) > most_characters:
        return Refused("too-long", limit=most_characters)
    if _PERSON_NUMBER.search(_as_read(text)):
        return Refused("person-number")
    return None
