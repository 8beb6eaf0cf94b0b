"""What looks like a person number is found wherever and however it is written, and nothing else is.

No number here is anybody's: they fail the check that real ones of their time pass, or are written over many dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.person_number import Scanner, in_bytes, in_headers, in_message

FOUND = (
    "0101801234",
    "010180-1234",
    "3112991234",
    "311299-1234",
    '"010180-1234"',
    "cpr 010180-1234, tak",
    "(010180-1234)",
    "010180-1234/2",
    "a/010180-1234",
    "+010180-1234",
    "x=0101801234;",
    "3002801234",  # 30 February: only day and month by themselves are looked at
    '{"n":1012801234}',
    '"\\u0030101801234"',
    '"010180\\u002d1234"',
    '"010180-123\\u0034"',
    '"\\n010180-1234"',
    '"a\\t0101801234\\n"',
    '{"\\u0030101801234":1}',
    '{"0101801234',  # JSON cut off
    '"\\\\0101801234"',
    "–010180-1234–",  # a dash is neither letter nor hyphen
    "»010180-1234«",
)
NOT_FOUND = (
    "",
    "010180",
    "01018-01234",
    "010180--1234",
    "010180 1234",
    "0001801234",
    "3201801234",
    "0100801234",
    "0113801234",
    "6101801234",
    "00101801234",
    "01018012345",
    "010180-12345",
    "1010180-1234",
    "a010180-1234",
    "010180-1234a",
    "_010180-1234",
    "010180-1234_",
    ".010180-1234",
    "010180-1234.",
    "-010180-1234",
    "010180-1234-",
    "ø010180-1234",
    "010180-1234ø",
    "Ж0101801234",
    "中0101801234",
    "٣0101801234",
    '"\\u00f8010180-1234"',
    '"010180-1234\\u0041"',
    '"\\u0041010180-1234"',
    '"\\\\u0030101801234"',  # an escaped backslash, then letters
    '{"n":1012801234.5}',
    '{"n":-1012801234}',
    '{"n":1012801234e0}',
    "2018-03-05T12:00:00+01:00",
)


@pytest.mark.parametrize("text", FOUND)
def test_a_person_number_is_found(text: str) -> None:
    assert in_bytes(text.encode())


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    assert not in_bytes(text.encode())


CODINGS = ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
ALL_ESCAPED = "".join(f"\\u{ord(each):04x}" for each in "010180-1234")


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("said", ["bøje 010180-1234 æ", '"\\u0030101801234"', '"\\n010180\\u002d1234"', ALL_ESCAPED])
def test_it_is_found_in_other_codings_too(said: str, coding: str) -> None:
    assert in_bytes(said.encode(coding))


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("said", ['"\\u0030113801234"', '"a010180\\u002d1234"', '"\\u0041"'])
def test_escapes_in_other_codings_alone_are_nothing(said: str, coding: str) -> None:
    assert not in_bytes(said.encode(coding))


def test_what_is_not_utf8_is_no_letter() -> None:
    assert in_bytes(b"\xe6010180-1234")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ((), False),
        ((("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),), False),
        ((("cpr", b"010180-1234"),), True),
        ((("010180-1234", b""),), True),
        ((("empty", None),), False),
    ],
)
def test_headers_are_looked_at_by_name_and_value(headers: tuple[tuple[str, bytes | None], ...], found: bool) -> None:
    assert in_headers(headers) is found


@pytest.mark.parametrize(
    ("key", "value", "headers", "found"),
    [
        (None, None, (), False),
        (b"c-1", b"{}", (("a", b"b"),), False),
        (b"010180-1234", b"{}", (), True),
        (b"c-1", b'"010180-1234"', (), True),
        (b"c-1", None, (("a", b"010180-1234"),), True),
    ],
)
def test_a_message_is_looked_at_everywhere(
    key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...], found: bool
) -> None:
    assert in_message(key, value, headers) is found


_AS_WRITTEN = re.compile(
    r"(?<![\w.\-])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}-?[0-9]{4}(?![\w.\-])",
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PIECES = (
    *("010180", "1234", "01", "0", "1", "-", "a", "_", "u", ".", " ", '"', ",", "ø", "»", "\\"),
    *("\\u003", "\\u0031", "\\u002d", "\\u00f8", "\\u0020", "\\n"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_looking_quickly_finds_what_reading_everything_finds(text: str) -> None:
    plain = _ESCAPED.sub(lambda each: chr(int(each[1], 16)) if each[1] else {"n": "\n"}.get(each[2], each[2]), text)
    assert in_bytes(text.encode()) is bool(_AS_WRITTEN.search(plain))


@given(
    before=st.text(st.characters(exclude_categories=["Cs"]), max_size=600),
    number=st.sampled_from(["010180-1234", "0101801234", "\\u0030101801234", "ø010180-1234", "x"]),
    after=st.text(st.characters(exclude_categories=["Cs"]), max_size=600),
    cuts=st.lists(st.integers(0, 3000), max_size=8),
)
def test_pieces_tell_what_the_whole_tells(before: str, number: str, after: str, cuts: list[int]) -> None:
    whole = (before + " " * 400 + number + after).encode()
    assert _in_pieces(whole, cuts) is in_bytes(whole)


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-32-be"])
def test_a_cut_through_a_number_with_all_its_characters_escaped_hides_nothing(coding: str) -> None:
    whole = f'{"x" * 400} "{ALL_ESCAPED}" {"x" * 400}'.encode(coding)
    step = Scanner.OVERLAP * 2 + 7
    assert all(_in_pieces(whole, range(first, len(whole), step)) for first in range(step))


def _in_pieces(whole: bytes, cuts: Iterable[int]) -> bool:
    scanner = Scanner()
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    for begin, end in pairwise(edges):
        scanner.feed(whole[begin:end])
    return scanner.close()
