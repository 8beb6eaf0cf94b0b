"""RFC 3339 instants as text: strict reading to microseconds; knows no events.

Lower-case `t` and `z` are RFC 3339 (section 5.6), a missing offset, `24:00` and a blank instead of `T` are not. Digits
beyond microseconds are cut. `:60` is an instant only as a leap second: the last second of a month in UTC; it is
counted as the first second of the next month, as Unix time does.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from rules.civil import Instant

_FORM: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = 1_000_000
_FIRST: Final[Instant] = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST: Final[Instant] = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def parse_instant(text: str) -> Instant:
    """Microseconds since the Unix epoch. Raises ValueError where `text` is no RFC 3339 instant of the years 1 to 9999."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError("not in the form of RFC 3339")
    if form[1] == "60":
        return _leap_second(text)
    at = _microseconds(text)
    if not _FIRST <= at <= _LAST:
        raise ValueError("outside the years 1 to 9999 in UTC")
    return at


def _microseconds(text: str) -> Instant:
    since = datetime.fromisoformat(text.upper()) - _EPOCH
    return (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds


def _leap_second(text: str) -> Instant:
    after = _microseconds(f"{text[:17]}59{text[19:]}") + _SECOND
    if after > _LAST:
        raise ValueError("outside the years 1 to 9999 in UTC")
    moment = _EPOCH + timedelta(microseconds=after)
    if (moment.day, moment.hour, moment.minute, moment.second) != (1, 0, 0, 0):
        raise ValueError("second 60 where there is no leap second")
    return after
