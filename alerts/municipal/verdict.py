"""How one thing about a municipality stands: what a judgement finds and an alert's life is made of; judges nothing.

Contract: contracts/outputs.md, `municipal-alerts`: in the manner of the alerts about citizens.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import msgspec

from alerts.alert import Finding
from rules.civil import Day, Instant, iso

MunicipalKind = Literal["silent-source", "share-at-risk"]
Said: TypeAlias = dict[str, str | int | bool]
"""What is told of an alert beside its finding, in the wire's words; another one makes an open alert `changed`."""


class Subject(NamedTuple):
    """What may be open once at a time: a kind, what it is about (a pool of duties, or `data`), and whose it is."""

    kind: MunicipalKind
    about: str
    municipality: str


class Verdict(msgspec.Struct, frozen=True):
    """How a subject stands. `is_open`: there is something to tell.

    - `since`, `needed`: name an alert that is raised now. `at`: when it came to stand so, as far as the figures tell.
    - `numbers`: what the finding counted; other numbers alone are no news.
    - `is_moot`: it is not open because the question is gone and not because it was answered: an end is `lapsed`.
    """

    subject: Subject
    is_open: bool
    since: Day
    needed: int
    at: Instant
    said: Said
    finding: Finding
    numbers: Said = {}
    is_moot: bool = False

    @property
    def alert_id(self) -> str:
        """`<kind>:<about>:<municipality>:<since>:<needed>`."""
        kind, about, municipality = self.subject
        return f"{kind}:{about}:{municipality}:{iso(self.since)}:{self.needed}"
