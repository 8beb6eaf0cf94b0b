"""Nouns as Danes and others count and name them; knows words, not what is said of them."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import msgspec
import yaml

from alerts.wording.words import Language


class _Both(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    da: str
    en: str


class _Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    da: tuple[str, str, str]
    en: tuple[str, str]


class _Nouns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    counted: dict[str, _Counted]
    groups: dict[str, _Both]
    absences: dict[str, _Both]
    scopes: dict[str, _Both]
    stops: dict[str, _Both]
    offers: dict[str, _Both]
    interviews: dict[str, _Both]
    events: dict[str, _Both]


NOUNS: Final = msgspec.convert(
    yaml.safe_load(files("alerts.wording").joinpath("texts/nouns.yaml").read_text("utf-8")), _Nouns
)
"""Both languages of every noun; a noun that lacks one is refused here, at the import."""

_NUMBERS: Final = {
    "da": ("nul", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    "en": (
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
}

_NONE: Final = {"en": "ingen", "et": "intet"}
"""Danish, by the noun's gender."""


def named(table: str, name: str, language: Language) -> str:
    """The word for a name of one of the tables: groups, absences, scopes, stops, offers, interviews, events."""
    both: _Both = getattr(NOUNS, table)[name]
    return getattr(both, language)  # type: ignore[no-any-return] # the field is one of two texts


def number_word(number: int, noun: str, language: Language) -> str:
    """`six`, `ét`: words up to twelve, digits above; Danish one and none agree with their noun."""
    words = _NUMBERS[language]
    if number == 0:
        return _NONE[NOUNS.counted[noun].da[2]] if language == "da" else "none"
    if language == "da" and number == 1 and NOUNS.counted[noun].da[2] == "et":
        return "ét"
    return words[number] if number < len(words) else str(number)


def counted(number: int, noun: str, language: Language) -> str:
    """`six weeks`, `ét tilbud`."""
    forms = NOUNS.counted[noun]
    one, many = forms.da[:2] if language == "da" else forms.en
    shown = number_word(number, noun, language) if number else _NUMBERS[language][0]
    return f"{shown} {one if number == 1 else many}"
