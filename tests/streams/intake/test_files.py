"""Files of events: every line counted, none lost, whatever its length; and a file that can't be read is named."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest

from streams.intake.decode import Accepted
from streams.intake.files import Line, UnreadableFileError, lines_of, read_events, read_lines
from streams.intake.refusal import KEPT_OF_TOO_LARGE, MAX_BYTES, Reason, Refused
from tests.streams.intake.wire_events import line

SOUND = line()
CPR = b" 010180-1234 "


def read(text: bytes) -> list[Line]:
    return list(lines_of(io.BytesIO(text)))


def reason_of(found: Line) -> Reason | None:
    return found.intake.reason if isinstance(found.intake, Refused) else None


def padded(size: int) -> bytes:
    """A sound event of exactly so many bytes."""
    return SOUND[:-1] + b" " * (size - len(SOUND)) + b"}"


def test_lines_are_counted_from_one_and_blank_ones_only_counted() -> None:
    found = read(b"\n" + SOUND + b"\r\n  \t\n\r\n" + b"{}\n" + SOUND)
    assert [(each.number, each.value, reason_of(each)) for each in found] == [
        (2, SOUND, None),
        (5, b"{}", Reason.MISSING_FIELD),
        (6, SOUND, None),
    ]


@pytest.mark.parametrize("newline", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("size", "reason"), [(MAX_BYTES - 1, None), (MAX_BYTES, None), (MAX_BYTES + 1, Reason.TOO_LARGE)]
)
def test_a_newline_does_not_count_to_the_size(newline: bytes, size: int, reason: Reason | None) -> None:
    (found,) = read(padded(size) + newline)
    assert (reason_of(found), found.size) == (reason, size)


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 2, MAX_BYTES + 3, 2 * MAX_BYTES + 2, 200_000])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_of_a_line_too_long_the_beginning_size_and_hash_are_kept(size: int, newline: bytes) -> None:
    long = bytes(range(97, 123)) * (size // 26) + b"z" * (size % 26)
    found, after = read(long + newline + SOUND + newline)
    assert (reason_of(found), found.value, found.size) == (Reason.TOO_LARGE, long[:KEPT_OF_TOO_LARGE], size)
    assert found.sha256 == hashlib.sha256(long).hexdigest()
    assert (after.number, reason_of(after)) == (2, None)


@pytest.mark.parametrize("at", [0, 65_520, 65_530, 65_538, 131_070, 199_980])
def test_a_person_number_in_a_line_too_long_leaves_nothing_but_the_hash(at: int) -> None:
    long = b"x" * at + CPR + b"x" * (200_000 - at)
    (found,) = read(long + b"\n")
    assert (reason_of(found), found.value) == (Reason.PERSON_NUMBER, b"")
    assert found.sha256 == hashlib.sha256(long).hexdigest()


def test_a_lone_carriage_return_belongs_to_the_line() -> None:
    (found,) = read(b"x" * 70_000 + b"\r" + b"x" * 70_000)
    assert found.size == 140_001


def test_gzip_and_plain_say_the_same(tmp_path: Path) -> None:
    plain, packed = tmp_path / "events.jsonl", tmp_path / "events.jsonl.gz"
    plain.write_bytes(SOUND + b"\n{}\n")
    packed.write_bytes(gzip.compress(SOUND + b"\n") + gzip.compress(b"{}\n"))
    found = list(read_events(str(plain)))
    assert found == list(read_events(str(packed)))
    assert [type(intake) for _, intake in found] == [Accepted, Refused]


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SOUND)))
    assert [number for number, _ in read_events("-")] == [1]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    not_gzip, cut, damaged = tmp_path / "not.gz", tmp_path / "cut.gz", tmp_path / "damaged.gz"
    whole = gzip.compress(SOUND * 50)
    not_gzip.write_bytes(SOUND)
    cut.write_bytes(whole[:-20])
    damaged.write_bytes(whole[:40] + b"\x00\xff\x00" + whole[43:])
    for source in (tmp_path / "missing.jsonl", tmp_path, not_gzip, cut, damaged):
        with pytest.raises(UnreadableFileError, match=source.name):
            list(read_lines(str(source)))


def test_the_lines_before_the_damage_are_read(tmp_path: Path) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(b"".join(line(id=f"e{i}") + b"\n" for i in range(20_000)))[:-100])
    lines = read_lines(str(cut))
    assert next(lines).number == 1
    with pytest.raises(UnreadableFileError):
        list(lines)
