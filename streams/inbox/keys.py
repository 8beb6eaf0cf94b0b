"""The names of everything that the inbox keeps in Redis; knows no contents.

What is read from the topics lies in a generation: a set of keys with a prefix of its own, complete in itself, so that
another one can be built beside it and take its place at once (docs/inbox.md).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from rules.civil import Day

LAYOUT: Final = 2
"""Part of a generation's name: a release that stores something else starts over instead of reading what it can't."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The names that belong to one installation. `prefix`: that of its topics."""

    prefix: str = ""

    @property
    def _root(self) -> str:
        return f"rettidig:{self.prefix}inbox:"

    @property
    def live(self) -> str:
        """Text: the name of the generation that is shown."""
        return f"{self._root}live"

    @property
    def progress(self) -> str:
        """Hash: how far the keeper has come (`as_of`, `now`, `behind`), and which municipalities are silent (`silences`)."""
        return f"{self._root}progress"

    @property
    def keeper(self) -> str:
        """Text with a time to live: which keeper is at work."""
        return f"{self._root}keeper"

    @property
    def rebuilding(self) -> str:
        """Text with a time to live: which rebuild is at work."""
        return f"{self._root}rebuilding"

    def undo(self, action: str) -> str:
        """Text with a time to live: an action that may still be taken back."""
        return f"{self._root}undo:{action}"

    def changes(self, municipality: str) -> str:
        """Channel on which a municipality's changes are called out."""
        return f"{self._root}changes:{municipality}"

    def generation(self, name: str) -> Generation:
        """The keys of a generation."""
        return Generation(name, f"{self._root}{name}:")

    def new_generation(self) -> Generation:
        """One that nobody used before."""
        return self.generation(f"g{LAYOUT}-{uuid.uuid4().hex[:10]}")

    @property
    def generations(self) -> str:
        """The pattern of all keys of all generations."""
        return f"{self._root}g*-*:*"

    def generation_of(self, key: str) -> str:
        """The name of the generation that a key belongs to."""
        return key.removeprefix(self._root).partition(":")[0]


@dataclass(frozen=True, slots=True)
class Generation:
    """The keys of one generation."""

    name: str
    root: str

    @property
    def is_readable(self) -> bool:
        """Whether it is of this release's layout."""
        return self.name.startswith(f"g{LAYOUT}-")

    @property
    def offsets(self) -> str:
        """Hash: `<topic>:<partition>` → the next offset to read; all that was before is in this generation."""
        return f"{self.root}offsets"

    @property
    def topics(self) -> str:
        """Hash: topic → what Kafka calls it: another one of the same name is called otherwise."""
        return f"{self.root}topics"

    @property
    def municipalities(self) -> str:
        """Sorted set: municipality, by how many alerts there ever were that are its own."""
        return f"{self.root}municipalities"

    def citizen(self, citizen: str) -> str:
        """Hash: alert's id → entry, of every alert there ever was about a citizen."""
        return f"{self.root}citizen:{citizen}"

    def list(self, municipality: str, owner: str) -> str:
        """Hash: alert's id → entry, of the open alerts in a caseworker's list; the team's queue has the empty owner."""
        return f"{self.root}list:{municipality}:{owner}"

    def owners(self, municipality: str) -> str:
        """Sorted set: caseworker, by how many alerts there ever were in her list."""
        return f"{self.root}owners:{municipality}"

    def open(self, municipality: str) -> str:
        """Sorted set: caseworker, by how many alerts are open in her list."""
        return f"{self.root}open:{municipality}"

    def told_by_law(self, municipality: str, owner: str | None = None) -> str:
        """Sorted set: `<day>:<change>:<lawbook>`, by how many alerts a changed law changed so last.

        In a caseworker's list, the team's queue having the empty owner, or of the whole municipality.
        """
        return f"{self.root}told-by-law:{municipality}" + ("" if owner is None else f":{owner}")

    def by_law(self, municipality: str, owner: str, on: Day) -> str:
        """Hash: alert's id → entry, of the alerts in a caseworker's list that a changed law changed last on a day."""
        return f"{self.root}by-law:{municipality}:{owner}:{on}"

    def facts(self, citizen: str) -> str:
        """Text: what is known of a citizen, packed."""
        return f"{self.root}facts:{citizen}"
