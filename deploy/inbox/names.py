"""What people are called on the pages: their pseudonyms, or names that are invented from them; knows nobody.

An invented name is made of the pseudonym alone, so that it is the same on every page and every day, and stored nowhere. Its
surname is put together from two halves that are no usual surname together: an invented citizen bears nobody's name. The
pages say that names are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import yaml

from alerts.inbox.ports import Names

_FILE: Final = Path(__file__).with_name("invented_names.yaml")


class Pseudonyms:
    """Everybody is called by the pseudonym: where no source of names is connected."""

    async def citizens(self, citizens: Sequence[str]) -> dict[str, str]:
        """Nobody's name is known."""
        del citizens
        return {}

    async def caseworkers(self, caseworkers: Sequence[str]) -> dict[str, str]:
        """Nobody's name is known."""
        del caseworkers
        return {}


class InventedNames:
    """Everybody has an invented name."""

    async def citizens(self, citizens: Sequence[str]) -> dict[str, str]:
        """A name for each pseudonym."""
        return {citizen: invented_name(citizen) for citizen in citizens}

    async def caseworkers(self, caseworkers: Sequence[str]) -> dict[str, str]:
        """A name for each id; two colleagues of one name are told apart by it all the same, for the pages show both."""
        return {caseworker: invented_name(caseworker) for caseworker in caseworkers}


def invented_name(pseudonym: str) -> str:
    """A first name and a surname, always the same for one pseudonym."""
    first, halves, ends = _parts()
    dice = int.from_bytes(blake2b(pseudonym.encode(), digest_size=8).digest(), "big")
    dice, chosen = divmod(dice, len(first))
    dice, half = divmod(dice, len(halves))
    return f"{first[chosen]} {halves[half]}{ends[dice % len(ends)]}"


@lru_cache(maxsize=1)
def _parts() -> tuple[list[str], list[str], list[str]]:
    parts = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return parts["first"].split(), parts["halves"].split(), parts["ends"].split()


def names_from(source: str) -> Names:
    """The names that the setting RETTIDIG_NAMES asks for."""
    return InventedNames() if source == "invented" else Pseudonyms()
