"""Days as a colleague says them, seen from a day: "på torsdag", "om 12 dage", "3 dage over fristen"; knows words only."""

from __future__ import annotations

from datetime import date
from typing import Final

from alerts.wording.words import Language
from rules.civil import Day

_MONTHS: Final = {
    "da": (
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_WEEKDAYS: Final = {
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def long_day(on: Day, language: Language) -> str:
    """`12. maj 2026`, `12 May 2026`."""
    civil = date.fromordinal(on)
    return f"{_day_month(civil, language)} {civil.year}"


def short_day(on: Day, language: Language, seen_from: Day) -> str:
    """`12. maj`; with the year where it is another than that of `seen_from`."""
    civil = date.fromordinal(on)
    if civil.year == date.fromordinal(seen_from).year:
        return _day_month(civil, language)
    return f"{_day_month(civil, language)} {civil.year}"


def weekday_day(on: Day, language: Language, seen_from: Day) -> str:
    """`torsdag 12. maj`."""
    return f"{_WEEKDAYS[language][date.fromordinal(on).weekday()]} {short_day(on, language, seen_from)}"


def span_words(first: Day, last: Day | None, language: Language) -> str:
    """`1. maj 2026 – 3. juni 2026`; without a known end `fra 1. maj 2026`."""
    if last is None:
        return f"{'fra' if language == 'da' else 'from'} {long_day(first, language)}"
    if first == last:
        return long_day(first, language)
    return f"{long_day(first, language)} – {long_day(last, language)}"


def days(count: int, language: Language) -> str:
    """`1 dag`, `12 dage`; from 2 months on in months, which people can picture better than 431 days."""
    if count >= 60:
        months = round(count / 30.44)
        if language == "en":
            return f"about {months} months"
        return f"ca. {months} måneder"
    if language == "en":
        return f"{count} day{'' if count == 1 else 's'}"
    return f"{count} dag{'' if count == 1 else 'e'}"


def until(on: Day, language: Language, seen_from: Day) -> str:
    """How far ahead a day lies: `i dag`, `i morgen`, `på torsdag`, `om 12 dage`."""
    ahead = on - seen_from
    if ahead in (0, 1):
        return (("i dag", "i morgen") if language == "da" else ("today", "tomorrow"))[ahead]
    if 1 < ahead < 7:
        weekday = _WEEKDAYS[language][date.fromordinal(on).weekday()]
        return f"på {weekday}" if language == "da" else f"on {weekday}"
    return f"om {days(ahead, language)}" if language == "da" else f"in {days(ahead, language)}"


def past_due(due_on: Day, language: Language, seen_from: Day) -> str:
    """`3 dage over fristen`."""
    over = days(seen_from - due_on, language)
    return f"{over} over fristen" if language == "da" else f"{over} overdue"


def _day_month(civil: date, language: Language) -> str:
    number = f"{civil.day}." if language == "da" else f"{civil.day}"
    return f"{number} {_MONTHS[language][civil.month - 1]}"
