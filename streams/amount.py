"""A number with its noun as English writes it: `1 alert`, `2 alerts`, `12,345 alerts`; knows no Danish and no law."""

from __future__ import annotations


def amount(number: int, noun: str, *, plural: str = "") -> str:
    """The number, its thousands apart, and the noun in its right form; `plural`: where it is not made by an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
