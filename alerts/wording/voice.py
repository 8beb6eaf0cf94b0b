"""Says a text in one language: finds it, puts the values into words in their place, and refuses what does not fit.

Texts are data (`texts/*.yaml`), each in both languages with the same placeholders. A placeholder's value is typed, so that
a day, a number of days or an event is worded the same way in every sentence.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final, TypeAlias

import msgspec
import yaml

from alerts.wording.calendar_words import CalendarWords
from alerts.wording.nouns import counted, named, number_word
from alerts.wording.words import Language
from rules.civil import COPENHAGEN, Day, Instant, civil_day, iso_instant
from rules.lawbook import Period

LANGUAGES: Final[tuple[Language, ...]] = ("da", "en")
FILES: Final = ("reckoning", "outcome", "facts", "passive", "silence", "times", "sheet", "whatif", "figures")


class On(msgspec.Struct, frozen=True):
    """A day."""

    day: Day


class Span(msgspec.Struct, frozen=True):
    """Days from the first to the last."""

    first: Day
    last: Day


class Count(msgspec.Struct, frozen=True):
    """A number of something: `noun` is one of the counted nouns."""

    number: int
    noun: str


class Number(msgspec.Struct, frozen=True):
    """The number alone, as it is said of the noun."""

    number: int
    noun: str


class At(msgspec.Struct, frozen=True):
    """An instant, on Copenhagen's clock."""

    instant: Instant


class Named(msgspec.Struct, frozen=True):
    """A name of one of the tables of nouns."""

    table: str
    name: str


class Event(msgspec.Struct, frozen=True):
    """The event that tells of it, in brackets after it; nothing where there is none."""

    id: str | None


Value: TypeAlias = On | At | Span | Count | Number | Named | Event | Period | str | int


class UnknownText(KeyError):
    """A text that is not there, or that does not have the placeholders it is given."""


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[Language, str]]:
    """Every text by `file.name`, in both languages. Raises UnknownText where a language is missing or differs."""
    found: dict[str, dict[Language, str]] = {}
    for file in FILES:
        read = yaml.safe_load(files("alerts.wording").joinpath(f"texts/{file}.yaml").read_text("utf-8"))
        for name, said in read.items():
            if set(said) != set(LANGUAGES) or placeholders(said["da"]) != placeholders(said["en"]):
                raise UnknownText(f"{file}.{name} is not the same text in {' and '.join(LANGUAGES)}")
            found[f"{file}.{name}"] = said
    return found


def placeholders(text: str) -> frozenset[str]:
    """The names in curly brackets."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


class Voice:
    """Speaks one language. A year is said once; `pause` starts anew, as at a new paragraph."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._words = _Words(language)

    def pause(self) -> None:
        """Begin a new paragraph: the next date is said with its year."""
        self._words.calendar = CalendarWords(self.language)

    def say(self, name: str, **values: Value) -> str:
        """A sentence: the text with its values in words and a capital first. Raises UnknownText."""
        said = self.part(name, **values)
        return said[:1].upper() + said[1:]

    def name(self, table: str, name: str) -> str:
        """The word for a name of one of the tables of nouns."""
        return named(table, name, self.language)

    def part(self, name: str, **values: Value) -> str:
        """The same for a part of a sentence, without the capital."""
        found = texts().get(name)
        if found is None or placeholders(found[self.language]) != values.keys():
            raise UnknownText(f"{name} with {', '.join(sorted(values)) or 'nothing'}")
        return self._words.vformat(found[self.language], (), values)


class _Words(Formatter):
    """Puts values into words in the order in which the text names them."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.calendar = CalendarWords(language)

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: PLR0911 # one way to say each kind of value
        match value:
            case On():
                return self.calendar.day(value.day)
            case At():
                return self._instant(value.instant)
            case Span():
                return self.calendar.span(value.first, value.last)
            case Count():
                return counted(value.number, value.noun, self.language)
            case Number():
                return number_word(value.number, value.noun, self.language)
            case Named():
                return named(value.table, value.name, self.language)
            case Event():
                word = "hændelse" if self.language == "da" else "event"
                return "" if value.id is None else f" ({word} {value.id})"
            case Period():
                return self._period(value)
        return str(value)

    def _instant(self, at: Instant) -> str:
        clock = datetime.fromisoformat(iso_instant(at).replace("Z", "+00:00")).astimezone(COPENHAGEN)
        on = self.calendar.day(civil_day(at))
        return f"{on} kl. {clock:%H.%M}" if self.language == "da" else f"{on} at {clock:%H:%M}"

    def _period(self, period: Period) -> str:
        weeks, days = divmod(period.days, 7)
        parts = [counted(period.months, "month", self.language)] if period.months else []
        if period.days:
            noun, number = ("day", period.days) if days else ("week", weeks)
            parts.append(counted(number, noun, self.language))
        return (" og " if self.language == "da" else " and ").join(parts) or counted(0, "day", self.language)
