"""Finds what looks like a Danish person number (CPR) in bytes; knows neither JSON's structure nor Kafka.

The pattern is that of contracts/events.md, Topics: DDMMYYNNNN or DDMMYY-NNNN, day 01-31, month 01-12, with no letter, digit,
`_`, `.` or `-` on either side. A letter is any letter of Unicode: `ø` beside the digits makes them something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

Headers = Iterable[tuple[str, bytes | None]]
"""A Kafka message's headers."""

_NUMBER: Final = re.compile(
    r"(?<![\w.\-])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}-?[0-9]{4}(?![\w.\-])",
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROL: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONTINUING: Final = bytes(range(0x80, 0xC0))
_NOT_ASCII: Final = bytes(range(0x80, 0x100))
_DIGITS_ALIKE: Final = bytes.maketrans(b"123456789", b"000000000")
_MEANS_A_DIGIT: Final = re.compile(rb"\\(?:u00[23]|[0-9-])")
"""Escapes by which a digit or a hyphen may be written, and some more."""


def _kind(byte: int) -> str:
    """What a byte is to a person number: a digit, part of what may not stand beside one, an escape, or a gap."""
    char = chr(byte)
    if char in "0123456789":
        return "0"
    if char in "\\\0":
        return "\\"
    if char == "-" or (byte < 0x80 and (char.isalnum() or char in "_.")):
        return "-" if char == "-" else "a"
    return " "  # a letter beyond ASCII too: in doubt it is looked at closely


_KINDS: Final = bytes(ord(_kind(byte)) for byte in range(256))


def in_bytes(text: bytes) -> bool:
    """Whether a person number stands in `text`, plainly or behind JSON's escapes; valid JSON or not, UTF-8 or not.

    Every character of JSON around a string or number is one that may stand beside a person number, so reading the whole
    text with its escapes undone finds the same as reading every key and value by itself.
    """
    kinds = text.translate(_KINDS)
    if b"\\" not in kinds:
        return _has_shape(kinds) and _in_text(text)
    if b"\0" in text:  # UTF-16 and UTF-32 put NUL bytes between the digits
        narrow = text.replace(b"\0", b"")
        return _in_text(_unescaped(text)) or _in_text(narrow) or _in_text(_unescaped(narrow))
    return _may_hide(text) and _in_text(_unescaped(text))


def in_headers(headers: Headers) -> bool:
    """Whether a person number stands in the name or the value of a header."""
    return any(in_bytes(name.encode("utf-8", "replace")) or in_bytes(held or b"") for name, held in headers)


def in_message(key: bytes | None, value: bytes | None, headers: Headers) -> bool:
    """Whether a person number stands anywhere in a Kafka message."""
    return in_bytes(key or b"") or in_bytes(value or b"") or in_headers(headers)


def _has_shape(kinds: bytes) -> bool:
    """Whether digits stand together as in every person number, with a gap on both sides: false for nearly every event."""
    if b" 000000" not in kinds and not kinds.startswith(b"000000"):
        return False
    alone = b" %b " % kinds
    return b" 0000000000 " in alone or b" 000000-0000 " in alone


def _may_hide(text: bytes) -> bool:
    """Whether a person number may stand among escapes: one of them is perhaps a digit, or ten digits stand plainly."""
    if _MEANS_A_DIGIT.search(text):
        return True
    alike = text.translate(_DIGITS_ALIKE)
    return b"0000000000" in alike or b"000000-0000" in alike


def _in_text(text: bytes | str) -> bool:
    # What is not UTF-8 becomes a mark that is no letter: in doubt it is a person number.
    return _NUMBER.search(text if isinstance(text, str) else text.decode("utf-8", "replace")) is not None


def _unescaped(text: bytes) -> str:
    def undo(escape: re.Match[str]) -> str:
        code, plain = escape.groups()
        return chr(int(code, 16)) if code else _CONTROL.get(plain, plain)

    return _ESCAPE.sub(undo, text.decode("utf-8", "replace"))


class Scanner:
    """Finds a person number in bytes that come in pieces, with the memory of one piece.

    `found` is final after `close`. Pieces overlap by more than a person number with all its characters escaped, in UTF-32.
    """

    OVERLAP: Final = 512

    def __init__(self) -> None:
        self.found = False
        self._tail = b""
        self._begun = False

    def feed(self, piece: bytes) -> None:
        """The next piece, of any size."""
        window = self._tail + piece
        if len(window) > 2 * self.OVERLAP:
            self._look(window, ended=False)
            self._tail = window[-self.OVERLAP :]
            self._begun = True
        else:
            self._tail = window

    def close(self) -> bool:
        """No more pieces. Returns `found`."""
        self._look(self._tail, ended=True)
        return self.found

    def _look(self, window: bytes, *, ended: bool) -> None:
        # A letter at a cut edge stands for whatever is there: the neighbouring window sees the true neighbour. A character
        # that the cut divided goes with it, lest its half be taken for something that may stand beside a number.
        left = b"x" + window.lstrip(_CONTINUING) if self._begun else window
        self.found = self.found or in_bytes(left if ended else left.rstrip(_NOT_ASCII) + b"x")
