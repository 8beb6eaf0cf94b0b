"""Which texts are instants, and which instant: RFC 3339 to the letter, against Python's own reading where both can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.civil import Instant, iso_instant
from streams.intake.rfc3339 import parse_instant

SAME = (
    ("2018-03-05T12:00:00+01:00", "2018-03-05T11:00:00Z"),
    ("2018-03-05t12:00:00z", "2018-03-05T12:00:00Z"),
    ("2018-03-05T12:00:00-00:00", "2018-03-05T12:00:00Z"),
    ("2018-03-05T00:00:00+23:59", "2018-03-04T00:01:00Z"),
    ("2018-03-05T12:00:00.5Z", "2018-03-05T12:00:00.5Z"),
    ("2018-03-05T12:00:00.123456Z", "2018-03-05T12:00:00.123456Z"),
    ("2018-03-05T12:00:00.1234569Z", "2018-03-05T12:00:00.123456Z"),  # cut, not rounded
    ("2018-03-05T12:00:00.9999999999999Z", "2018-03-05T12:00:00.999999Z"),
    ("2018-12-31T23:30:00-05:00", "2019-01-01T04:30:00Z"),
    ("2016-02-29T12:00:00Z", "2016-02-29T12:00:00Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),  # a leap second
    ("2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
)
NO_INSTANT = (
    "",
    "yesterday",
    "2018-03-05",
    "2018-03-05T12:00:00",
    "2018-03-05T12:00Z",
    "2018-03-05 12:00:00Z",
    "2018-03-05_12:00:00Z",
    "20180305T120000Z",
    "2018-3-5T12:00:00Z",
    "2018-W10-1T12:00:00Z",
    "2018-064T12:00:00Z",
    "2018-02-29T12:00:00Z",
    "2018-13-01T12:00:00Z",
    "0000-01-01T12:00:00Z",
    "12018-03-05T12:00:00Z",
    "-2018-03-05T12:00:00Z",
    "2018-03-05T24:00:00Z",
    "2018-03-05T12:60:00Z",
    "2018-03-05T12:00:61Z",
    "2018-03-05T12:00:60Z",  # no leap second at noon
    "2018-03-05T12:00:00,5Z",
    "2018-03-05T12:00:00.Z",
    "2018-03-05T12:00:00+0100",
    "2018-03-05T12:00:00+01",
    "2018-03-05T12:00:00+1:00",
    "2018-03-05T12:00:00+24:00",
    "2018-03-05T12:00:00+01:60",
    "2018-03-05T12:00:00+01:00:00",
    "2018-03-05T12:00:00ZZ",
    " 2018-03-05T12:00:00Z",
    "2018-03-05T12:00:00Z ",
    "2018-03-05T12:00:00Z\n",
    "2018-03-05T12:00:00Z\x00",
    "２018-03-05T12:00:00Z",
    "2018-03-05T12:00:00\u221201:00",
    "0001-01-01T00:00:00+01:00",  # before the calendar begins in UTC
    "9999-12-31T23:59:59-01:00",
    "9999-12-31T23:59:60Z",
)


@pytest.mark.parametrize(("text", "utc"), SAME)
def test_an_instant_is_read_to_the_microsecond(text: str, utc: str) -> None:
    assert iso_instant(parse_instant(text)) == utc


@pytest.mark.parametrize("text", NO_INSTANT)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(-62_000_000_000_000_000, 253_000_000_000_000_000)
"""Some years inside the calendar's ends."""


@given(INSTANTS, st.integers(-23 * 60 - 59, 23 * 60 + 59))
def test_every_instant_is_read_as_python_writes_it(at: Instant, offset_minutes: int) -> None:
    moment = (EPOCH + timedelta(microseconds=at)).astimezone(timezone(timedelta(minutes=offset_minutes)))
    assert parse_instant(moment.isoformat()) == at


@given(INSTANTS)
def test_what_is_written_is_read_back(at: Instant) -> None:
    assert parse_instant(iso_instant(at)) == at
