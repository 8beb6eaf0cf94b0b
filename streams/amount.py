"""A number with its noun as English writes it: `1 alert`, `12,345 alerts`, `9 minutes`; knows no Danish and no law."""

from __future__ import annotations


def amount(number: int, noun: str, *, plural: str = "") -> str:
    """The number, its thousands apart, and the noun in its right form; `plural`: where it is not made by an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_FROM = 2


def span(microseconds: int) -> str:
    """A length of time in the largest unit of which it has two or more, rounded down: `119 seconds`, `2 minutes`."""
    seconds = microseconds // 1_000_000
    for length, noun in _UNITS:
        if seconds >= _FROM * length:
            return amount(seconds // length, noun)
    return amount(seconds, "second")
