"""The records of `municipal-partials`: what a partition's worker writes and the aggregator reads; knows their form only.

Keys are `partition|municipality|target group`, so that compaction keeps the last counts of each group of each source
partition; the marker's is `partition|-|-`. Records of source partition p stand in partition p of the topic, so that
their order is kept. Values are canonical JSON. A group that fell to nothing keeps a record that says so: a tombstone
would be forgotten after a day, and with it that the group's figures are 0 and not unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, NamedTuple, TypeAlias
from zlib import crc32

import msgspec

from rules.civil import Instant, instant, iso_instant
from streams.month import Month, month_from, month_text

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]
"""Citizens, obligations or alerts."""

Shares: TypeAlias = dict[str, tuple[Count, Count]]
"""measure → (counted, met); a measure in which nobody is counted is left out."""


class Group(NamedTuple):
    """Whom figures are about."""

    municipality: str
    target_group: str


_DIGEST_BELOW: Final = 10**9
"""A digest has nine digits at the most: one of ten, standing alone, can look like a person number."""

MARKER_GROUP: Final = Group("-", "-")


class UnreadablePartialError(ValueError):
    """A record of `municipal-partials` that this version cannot read."""


class GroupCounts(msgspec.Struct, frozen=True):
    """Absolute counts of one source partition and group; what is 0 is left out.

    - `epoch`: who counted: one owner of the partition between two rebuilds.
    - `obligations`: duty → (open, overdue), the jobcentre's; `alerts`: kind → open.
    - `months`: `YYYY-MM` → shares at the end of that month, of the window's months, as known now.
    - `stated`: the same as it was known at the month's end, of the months that ended last.
    - `heard`: the hour in which the newest fact about a citizen of the group was registered, as far as it is judged.
    """

    epoch: str
    citizens: Count = 0
    measures: Shares = {}
    obligations: dict[str, tuple[Count, Count]] = {}
    alerts: dict[str, Count] = {}
    months: dict[str, Shares] = {}
    stated: dict[str, Shares] = {}
    heard: str | msgspec.UnsetType = msgspec.UNSET

    def heard_at(self) -> Instant | None:
        """`heard` in microseconds since 1970. Raises ValueError."""
        return None if self.heard is msgspec.UNSET else instant(datetime.fromisoformat(self.heard))


class Marker(msgspec.Struct, frozen=True):
    """All records of `epoch` before this one, and nothing else, are the partition's figures as of the tick `as_of`.

    `groups` and `digest` (sum of the records' checksums, its last nine digits) let a reader see whether it holds them all: a record
    that was lost, overwritten by a worker that lost the partition, or compacted away shows as a difference.
    `stated`: the months (`YYYY-MM`) of which the records hold what was known at their end.
    """

    epoch: str
    as_of: str
    groups: int
    digest: int
    stated: tuple[str, ...] = ()

    def is_of(self, digest: int) -> bool:
        """Whether it was made of records with this sum of checksums; markers of before held all of its digits."""
        return self.digest % _DIGEST_BELOW == digest % _DIGEST_BELOW

    def as_of_instant(self) -> Instant:
        """`as_of` in microseconds since 1970. Raises ValueError."""
        return instant(datetime.fromisoformat(self.as_of))

    def stated_months(self) -> frozenset[Month]:
        """`stated`. Raises ValueError."""
        return frozenset(month_from(text) for text in self.stated)


_encoder = msgspec.json.Encoder(order="sorted")
_counts_decoder = msgspec.json.Decoder(GroupCounts)
_marker_decoder = msgspec.json.Decoder(Marker)


def partial_key(partition: int, group: Group) -> bytes:
    """`partition|municipality|target group`."""
    return f"{partition}|{group.municipality}|{group.target_group}".encode()


def encode_counts(counts: GroupCounts) -> bytes:
    """Canonical JSON."""
    return _encoder.encode(counts)


def encode_marker(epoch: str, as_of: Instant, groups: int, digest: int, stated: Iterable[Month] = ()) -> bytes:
    """Canonical JSON, `as_of` in UTC with Z."""
    months = tuple(month_text(month) for month in stated)
    return _encoder.encode(Marker(epoch, iso_instant(as_of), groups, digest % _DIGEST_BELOW, months))


def checksum(key: bytes, value: bytes) -> int:
    """What a record adds to its epoch's digest."""
    return crc32(value, crc32(key))


def decode_partial(key: bytes, value: bytes) -> tuple[int, Group, GroupCounts | Marker]:
    """(source partition, group, record). Raises UnreadablePartialError."""
    parts = key.decode(errors="replace").split("|")
    if len(parts) != 3 or not parts[0].isdecimal():
        raise UnreadablePartialError(f"not a key of municipal-partials: {key[:80]!r}")
    group = Group(parts[1], parts[2])
    try:
        record = _marker_decoder.decode(value) if group == MARKER_GROUP else _counts_decoder.decode(value)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadablePartialError(f"record of {key.decode()} cannot be read: {error}") from error
    return int(parts[0]), group, record
