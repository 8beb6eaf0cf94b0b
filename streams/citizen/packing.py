"""Makes a state's bytes small, and back: Zstandard with a dictionary of what states have in common; knows no field of them.

The dictionary (`packing-1.zdict`) belongs to the form of the bytes: what was packed by one can be unpacked by no other, and
one that was ever used must stay. It holds invented lives only (tests/bench/dictionary.py made it).
"""

from __future__ import annotations

import threading
from importlib.resources import files
from typing import Final

import zstandard

LEVEL: Final = 2
MOST_BYTES: Final = 64 << 20
"""No state is as large: a length beyond it is a damaged one, and not worth the memory."""

_DICTIONARY: Final = zstandard.ZstdCompressionDict(files(__package__).joinpath("packing-1.zdict").read_bytes())


class UnpackableError(ValueError):
    """Bytes that were not packed here, or are damaged."""


class _Tools(threading.local):
    """A compressor and a decompressor for each thread: neither may be used by two at once."""

    def __init__(self) -> None:
        self.compress: Final = zstandard.ZstdCompressor(LEVEL, _DICTIONARY, write_checksum=True).compress
        self.decompress: Final = zstandard.ZstdDecompressor(_DICTIONARY).decompress


_tools: Final = _Tools()


def pack(plain: bytes) -> bytes:
    """The bytes, made small."""
    return _tools.compress(plain)


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed. Raises UnpackableError."""
    try:
        if not 0 <= zstandard.frame_content_size(packed) <= MOST_BYTES:
            raise UnpackableError("the packed part does not say how long it is")
        return _tools.decompress(packed)
    except zstandard.ZstdError as error:
        raise UnpackableError(str(error)) from error
