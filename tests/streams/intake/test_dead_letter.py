"""What is kept of a refused event, byte for byte, and what never is."""

from __future__ import annotations

import hashlib
import json

import pytest

from streams.intake.dead_letter import Origin, UnreadableDeadLetterError, dead_letter, read_dead_letter
from streams.intake.refusal import Reason, refused

ORIGIN = Origin("interview-events", 3, 41, 1_520_247_600_000_000)


def test_a_dead_letter_is_a_canonical_cloud_event_with_the_original_bytes() -> None:
    key, value = dead_letter(ORIGIN, b"c1", b'{"\xe6', refused(Reason.NOT_UTF8, "byte 2"))
    assert key == b"c1"
    assert json.loads(value) == {
        "specversion": "1.0",
        "id": "interview-events-3-41",
        "source": "/rettidig",
        "type": "dk.rettidig.event.refused.v1",
        "time": "2018-03-05T11:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "reason": "not-utf8",
            "error": "the bytes are not UTF-8 (at byte 2). Remedy: encode the event as UTF-8.",
            "topic": "interview-events",
            "partition": 3,
            "offset": 41,
            "sha256": hashlib.sha256(b'{"\xe6').hexdigest(),
            "kept": "whole",
            "size": 3,
            "original": "eyLm",
        },
    }
    assert value == json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_it_can_be_read_back_with_its_bytes() -> None:
    _, value = dead_letter(ORIGIN, None, b"\x00\xff", refused(Reason.NOT_JSON))
    letter = read_dead_letter(value)
    assert (letter.id, letter.data.reason, letter.data.original_bytes()) == (ORIGIN_ID, "not-json", b"\x00\xff")


ORIGIN_ID = "interview-events-3-41"


def test_of_a_person_number_only_hash_topic_partition_and_offset_are_kept() -> None:
    key, value = dead_letter(ORIGIN, b"c1", b"010180-1234", refused(Reason.PERSON_NUMBER))
    assert key is None
    assert json.loads(value)["data"] == {
        "reason": "person-number",
        "error": refused(Reason.PERSON_NUMBER).error,
        "topic": "interview-events",
        "partition": 3,
        "offset": 41,
        "sha256": hashlib.sha256(b"010180-1234").hexdigest(),
        "kept": "nothing",
    }
    with pytest.raises(ValueError, match="nothing was kept"):
        read_dead_letter(value).data.original_bytes()


def test_of_a_message_too_large_the_first_kibibyte_is_kept() -> None:
    whole = bytes(range(256)) * 400
    _, value = dead_letter(ORIGIN, b"c1", whole, refused(Reason.TOO_LARGE))
    body = read_dead_letter(value).data
    assert (body.kept, body.size, body.sha256) == ("beginning", 102_400, hashlib.sha256(whole).hexdigest())
    assert body.original_bytes() == whole[:1024]


def test_a_line_of_which_only_the_beginning_was_read_keeps_the_hash_of_the_whole() -> None:
    origin = Origin("benefit-events", None, None, 0)
    _, value = dead_letter(origin, None, b"x" * 1024, refused(Reason.TOO_LARGE), size=9_000_000, sha256="ab" * 32)
    letter = read_dead_letter(value)
    assert (letter.id, letter.data.size, letter.data.sha256) == ("benefit-events-" + "ab" * 32, 9_000_000, "ab" * 32)
    assert (letter.data.partition, letter.data.offset) == (None, None)


def test_a_tombstone_has_no_bytes_to_keep() -> None:
    key, value = dead_letter(ORIGIN, b"c1", None, refused(Reason.NO_VALUE))
    body = read_dead_letter(value).data
    assert (key, body.kept, body.size, body.original) == (b"c1", "nothing", None, None)


def test_the_same_refusal_gives_the_same_bytes() -> None:
    one, two = (dead_letter(ORIGIN, b"c1", b"{", refused(Reason.NOT_JSON)) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("value", [None, b"", b"{}", b'{"type":"dk.rettidig.event.refused.v2"}', b"\xff"])
def test_what_is_no_dead_letter_is_named(value: bytes | None) -> None:
    with pytest.raises(UnreadableDeadLetterError):
        read_dead_letter(value)
