"""The pages' words in both languages, read from `wording/*.yaml`; knows no page.

A key has a Danish and an English side with the same places to fill in. A key that ends in `.one` goes with one in
`.other`, and `count` chooses between them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec
import yaml

Language = Literal["da", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
WORDING: Final = Path(__file__).with_name("wording")

Say = Callable[..., str]
"""Says a key in one language: `say("advis.title")`, `say("news.count", count=2)`."""


class Both(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    da: str
    en: str


class NotWorded(KeyError):
    """A page asked for a text that `wording/` does not have."""


@lru_cache(maxsize=1)
def wording() -> dict[str, Both]:
    """Every text by its key. Raises msgspec.ValidationError for one without both sides, ValueError for one said twice."""
    found: dict[str, Both] = {}
    for file in sorted(WORDING.glob("*.yaml")):
        some = msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), dict[str, Both])
        twice = found.keys() & some.keys()
        if twice:
            raise ValueError(f"{file.name} says again what another file says: {', '.join(sorted(twice))}")
        found |= some
    return found


@lru_cache(maxsize=len(LANGUAGES))
def say_in(language: Language) -> Say:
    """The function that says texts in a language."""
    texts = {key: both.da if language == "da" else both.en for key, both in wording().items()}

    def say(key: str, /, **values: object) -> str:
        if "count" in values and key not in texts:
            key = f"{key}.one" if values["count"] == 1 else f"{key}.other"
        try:
            text = texts[key]
        except KeyError:
            raise NotWorded(key) from None
        return text.format(**values) if values else text

    return say
