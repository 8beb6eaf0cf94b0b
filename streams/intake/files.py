"""Reads events from files and standard input, one a line, plain or gzipped; shared by every command that works offline.

A line is held in memory only up to the largest event; of a longer one the first 1,024 bytes, its length and its hash are
kept, so that a file of any shape costs bounded memory.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from streams.intake.decode import Intake, decode_line
from streams.intake.person_number import Scanner
from streams.intake.refusal import KEPT_OF_TOO_LARGE, MAX_BYTES, Reason, refused

STANDARD_INPUT: Final = "-"
STANDARD_INPUT_DEVICE: Final = "/dev/stdin"
"""Another name of standard input, under which the command line hands it on."""
_PIECE: Final = MAX_BYTES + len(b"\r\n")
"""The longest line that may be an event, with its newline."""


class UnreadableFileError(Exception):
    """A file that cannot be read: missing, forbidden, a directory, or damaged gzip. Names the file and the reason."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line that is not blank.

    `value`: its bytes without the newline; only the first 1,024 where `size` is more than 65,536.
    `sha256`: of all its bytes, in hex; None where `value` holds them all.
    """

    number: int
    value: bytes
    size: int
    sha256: str | None
    intake: Intake


def read_lines(source: str) -> Iterator[Line]:
    """Every line of a file (`-`: standard input; `.gz`: gzipped). Raises UnreadableFileError, perhaps after some lines."""
    try:
        with _opened(source) as stream:
            yield from lines_of(stream)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"{source}: {_why(error)}") from error


def read_events(source: str) -> Iterator[tuple[int, Intake]]:
    """(line number, accepted or refused) of every line that is not blank. Raises UnreadableFileError."""
    return ((line.number, line.intake) for line in read_lines(source))


def lines_of(stream: BinaryIO | gzip.GzipFile) -> Iterator[Line]:
    """Every line of an open binary stream that is not blank, counted from 1."""
    number = 0
    while piece := stream.readline(_PIECE):
        number += 1
        value = _without_newline(piece)
        if len(value) > MAX_BYTES:
            yield _long_line(number, piece, stream)
        elif value.strip():
            yield line_of(number, value)


def line_of(number: int, value: bytes) -> Line:
    """One line that is at hand, without its newline, of at most 65,536 bytes."""
    return Line(number, value, len(value), None, decode_line(value))


def _long_line(number: int, piece: bytes, stream: BinaryIO | gzip.GzipFile) -> Line:
    """A line too long to be an event, read on in pieces to its end."""
    scanner, digest, size = Scanner(), hashlib.sha256(), 0
    head = piece[:KEPT_OF_TOO_LARGE]
    held = b""
    while piece:
        # The last two bytes are held back: they may be the newline, which is no part of the line.
        held += piece
        ended = held.endswith(b"\n")
        ready, held = (_without_newline(held), b"") if ended else (held[:-2], held[-2:])
        scanner.feed(ready)
        digest.update(ready)
        size += len(ready)
        piece = b"" if ended else stream.readline(_PIECE)
    scanner.feed(held)
    digest.update(held)
    size += len(held)
    if scanner.close():
        return Line(number, b"", size, digest.hexdigest(), refused(Reason.PERSON_NUMBER))
    return Line(number, head, size, digest.hexdigest(), refused(Reason.TOO_LARGE, detail=f"{size} bytes"))


def _without_newline(line: bytes) -> bytes:
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO | gzip.GzipFile]:
    if source in (STANDARD_INPUT, STANDARD_INPUT_DEVICE):
        yield sys.stdin.buffer
    elif source.endswith(".gz"):
        with gzip.open(source, "rb") as packed:
            yield packed
    else:
        with Path(source).open("rb") as plain:
            yield plain


def _why(error: BaseException) -> str:
    """The reason in words, without the path that the system adds."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
