"""Numbers as people write them: `1.204`, `63,4 %`, in English `1,204`, `63.4%`; knows no figures."""

from __future__ import annotations

from alerts.pages.texts import Language


def whole(number: int, language: Language) -> str:
    """A whole number with its thousands apart."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "da" else text


def percent(share: float, language: Language) -> str:
    """Per cent with one decimal; never 100 or 0 for what is only nearly so."""
    shown = round(share, 1)
    if shown == 100 and share < 100:
        shown = 99.9
    if shown == 0 and share > 0:
        shown = 0.1
    text = f"{shown:.1f}"
    return f"{text.replace('.', ',')} %" if language == "da" else f"{text}%"
