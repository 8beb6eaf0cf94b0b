"""The lawbook's own words for where it sets no duty, in the reader's language; the English ones stand in the lawbook itself."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from alerts.wording.words import Language


@lru_cache(maxsize=1)
def danish() -> dict[str, str]:
    """Danish by English."""
    found: dict[str, str] = yaml.safe_load(files("alerts.wording").joinpath("texts/lawbook.yaml").read_text("utf-8"))
    return found


def lawbook_words(text: str, language: Language) -> str:
    """The text in a language; as it stands where a lawbook of somebody's own says what has no translation."""
    return danish().get(text, text) if language == "da" else text
