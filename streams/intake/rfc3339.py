"""RFC 3339 instants as text: strict reading to microseconds; knows no events.

Lower-case `t` and `z` are RFC 3339 (section 5.6), a missing offset, `24:00` and a blank instead of `T` are not. Digits
beyond microseconds are cut. `:60` is an instant only as a leap second: the last second of a month in UTC; it is
counted as the first second of the next month, as Unix time does.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from rules.civil import Instant

_HOUR: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([01][0-9]|2[0-3])")
_WITHIN_HOUR: Final = re.compile(r":([0-5][0-9]):([0-5][0-9]|60)")
_REST: Final = re.compile(r"(?:\.([0-9]+))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))")

_WITHOUT_FRACTION: Final = len("2018-03-05T12:00:00+01:00")
_SECOND: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_FIRST: Final[Instant] = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST: Final[Instant] = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


class _AtAnEdgeError(ValueError):
    """A leap second, or a year at the calendar's end: what is wrong, if anything, is told by the whole."""


def parse_instant(text: str) -> Instant:
    """Microseconds since the Unix epoch. Raises ValueError where `text` is no RFC 3339 instant of the years 1 to 9999.

    Read in pieces that repeat from event to event and are remembered: the hour, and what follows it; a fraction repeats
    less, so that it is read apart from minute and second.
    """
    try:
        if len(text) <= _WITHOUT_FRACTION:
            return _hour(text[:13]) + _past_the_hour(text[13:])
        return _hour(text[:13]) + _within_hour(text[13:19]) + _rest(text[19:])
    except _AtAnEdgeError:
        return _at_an_edge(text)


@lru_cache(maxsize=1 << 16)
def _hour(text: str) -> int:
    form = _matched(_HOUR, text)
    if text[:4] in ("0001", "9999"):
        raise _AtAnEdgeError
    return _since_epoch(form)


@lru_cache(maxsize=1 << 14)
def _past_the_hour(text: str) -> int:
    return _within_hour(text[:6]) + _rest(text[6:])


@lru_cache(maxsize=4_096)
def _within_hour(text: str) -> int:
    form = _matched(_WITHIN_HOUR, text)
    if form[2] == "60":
        raise _AtAnEdgeError
    return _seconds(form)


@lru_cache(maxsize=4_096)
def _rest(text: str) -> int:
    """Fraction and offset, as what is to be added to the local time."""
    digits, sign, hours, minutes = _matched(_REST, text).groups()
    fraction = int((digits or "")[:6].ljust(6, "0"))
    if sign is None:
        return fraction
    offset = (int(hours) * 60 + int(minutes)) * 60 * _SECOND
    return fraction - offset if sign == "+" else fraction + offset


def _at_an_edge(text: str) -> Instant:
    """The same, piece by piece. Raises ValueError."""
    hour, within = _matched(_HOUR, text[:13]), _matched(_WITHIN_HOUR, text[13:19])
    at = _since_epoch(hour) + _seconds(within) + _rest(text[19:])
    if within[2] == "60" and not _is_month_start(at):
        raise ValueError("second 60 where there is no leap second")
    if not _FIRST <= at <= _LAST:
        raise ValueError("outside the years 1 to 9999 in UTC")
    return at


def _since_epoch(hour: re.Match[str]) -> int:
    return ((date.fromisoformat(hour[1]).toordinal() - _EPOCH_DAY) * 24 + int(hour[2])) * 3_600 * _SECOND


def _seconds(within_hour: re.Match[str]) -> int:
    return (int(within_hour[1]) * 60 + int(within_hour[2])) * _SECOND


def _matched(form: re.Pattern[str], text: str) -> re.Match[str]:
    match = form.fullmatch(text)
    if match is None:
        raise ValueError("not in the form of RFC 3339")
    return match


def _is_month_start(at: Instant) -> bool:
    """Whether `at` lies in the first second of a month in UTC: where Unix time puts a leap second."""
    if not _FIRST <= at <= _LAST:
        return False
    moment = _EPOCH + timedelta(microseconds=at)
    return (moment.day, moment.hour, moment.minute, moment.second) == (1, 0, 0, 0)
