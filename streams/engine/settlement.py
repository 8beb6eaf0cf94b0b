"""The marker that stands first in every changelog batch; knows who wrote and what is settled, nothing of citizens.

`epoch` counts the owners that a partition has had. Batches are appended whole, so every record's writer is told by the
marker before it: a worker that lost the partition without noticing writes under an older epoch, and what it wrote after
its successor's first batch is recognised on recovery and left out.
`settled` is the changelog offset below which every alert has been acknowledged: only the outboxes of records at or after
it have to be sent again after a recovery.
"""

from __future__ import annotations

from typing import Final

import msgspec

from rules.civil import Instant

MARKER_KEY: Final = b"\x00settled"
"""No citizen's key: a pseudonym has no control characters."""


class UnreadableMarkerError(ValueError):
    """A marker that this version cannot read."""


class Settlement(msgspec.Struct, frozen=True, order=True):
    """A marker's value. `clock`: the instant of the last tick that was handled, in microseconds."""

    epoch: int
    settled: int
    clock: Instant


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Settlement)


def encode(settlement: Settlement) -> bytes:
    """The marker's value."""
    return _encoder.encode(settlement)


def decode(value: bytes) -> Settlement:
    """The marker in a value. Raises UnreadableMarkerError."""
    try:
        return _decoder.decode(value)
    except msgspec.MsgspecError as error:
        raise UnreadableMarkerError(f"changelog marker cannot be read: {error}") from error
