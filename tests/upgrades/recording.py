"""The recorded changelogs of earlier releases, as files; knows their form and their events, not what the states say.

`recorded/state-<version>/partition-<n>.jsonl.gz` holds one changelog partition as the broker kept it. The first line is a
`Heading`; each line after it is a record, oldest first: its offset, its key as text, its value in hex or null (a tombstone).
Offsets have gaps where compaction has been. Keys and values are those that a worker wrote, byte for byte.

The events that the states are made of are those of `CITIZENS` in `deploy/demo/lives-2016-2019.jsonl.gz`: partition by the
pseudonym, offset by the order of (`time`, `id`) in each source topic. See `recorder.py` for how a recording is made.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from rules.civil import Instant
from rules.facts import Fact
from rules.settle import by_time
from streams.intake.address import address_of
from streams.intake.decode import Accepted
from streams.intake.files import read_lines
from streams.partitioning import partition_of
from streams.topics import SOURCES
from tests.streams.engine.toy import Row

SAMPLE: Final = Path(__file__).parents[2] / "deploy" / "demo" / "lives-2016-2019.jsonl.gz"
RECORDED: Final = Path(__file__).parent / "recorded"
PARTITIONS: Final = 3
EVERY: Final = 7
"""Of the sample's 400 citizens every seventh, and all with an erasure."""


class Heading(msgspec.Struct, frozen=True):
    """Where the owner stood that wrote last.

    - `positions`, `clock_position`: the committed next offsets, of each source topic and of the clock topic.
    - `clock`: the instant of the last tick handled. `law`: the version of law and policy judged by (`Judge.version`).
    - `ends`: what became of the owners: `left in order`, `killed before telling` or `outlived by a zombie`.
    """

    partition: int
    state_version: int
    law: int
    positions: tuple[int, ...]
    clock_position: int
    clock: Instant
    ends: str


class _Line(msgspec.Struct):
    offset: int
    key: str
    value: str | None


class Recording(NamedTuple):
    """One changelog partition."""

    heading: Heading
    rows: list[Row]


class Said(NamedTuple):
    """An event of the sample: its citizen, its source topic (an index into SOURCES), its line and the fact in it."""

    citizen: str
    topic: int
    line: bytes
    fact: Fact


def versions() -> list[int]:
    """The state versions of which there is a recording, oldest first."""
    return sorted(int(directory.name.removeprefix("state-")) for directory in RECORDED.iterdir())


def read(version: int, partition: int) -> Recording:
    """The recording of a partition by a release with this state version."""
    with gzip.open(_file(version, partition)) as lines:
        heading = msgspec.json.decode(next(lines), type=Heading)
        rows = [_row(msgspec.json.decode(line, type=_Line)) for line in lines]
    return Recording(heading, rows)


def write(heading: Heading, rows: Iterable[Row]) -> Path:
    """Keep a recording; the same recording gives the same bytes."""
    lines = [msgspec.json.encode(heading)]
    for row in rows:
        value = None if row.value is None else row.value.hex()
        lines.append(msgspec.json.encode(_Line(row.offset, (row.key or b"").decode(), value)))
    path = _file(heading.state_version, heading.partition)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"\n".join([*lines, b""]), mtime=0))
    return path


def _file(version: int, partition: int) -> Path:
    return RECORDED / f"state-{version}" / f"partition-{partition}.jsonl.gz"


def _row(line: _Line) -> Row:
    return Row(line.offset, line.key.encode(), None if line.value is None else bytes.fromhex(line.value))


@lru_cache(maxsize=1)
def _sample() -> tuple[Said, ...]:
    said = []
    for line in read_lines(str(SAMPLE)):
        assert isinstance(line.intake, Accepted)
        topic = SOURCES.index(address_of(line.value, line.intake).topic)
        said.append(Said(line.intake.citizen, topic, line.value, line.intake.fact))
    everybody = sorted({each.citizen for each in said})
    erased = {each.citizen for each in said if b"citizen.erased" in each.line}
    chosen = {*everybody[::EVERY], *erased}
    return tuple(sorted((each for each in said if each.citizen in chosen), key=lambda each: by_time(each.fact)))


def facts(partition: int, until: Instant) -> dict[str, list[Fact]]:
    """What had been registered until an instant about each citizen of a partition."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for each in _sample():
        if each.fact.learnt_at <= until and partition_of(each.citizen, PARTITIONS) == partition:
            found[each.citizen].append(each.fact)
    return found


def sources(partition: int) -> tuple[list[Row], ...]:
    """The records of a partition of each source topic: all that the sample ever says."""
    made: tuple[list[Row], ...] = tuple([] for _ in SOURCES)
    for each in _sample():
        if partition_of(each.citizen, PARTITIONS) == partition:
            rows = made[each.topic]
            rows.append(Row(len(rows), each.citizen.encode(), each.line, each.fact.learnt_at // 1000))
    return made


__all__ = ["PARTITIONS", "Heading", "Recording", "facts", "read", "sources", "versions", "write"]
